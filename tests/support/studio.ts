/**
 * Driving Sanity Studio as an editor would: by label, role and text, and by Sanity's own test ids where a label is not unique.
 * Nothing here asserts; what a step waits for is that it happened on screen. What the lake then holds is the test's to ask.
 */
import type {Locator, Page} from 'playwright-core'

/** Open the Studio with an editor's link, as `npm start` prints it, and wait for the desk. */
export async function openStudio(page: Page, studioUrl: string, token: string): Promise<void> {
  await page.goto(`${studioUrl}/#token=${token}`)
  await desk(page).waitFor({timeout: 60_000})
}

const desk = (page: Page) => page.getByTestId('structure-tool-list-pane').first()

/** Choose an entry of the desk, such as "Drafts" or "Authors". */
export async function openList(page: Page, title: string): Promise<void> {
  await desk(page).getByRole('link', {name: title, exact: true}).click()
  await page.getByTestId('document-list-pane').waitFor()
}

/** The entry of a list, by the title of its document. */
export const listed = (page: Page, title: string): Locator =>
  page.getByTestId('document-list-pane').getByText(title, {exact: true})

/** Sign in and open a document by its id, as a link from elsewhere does. */
export async function openDocument(
  page: Page,
  studioUrl: string,
  {id, type, token}: {id: string; type: string; token: string},
): Promise<void> {
  await page.goto(`${studioUrl}${intentToEdit({id, type})}#token=${token}`)
  await form(page)
}

/** Open a document in the Studio that is on the page, which takes a part of the time that loading it anew does. */
export async function moveToDocument(page: Page, document: {id: string; type: string}) {
  await returnToDesk(page)
  await follow(page, intentToEdit(document))
  await form(page)
}

/** Close whatever is open in the Studio that is on the page, and wait until it is gone. */
export async function returnToDesk(page: Page): Promise<void> {
  await follow(page, '/structure')
  await desk(page).waitFor()
  for (const open of [page.getByTestId('document-pane'), page.getByRole('dialog')]) {
    await open.first().waitFor({state: 'detached', timeout: 30_000})
  }
}

const intentToEdit = ({id, type}: {id: string; type: string}) =>
  `/intent/edit/id=${id};type=${type}/`

/** Go where a link within the Studio leads, without loading it anew. */
export const follow = (page: Page, path: string): Promise<void> =>
  page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, path)

/** Wait for a document's form. */
async function form(page: Page): Promise<void> {
  await page.getByTestId('document-panel-scroller').waitFor({timeout: 60_000})
  await page.getByTestId('form-view').waitFor({timeout: 30_000})
}

/** Begin a new document, in the Studio that is on the page, or else by its address. Answers its id. */
export async function createDocument(page: Page, studioUrl: string, type: string): Promise<string> {
  const path = `/intent/create/type=${type}/`
  if (page.url().startsWith(studioUrl)) {
    await returnToDesk(page)
    await follow(page, path)
  } else {
    await page.goto(studioUrl + path)
  }
  await page.getByTestId('form-view').waitFor({timeout: 60_000})
  const [, id] = /;([\w-]+)/.exec(decodeURIComponent(new URL(page.url()).pathname)) ?? []
  if (!id) throw new Error(`The Studio's address names no document: ${page.url()}`)
  return id
}

/** Show a group of fields ("Writing", "Picture", …, or "All fields"). */
export const openGroup = (page: Page, name: string): Promise<void> =>
  page.getByTestId('field-group-tabs').getByRole('tab', {name, exact: true}).click()

/** A field by its path in the document: `title`, `workflow.state`, `heroImage.alt`. */
export const field = (page: Page, path: string): Locator => page.getByTestId(`field-${path}`)

/** Replace what stands in a text field. */
export async function editField(page: Page, path: string, text: string): Promise<void> {
  await field(page, path).getByRole('textbox').first().fill(text)
}

export const textOf = (page: Page, path: string): Promise<string> =>
  field(page, path).getByRole('textbox').first().inputValue()

/** The Markdown input of a field: its text area, its toolbar's buttons, its preview. */
export function markdown(page: Page, path: string) {
  const input = field(page, path).getByTestId('markdown-input')
  return {
    text: input.getByRole('textbox'),
    preview: input.getByTestId('markdown-preview'),
    words: input.getByTestId('markdown-words'),
    button: (name: string) => input.getByRole('button', {name, exact: true}),
    view: (name: 'Write' | 'Both' | 'Preview') => input.getByRole('tab', {name, exact: true}),
    notes: input.getByRole('list', {name: 'Notes on this text'}),
  }
}

/** Make the slug from its source field. */
export const generateSlug = (page: Page): Promise<void> =>
  field(page, 'slug').getByRole('button', {name: 'Generate'}).click()

/** Add a reference to a list of references, found by its title as an editor finds it. */
export async function addReference(page: Page, path: string, title: string): Promise<void> {
  await field(page, path).getByTestId('add-single-object-button').click()
  await chooseReference(page, field(page, path).getByTestId('autocomplete').last(), title)
}

