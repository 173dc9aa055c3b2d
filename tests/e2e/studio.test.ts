/** Sanity Studio, as it is, on our lake, over plain HTTP: everything that an editor does to an article. */
import type {BrowserContext, Page} from 'playwright-core'
import sharp from 'sharp'
import {describe, expect} from 'vitest'
import {openArticle, showArticle, titleOf, versions} from '../support/article-at-desk.ts'
import {openDesk, publishedArticle, testInShell as test, type Desk} from '../support/desk.ts'
import {
  act,
  addReference,
  createDocument,
  dropPicture,
  editField,
  field,
  follow,
  generateSlug,
  listed,
  markdown,
  moveToDocument,
  openDocument,
  openGroup,
  openHistory,
  openList,
  openStudio,
  pictureFile,
  pictureOf,
  publish,
  publishButton,
  restoreDeleted,
  returnToDesk,
  revertToRevision,
  textOf,
  toast,
  uploadPicture,
} from '../support/studio.ts'

const patience = {timeout: 20_000}
/** There is no site here, and a browser says so each time that Studio asks it. In which words depends on who has its port by now. */
const noSite = /\/api\/receipts\?/

async function sitDown(context: BrowserContext, desk: Desk, token: string): Promise<Page> {
  const page = await context.newPage()
  await openStudio(page, desk.studio, token)
  return page
}

const sunrise = () =>
  sharp({create: {width: 1600, height: 900, channels: 3, background: '#f4a261'}})
    .png()
    .toBuffer()

describe('signing in', () => {
  test('a stranger, also with a wrong token, is asked for a link, and led back to where they were going', async ({
    desk,
    open,
  }) => {
    const page = await (await open()).newPage()
    const asked = page.getByRole('heading', {name: 'Sign in to the Studio'})

    await page.goto(`${desk.studio}/#token=mh_000000000000_${'A'.repeat(43)}`)
    await asked.waitFor({timeout: 60_000})
    expect(await page.getByTestId('structure-tool-list-pane').count()).toBe(0)

    await page.goto(`${desk.studio}/structure/author`)
    await asked.waitFor({timeout: 30_000})
    expect(await page.getByTestId('structure-tool-list-pane').count()).toBe(0)
    await page.getByLabel('Your link').fill('something else')
    await page.getByRole('button', {name: 'Sign in'}).click()
    expect(await page.getByRole('alert').innerText()).toContain('#token=')
    await page.getByLabel('Your link').fill(`${desk.studio}/#token=${desk.bo.token}`)
    await page.getByRole('button', {name: 'Sign in'}).click()

    await listed(page, 'Ada Example').waitFor({timeout: 60_000})
    expect(page.url()).toBe(`${desk.studio}/structure/author`)
  })

  test('the token leaves the address and stays in this browser', async ({desk, open}) => {
    const context = await open()
    const page = await sitDown(context, desk, desk.bo.token)

    expect(page.url()).not.toContain('token')
    const again = await context.newPage()
    await again.goto(desk.studio)
    await again.getByTestId('structure-tool-list-pane').first().waitFor({timeout: 60_000})
  })

  test('without a token the lake knows nobody', async ({desk}) => {
    const answer = await fetch(`http://127.0.0.1:${desk.lake.port}/v2021-06-07/users/me`)

    expect(answer.status).toBe(401)
  })
})

