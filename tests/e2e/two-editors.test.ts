/** Two people, two profiles, one article: each has a name, and each sees what the other writes. */
import {expect} from 'vitest'
import {test} from '../support/e2e.ts'
import {editField, openDocument, openGroup, publish, textOf} from '../support/studio.ts'

test('two editors see each other’s edit as it is typed, and history names them both', async ({
  masthead,
  open,
}) => {
  const {_id: id} = await masthead.client.fetch<{_id: string}>('*[_type == "article"][0]{_id}')
  const andrea = await masthead.addUser('Andrea')
  const robin = await masthead.addUser('Robin')
  const [first, second] = await Promise.all(
    [andrea, robin].map(async ({token}) => {
      const page = await (await open()).newPage()
      await openDocument(page, masthead.studio, {id, type: 'article', token})
      await openGroup(page, 'Writing')
      return page
    }),
  )
  if (!first || !second) throw new Error('Two editors were asked for.')

  await editField(first, 'standfirst', 'Andrea wrote this.')
  await expect
    .poll(() => textOf(second, 'standfirst'), {timeout: 20_000})
    .toBe('Andrea wrote this.')

  await editField(second, 'standfirst', 'Andrea wrote this, and Robin more.')
  await expect
    .poll(() => textOf(first, 'standfirst'), {timeout: 20_000})
    .toBe('Andrea wrote this, and Robin more.')
  await publish(second)

  const lines = await masthead.client.request<string>({
    url: `/data/history/production/transactions/${id},drafts.${id}?excludeContent=true`,
  })
  const authors = lines
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as {author: string}).author)
  expect(authors).toEqual(expect.arrayContaining([andrea.id, robin.id]))
})

test('a Studio without a token, or with a wrong one, asks for one and shows nothing', async ({
  masthead,
  open,
}) => {
  const page = await (await open()).newPage()

  await page.goto(masthead.studio)
  await page.getByRole('heading', {name: 'Sign in to the Studio'}).waitFor({timeout: 30_000})
  await page.goto(`${masthead.studio}/#token=mh_000000000000_${'A'.repeat(43)}`)
  await page.reload()
  await page.getByRole('heading', {name: 'Sign in to the Studio'}).waitFor({timeout: 30_000})

  expect(await page.getByTestId('structure-tool-list-pane').count()).toBe(0)
})