async function chooseReference(page: Page, search: Locator, title: string): Promise<void> {
  await search.fill(title)
  const choice = page.locator('[data-ui="Popover"]').getByText(title, {exact: true}).first()
  await choice.click({timeout: 20_000})
}

/** Upload a picture into an image field that is on screen, and wait until it is there. */
export async function uploadPicture(
  page: Page,
  path: string,
  file: {name: string; mimeType: string; buffer: Buffer},
): Promise<void> {
  await pictureFile(page, path).setInputFiles(file)
  await pictureOf(page, path).waitFor({timeout: 60_000})
}

/** The picture that an image field shows. */
export const pictureOf = (page: Page, path: string): Locator =>
  imageField(page, path).locator('img').first()

/** Drop a picture where an image field takes one. */
export async function dropPicture(page: Page, path: string, picture: Buffer): Promise<void> {
  const dataTransfer = await page.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    const transfer = new DataTransfer()
    transfer.items.add(new File([bytes], 'dropped.png', {type: 'image/png'}))
    return transfer
  }, picture.toString('base64'))
  const target = imageField(page, path).locator('[data-is-file-target]').first()
  await target.dispatchEvent('drop', {dataTransfer})
}

/** Where an image field takes its file. */
export const pictureFile = (page: Page, path: string): Locator =>
  imageField(page, path).locator('input[type="file"]').first()

const imageField = (page: Page, path: string): Locator =>
  page
    .getByTestId(`field-actions-menu-${path}`)
    .locator('xpath=ancestor::*[.//*[@data-testid="image-input"]][1]')

const footer = (page: Page) => page.getByTestId('pane-footer')

/** The button, while it says so. */
export const publishButton = (page: Page, says: 'Publish' | 'Publishing…' | 'Published') =>
  footer(page).getByRole('button', {name: says, exact: true})

/** Press Publish and wait until there is nothing left to publish. */
export async function publish(page: Page): Promise<void> {
  await publishButton(page, 'Publish').click({timeout: 30_000})
  await publishButton(page, 'Published')
    .waitFor({timeout: 30_000})
    .catch(async (cause: unknown) => {
      const says = await Promise.all([footer(page).innerText(), toasts(page).allInnerTexts()])
      throw new Error(`Nothing was published. Studio says: ${says.flat().join(' | ')}`, {cause})
    })
}

const toasts = (page: Page) => page.locator('[data-ui="Toast"]')

/** The notice that says `text` among other things. */
export const toast = (page: Page, text: string): Locator => toasts(page).filter({hasText: text})

type DocumentAction = 'Unpublish' | 'Duplicate' | 'Discard changes' | 'Delete'

/**
 * Choose one of the actions behind the button beside Publish, and confirm it where Studio asks. Unpublish stands in the place
 * of Publish while the published version is the one on screen.
 */
export async function act(page: Page, name: DocumentAction): Promise<void> {
  if (name === 'Unpublish') {
    await showVersion(page, 'Published')
    const button = footer(page).getByRole('button', {name: 'Unpublish', exact: true})
    // The chips move while their pane is being filled; a click that was meant for one may have met its neighbour.
    await button.waitFor({timeout: 5_000}).catch(() => showVersion(page, 'Published'))
    await button.click()
  } else {
    await chooseInMenu(page, name)
  }
  if (name !== 'Duplicate') await page.getByTestId('confirm-button').click({timeout: 20_000})
}

/** One of the entries behind the button beside Publish. While its pane is being filled the menu may close again; then it is opened once more. */
export async function chooseInMenu(
  page: Page,
  name: DocumentAction | 'Review link…',
): Promise<void> {
  const button = footer(page).getByTestId('action-menu-button')
  const entry = page.getByRole('menuitem', {name: new RegExp(`^${name}`)})
  await button.click()
  await entry.waitFor({timeout: 5_000}).catch(() => button.click())
  await entry.click()
}

/** Look at the draft of a document, or at what readers see. */
export const showVersion = (page: Page, version: 'Published' | 'Draft'): Promise<void> =>
  page.getByTestId(`document-header-${version}-chip`).click()

/** Open the history of the document on screen. Answers its entries, each with its author's name as a label. */
export async function openHistory(page: Page): Promise<Locator> {
  await page.getByTestId('pane-context-menu-button').last().click()
  await page.getByRole('menuitem', {name: /^History/}).click()
  return page.getByTestId('timeline-item-button')
}

/** Bring a deleted document that is on screen back as it last was. */
export const restoreDeleted = (page: Page): Promise<void> =>
  page.getByRole('button', {name: 'Restore most recent revision'}).click({timeout: 60_000})

/** Bring the revision that is on screen back into the draft. */
export async function revertToRevision(page: Page): Promise<void> {
  await footer(page).getByRole('button', {name: 'Revert to revision'}).click()
  await page.getByRole('button', {name: 'Confirm', exact: true}).click()
}
