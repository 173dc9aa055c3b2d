/** Several documents at one address: every place names the one that the address shows, and the next when that one goes. */
import {afterAll, beforeAll, expect, test} from 'vitest'
import {
  anArticle,
  anAuthor,
  aTopic,
  openNewsroom,
  referTo,
  type Newsroom,
} from '../support/newsroom.ts'
import {renderedSince} from '../support/rendered.ts'

let newsroom: Newsroom

const lists = [
  '/',
  '/articles',
  '/articles/beside',
  '/topics',
  '/topics/tides',
  '/topics/winds',
  '/authors',
  '/feed.xml',
  '/atom.xml',
  '/topics/winds/feed.xml',
  '/sitemap.xml',
  '/sitemap-2026.xml',
  '/sitemap-pages.xml',
  '/llms.txt',
]
const others = [
  '/articles/shared',
  '/articles/shared.md',
  '/articles/beside.md',
  '/about',
  '/authors/ana',
  '/not-found-page',
  '/topics/tides/feed.xml',
]
const paths = [...lists, ...others]

const aPage = (_id: string, title: string) => ({
  _id,
  _type: 'page',
  title,
  slug: {_type: 'slug', current: 'about'},
  language: 'en',
  body: `Body of ${title}`,
})

beforeAll(async () => {
  newsroom = await openNewsroom()
  const {client} = newsroom
  await client
    .transaction()
    .create(anAuthor('ana', 'Ana First'))
    .create(aTopic('tides', 'Tides First'))
    .create(aTopic('winds', 'Winds'))
    .create(aPage('z-page', 'About First'))
    .create(anArticle('beside', {topics: referTo('topic-winds')}))
    .create({
      ...anArticle('shared', {title: 'Piece First', topics: referTo('topic-tides')}),
      _id: 'z-piece',
    })
    .commit()
  for (const path of paths) await newsroom.readUntil(path, ({body}) => body.length > 0)
  await newsroom.readUntil('/', ({body}) => body.includes('Piece First'))
  await newsroom.settled()
})

afterAll(() => newsroom.stop())

/** What readers see, without the revisions that it was made from. */
async function contents(): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const path of paths) {
    const {body} = await newsroom.read(path)
    found.set(path, body.replace(/<meta name="content-revision"[^>]*>/, ''))
  }
  return found
}

/** What a change costs and does, when all of it is done. */
async function costOf(change: () => Promise<unknown>) {
  const before = {renders: await newsroom.settled(), pages: await contents()}
  await change()
  const renders = await newsroom.settled()
  const pages = await contents()
  return {
    rendered: renderedSince(before.renders, renders).toSorted(),
    changed: paths.filter((path) => before.pages.get(path) !== pages.get(path)).toSorted(),
    pages,
  }
}

const naming = (pages: Map<string, string>, words: string): string[] =>
  [...pages].flatMap(([path, body]) => (body.includes(words) ? [path] : [])).toSorted()

const timesIn = (text: string | undefined, word: string): number =>
  (text ?? '').split(word).length - 1

const second = () =>
  newsroom.client
    .transaction()
    .create({...anAuthor('ana', 'Ana Second'), _id: 'a-author'})
    .create({...aTopic('tides', 'Tides Second'), _id: 'a-topic'})
    .create(aPage('a-page', 'About Second'))
    .create({
      ...anArticle('shared', {title: 'Piece Second', topics: referTo('topic-winds')}),
      _id: 'a-piece',
    })
    .commit()

const search = async (word: string) => (await newsroom.read(`/search?q=${word}`)).body

test('what comes to stand behind another document is in no list, and costs nothing', async () => {
  const {rendered, changed, pages} = await costOf(second)
  const edited = await costOf(() =>
    newsroom.client
      .transaction()
      .patch('a-piece', {set: {title: 'Piece Second anew', publishedAt: '2026-02-02T08:00:00Z'}})
      .patch('a-topic', {set: {description: 'Second words'}})
      .patch('a-page', {set: {title: 'About Second anew'}})
      .patch('a-author', {set: {name: 'Ana Second anew'}})
      .commit(),
  )

  expect(naming(pages, 'Second')).toEqual([])
  expect(naming(edited.pages, 'Second')).toEqual([])
  expect({rendered, changed}).toEqual({rendered: [], changed: []})
  expect({rendered: edited.rendered, changed: edited.changed}).toEqual({rendered: [], changed: []})
  expect(timesIn(pages.get('/sitemap.xml'), '/articles/shared<')).toBe(1)
  expect(await search('anew')).toContain('Nothing found for “<bdi>anew</bdi>”')
})

test('a start forgets nothing of it', async () => {
  await newsroom.restartSite()
  await newsroom.readUntil('/', ({status}) => status === 200)
  const {rendered} = await costOf(() =>
    newsroom.client.patch('a-piece').set({standfirst: 'Second words'}).commit(),
  )

  expect(naming(await contents(), 'Second')).toEqual([])
  expect(rendered).toEqual([])
})

test('when the first goes, the next is everywhere, and exactly these pages are made again', async () => {
  const {rendered, changed, pages} = await costOf(() =>
    newsroom.client
      .patch('z-piece')
      .set({slug: {_type: 'slug', current: 'moved'}})
      .commit(),
  )

  const named = naming(pages, 'Piece Second anew')
  expect(named).toEqual(
    expect.arrayContaining([
      '/',
      '/articles',
      '/articles/beside',
      '/articles/shared',
      '/articles/shared.md',
      '/atom.xml',
      '/feed.xml',
      '/llms.txt',
      '/topics',
      '/topics/winds',
      '/topics/winds/feed.xml',
    ]),
  )
  expect(changed.filter((path) => !rendered.includes(path))).toEqual([])
  expect(rendered.filter((path) => !changed.includes(path))).toEqual(['/articles/moved'])
  expect(timesIn(pages.get('/sitemap.xml'), '/articles/shared<')).toBe(1)
  await expect.poll(() => search('anew')).not.toContain('Nothing found')
})

test('when the first is deleted without a word, a sweep finds the next', async () => {
  const {client} = newsroom
  await newsroom.stopSite()
  await client.delete('z-page')
  await newsroom.restartSite()

  for (const path of ['/about', '/', '/sitemap-pages.xml'])
    await newsroom.readUntil(path, ({body}) =>
      path.endsWith('.xml') ? body.includes('/about<') : body.includes('About Second anew'),
    )
  await expect
    .poll(async () => naming(await contents(), 'About First'), {timeout: 30_000})
    .toEqual([])
})