test('an article goes from an empty form to its readers, and the console has nothing to say', async ({
  desk,
  open,
}) => {
  const page = await sitDown(await open({policy: 'quiet', expected: noSite}), desk, desk.anna.token)

  const id = await createDocument(page, desk.studio, 'article')
  await editField(page, 'title', 'How to write a résumé')
  await generateSlug(page)
  await expect.poll(() => textOf(page, 'slug'), patience).toBe('how-to-write-a-resume')
  await editField(page, 'standfirst', 'One page is enough.')
  const body = markdown(page, 'body')
  await body.text.fill('## Begin at the end\n\nSay what you *did*.\n\n[x](javascript:alert(1))')
  await body.preview.getByRole('heading', {name: 'Begin at the end'}).waitFor()
  await body.notes.getByText('javascript:').waitFor()
  await addReference(page, 'topics', 'Interviews')
  await addReference(page, 'authors', 'Ada Example')

  await openGroup(page, 'Picture')
  const picture = {name: 'sunrise.png', mimeType: 'image/png', buffer: await sunrise()}
  await uploadPicture(page, 'heroImage', picture)
  await publishButton(page, 'Publish').click()
  await toast(page, 'Not published yet').getByText('Describe the picture').waitFor(patience)
  expect((await versions(desk, id)).published).toBeNull()
  await editField(page, 'heroImage.alt', 'A low sun over still water')
  await publish(page)

  const {published, draft} = await versions(desk, id)
  expect(draft).toBeNull()
  expect(published).toMatchObject({
    title: 'How to write a résumé',
    slug: {current: 'how-to-write-a-resume'},
    language: 'en',
    authors: [{_ref: 'author-ada'}],
    topics: [{_ref: 'topic-interviews'}],
    heroImage: {_type: 'figure', alt: 'A low sun over still water'},
    publishedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    workflow: {state: 'draft'},
  })
  const reader = desk.lake.client()
  expect(await reader.fetch('*[_id == $id][0].title', {id})).toBe('How to write a résumé')

  // All that the console may speak of is the site, which is not there: said to the editor as well.
  await page.getByText('The site does not answer').first().waitFor(patience)
})

test('a published article is edited, discarded, duplicated, unpublished and deleted', async ({
  desk,
  anna,
}) => {
  const id = 'kept-and-changed'
  await desk.client.create({...publishedArticle(id, titleOf(id)), formerSlugs: ['once-elsewhere']})
  await showArticle(anna, desk, id)

  await editField(anna, 'title', 'kept and changed by mistake')
  await expect
    .poll(async () => (await versions(desk, id)).draft?.title, patience)
    .toBe('kept and changed by mistake')
  expect((await versions(desk, id)).published?.title).toBe(titleOf(id))

  await act(anna, 'Discard changes')
  await expect.poll(async () => (await versions(desk, id)).draft, patience).toBeNull()
  await expect.poll(() => textOf(anna, 'title'), patience).toBe(titleOf(id))

  const before = anna.url()
  await act(anna, 'Duplicate')
  await anna.waitForURL((url) => url.href !== before)
  const copies = '*[_type == "article" && title == "kept and changed" && _id != $id]._id'
  await expect.poll(() => desk.client.fetch(copies, {id}), patience).toHaveLength(1)
  // The copy has the words, and neither the addresses nor the past of the original.
  const [copy] = await desk.client.fetch<Record<string, unknown>[]>(`*[_id in ${copies}]`, {id})
  expect(copy).toMatchObject({body: 'First line.\n\nLast line.', authors: [{_ref: 'author-ada'}]})
  for (const own of ['slug', 'formerSlugs', 'publishedAt']) expect(copy).not.toHaveProperty(own)

  await act(anna, 'Delete')
  await expect.poll(() => desk.client.fetch(copies, {id}), patience).toHaveLength(0)

  await moveToDocument(anna, {id, type: 'article'})
  await act(anna, 'Unpublish')
  await expect
    .poll(async () => {
      const {published, draft} = await versions(desk, id)
      return [published, draft?.title]
    }, patience)
    .toEqual([null, titleOf(id)])
})

test('a changed address keeps the old one, and later publications the first date', async ({
  desk,
  anna,
}) => {
  const id = 'an-address'
  await showArticle(anna, desk, id)

  await editField(anna, 'slug', 'a-better-address')
  await publish(anna)

  await expect
    .poll(async () => (await versions(desk, id)).published, patience)
    .toMatchObject({
      slug: {current: 'a-better-address'},
      formerSlugs: ['an-address'],
      publishedAt: '2026-01-02T03:04:05.000Z',
    })
})

test('an earlier revision is looked at and brought back, also one that was not written in Studio', async ({
  desk,
  anna,
}) => {
  const id = 'as-it-was'
  await showArticle(anna, desk, id)
  await editField(anna, 'title', 'no longer as it was')
  await publish(anna)

  const history = await openHistory(anna)
  await history.getByText('Created', {exact: true}).click()
  await expect.poll(() => textOf(anna, 'title'), patience).toBe(titleOf(id))
  await revertToRevision(anna)

  await expect.poll(async () => (await versions(desk, id)).draft?.title, patience).toBe(titleOf(id))
  expect((await versions(desk, id)).published?.title).toBe('no longer as it was')
})

test('a deleted article is brought back as it last was', async ({desk, anna}) => {
  const id = 'gone-and-back'
  await showArticle(anna, desk, id)
  await act(anna, 'Delete')
  const both = async () => Object.values(await versions(desk, id))
  await expect.poll(both, patience).toEqual([null, null])

  await returnToDesk(anna)
  await follow(anna, `/intent/edit/id=${id};type=article/`)
  await restoreDeleted(anna)

  await expect
    .poll(async () => (await both()).find(Boolean), patience)
    .toMatchObject({title: titleOf(id), slug: {current: id}})
})

describe('two editors', () => {
  test('see each other’s edits as they are typed, and in one text at once every word stays where it was typed', async ({
    desk,
    open,
    anna,
  }) => {
    const id = 'two-hands'
    await showArticle(anna, desk, id)
    const bo = await openArticle(await open(), desk, desk.bo.token, id)
    const [first, second] = [markdown(anna, 'body').text, markdown(bo, 'body').text]
    for (const text of [first, second])
      await expect.poll(() => text.inputValue(), patience).toContain('Last line.')

    await editField(anna, 'standfirst', 'Anna wrote this.')
    await expect.poll(() => textOf(bo, 'standfirst'), patience).toBe('Anna wrote this.')
    await editField(bo, 'standfirst', 'Anna wrote this, and Bo more.')
    await expect
      .poll(() => textOf(anna, 'standfirst'), patience)
      .toBe('Anna wrote this, and Bo more.')

    await first.press('Control+Home')
    await second.press('Control+End')
    await Promise.all([
      first.pressSequentially('Anna begins. ', {delay: 80}),
      second.pressSequentially(' Bo ends.', {delay: 80}),
    ])

    const both = 'Anna begins. First line.\n\nLast line. Bo ends.'
    await expect.poll(() => first.inputValue(), patience).toBe(both)
    await expect.poll(() => second.inputValue(), patience).toBe(both)
    await expect.poll(async () => (await versions(desk, id)).draft?.body, patience).toBe(both)
    await publish(bo)
    const history = await openHistory(anna)
    await history.getByLabel('Bo Baker').first().waitFor(patience)
    await history.getByLabel('Anna Abel').first().waitFor(patience)
  })

  test('see where the other one is, and who may not publish is told so by the keys', async ({
    desk,
    open,
    anna,
  }) => {
    const id = 'not-mine-to-publish'
    await desk.client.create({...publishedArticle(id, titleOf(id)), _id: `drafts.${id}`})
    const cleo = await desk.lake.addUser('Cleo Cook', 'contributor')
    await moveToDocument(anna, {id, type: 'article'})
    const contributor = await (await open()).newPage()
    await openDocument(contributor, desk.studio, {id, type: 'article', token: cleo.token})

    const standfirst = field(contributor, 'standfirst').getByRole('textbox')
    await standfirst.click()
    await anna.getByTestId('document-pane').getByText('CC', {exact: true}).first().waitFor(patience)
    await standfirst.press('Control+Alt+p')

    await toast(contributor, 'Your role may not publish').waitFor(patience)
    expect((await versions(desk, id)).published).toBeNull()
  })
})

test('a list follows what happens in another tab', async ({desk, anna}) => {
  await openList(anna, 'Drafts')
  expect(await listed(anna, 'Just begun').count()).toBe(0)

  const other = await anna.context().newPage()
  await createDocument(other, desk.studio, 'article')
  await editField(other, 'title', 'Just begun')

  await listed(anna, 'Just begun').waitFor(patience)
})

test('one build serves two lakes, and neither Studio knows of the other’s', async ({
  open,
  anna,
}) => {
  const another = await openDesk({dataset: 'staging'})
  try {
    await another.client.create({_id: 'topic-elsewhere', _type: 'topic', title: 'Elsewhere'})
    const context = await open()
    const called = new Set<string>()
    context.on('request', (request) => called.add(new URL(request.url()).port))

    const page = await sitDown(context, another, another.anna.token)
    await openList(page, 'Topics')
    await listed(page, 'Elsewhere').waitFor(patience)

    const own = [new URL(another.studio).port, String(another.lake.port)]
    expect([...called].filter((port) => port !== '' && !own.includes(port))).toEqual([])
    await openList(anna, 'Topics')
    await listed(anna, 'Interviews').waitFor(patience)
    expect(await listed(anna, 'Elsewhere').count()).toBe(0)
  } finally {
    await another.stop()
  }
})

test('a picture that was cut short is refused in a sentence, and a whole one taken', async ({
  desk,
  anna,
}) => {
  const id = 'half-a-picture'
  await showArticle(anna, desk, id)
  await openGroup(anna, 'Picture')
  const buffer = await sunrise()
  const whole = {name: 'sunrise.png', mimeType: 'image/png', buffer}

  await pictureFile(anna, 'heroImage').setInputFiles({
    ...whole,
    name: 'sunset.png',
    buffer: buffer.subarray(0, 100),
  })
  const message = toast(anna, 'sunset.png was not uploaded')
  await message.getByText('cannot be read').waitFor(patience)
  await uploadPicture(anna, 'heroImage', whole)

  const picture = async () => (await versions(desk, id)).draft?.['heroImage'] as unknown
  await expect.poll(picture, patience).toMatchObject({asset: {_type: 'reference'}})
})

test('another picture is dropped over one, and is not cut as the old one was', async ({
  desk,
  anna,
}) => {
  const id = 'another-picture'
  const {_id: asset} = await desk.client.assets.upload('image', await sunrise())
  const crop = {_type: 'sanity.imageCrop', top: 0.2, bottom: 0.2, left: 0.3, right: 0.3}
  const hotspot = {_type: 'sanity.imageHotspot', x: 0.5, y: 0.5, width: 0.4, height: 0.6}
  const cut = {_type: 'figure', alt: 'Orange', asset: {_type: 'reference', _ref: asset}}
  await desk.client.create({
    ...publishedArticle(id, titleOf(id)),
    heroImage: {...cut, crop, hotspot},
  })
  await showArticle(anna, desk, id)
  await openGroup(anna, 'Picture')
  await pictureOf(anna, 'heroImage').waitFor(patience)

  const blue = sharp({create: {width: 1600, height: 900, channels: 3, background: '#457b9d'}})
  await dropPicture(anna, 'heroImage', await blue.png().toBuffer())

  const picture = async () => (await versions(desk, id)).draft?.['heroImage'] as object | undefined
  await expect.poll(picture, patience).toMatchObject({alt: 'Orange'})
  await expect
    .poll(async () => {
      const {asset: now, crop: left, hotspot: also} = Object(await picture())
      return [now?._ref !== asset, left, also]
    }, patience)
    .toEqual([true, undefined, undefined])
})

test('a Studio without settings says so, and what to do', async ({desk, open}) => {
  const page = await (await open()).newPage()
  await page.route('**/config.json', (route) => route.fulfill({status: 503, body: 'later'}))

  await page.goto(desk.studio)

  const message = page.getByRole('alert')
  await message.getByRole('heading', {name: 'could not read its settings'}).waitFor()
  expect(await message.innerText()).toContain('503')
  await page.unroute('**/config.json')
  await message.getByRole('button', {name: 'Try again'}).click()
  await page.getByLabel('Your link').waitFor({timeout: 60_000})
})
