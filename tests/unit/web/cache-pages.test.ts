import {randomBytes} from 'node:crypto'
import {readdirSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {DiskPages} from '../../../web/src/cache/disk-pages.ts'
import {PageCache} from '../../../web/src/cache/page-cache.ts'
import {digestOf, type PageRecord, type StoredPage} from '../../../web/src/cache/page.ts'
import {TagJournal} from '../../../web/src/cache/tag-journal.ts'
import {TagStates} from '../../../web/src/cache/tag-states.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

function directoryOfTest(): string {
  const directory = temporaryDirectory('pages')
  onTestFinished(() => removeDirectory(directory))
  return directory
}

async function openCache(directory: string, bytes = 1e9): Promise<PageCache> {
  const cache = new PageCache({
    tags: new TagStates(new TagJournal(join(directory, 'tags.ndjson'))),
    store: new DiskPages(join(directory, 'html'), {bytes}),
    report: (error) => {
      throw error
    },
  })
  await cache.load()
  return cache
}

function page(cache: PageCache, path: string, facts: Partial<StoredPage> & {html?: string} = {}) {
  const {html = `<p>${path}</p>`, ...rest} = facts
  return {
    key: path,
    path,
    status: 200,
    tags: ['all', `at:${path}`],
    renderedAt: cache.tags.now(),
    revalidate: false as const,
    digest: digestOf(html),
    value: {
      headers: {'content-type': 'text/html'},
      body: html,
    },
    ...rest,
  }
}

test('after a start with a clock that was days ahead, pages and marks of then hide nothing that is published', async () => {
  const directory = directoryOfTest()
  const now = Date.now
  onTestFinished(() => void (Date.now = now))
  const before = await openCache(directory)
  await before.write(page(before, '/cleared'))
  Date.now = () => now() + 72 * 3_600_000
  const ahead = await openCache(directory)
  await ahead.write(page(ahead, '/made', {html: 'then'}))
  await ahead.clear(['at:/cleared'])

  Date.now = now
  const cache = await openCache(directory)
  const atStart = ['/cleared', '/made'].map((path) => cache.verdict(cache.at(path) as PageRecord))
  const shownAtStart = (await cache.shown('/made'))?.value.body
  for (const path of ['/cleared', '/made']) await cache.write(page(cache, path, {html: 'now'}))
  await cache.clear(['at:/other']) // it is written behind the journal that this start has made shorter

  expect(atStart).toEqual(['stale', 'stale'])
  expect(shownAtStart).toBe('then')
  for (const opened of [cache, await openCache(directory)]) {
    for (const path of ['/cleared', '/made']) {
      expect((await opened.shown(path))?.value.body).toBe('now')
      expect(opened.verdict(opened.at(path) as PageRecord)).toBe('fresh')
    }
  }
  await cache.clear(['at:/made'])
  expect(cache.verdict(cache.at('/made') as PageRecord)).toBe('stale')
})

test('a page that is made before anybody asked for it takes no memory until somebody does', async () => {
  const cache = await openCache(directoryOfTest())
  await cache.write(page(cache, '/asked-for'))
  await cache.write(page(cache, '/ahead'), {isAhead: true})

  for (const path of ['/asked-for', '/ahead', '/ahead'])
    expect((await cache.shown(path))?.value.body).toBe(`<p>${path}</p>`)

  expect(cache.counts.reads).toMatchObject({memory: 2, disk: 1})
})

test('a page whose render is late does not take the place of a newer one that is on disk alone', async () => {
  const cache = await openCache(directoryOfTest())
  const late = page(cache, '/ahead', {value: {headers: {}, body: 'late'}})
  await cache.write(page(cache, '/ahead'), {isAhead: true})

  await cache.write(late)

  expect((await cache.shown('/ahead'))?.value.body).toBe('<p>/ahead</p>')
})

test('a page outlives the process, and so does a file', async () => {
  const directory = directoryOfTest()
  const first = await openCache(directory)
  await first.write(page(first, '/a'))
  await first.write(page(first, '/a.png', {value: {headers: {}, body: Buffer.from([0, 255, 254])}}))

  const second = await openCache(directory)

  expect(second.at('/a')).toMatchObject({status: 200, key: '/a'})
  const stored = await second.read('/a')
  expect(stored?.value).toEqual({headers: {'content-type': 'text/html'}, body: '<p>/a</p>'})
  const file = await second.read('/a.png')
  expect([...Buffer.from(file?.value.body ?? '')]).toEqual([0, 255, 254])
})

test('the pages that carry a tag are known: as they were rendered last, over a restart, and no longer when they are gone', async () => {
  const directory = directoryOfTest()
  const first = await openCache(directory)
  const carrying = (cache: PageCache, ...tags: string[]) =>
    cache.carrying(tags).flatMap(({path}) => path ?? [])

  await first.write(page(first, '/a', {tags: ['all', 'old']}))
  await first.write(page(first, '/b', {tags: ['all', 'old']}))
  await first.write(page(first, '/c', {tags: ['all', 'other']}))
  await first.write(page(first, '/a', {tags: ['all', 'new']}))
  await first.write(page(first, '/c', {status: 404}))

  for (const cache of [first, await openCache(directory)]) {
    expect(carrying(cache, 'old')).toEqual(['/b'])
    expect(carrying(cache, 'new', 'none')).toEqual(['/a'])
    expect(carrying(cache, 'all', 'other', 'new').toSorted()).toEqual(['/a', '/b'])
  }
})

test('the pages that a change concerns come in the same order each time, whichever was made last', async () => {
  const cache = await openCache(directoryOfTest())
  const carrying = () => cache.carrying(['one', 'other']).map(({path}) => path)
  for (const path of ['/c', '/a', '/d', '/b'])
    await cache.write(page(cache, path, {tags: path < '/c' ? ['one'] : ['other']}))
  const before = carrying()

  await cache.write(page(cache, '/a', {tags: ['other']}))
  await cache.write(page(cache, '/c', {tags: ['one']}))

  expect(carrying()).toEqual(before)
})

test('an address that is remembered as empty is known by what may stand there, and by no list', async () => {
  const cache = await openCache(directoryOfTest())
  await cache.write(page(cache, '/none.md', {status: 404, tags: ['at:article:en:none', 'list:x']}))
  await cache.write(page(cache, '/a', {tags: ['at:article:en:none', 'list:x']}))
  const carrying = (tag: string) => cache.carrying([tag]).map(({path}) => path)

  expect(carrying('at:article:en:none').toSorted()).toEqual(['/a', '/none.md'])
  expect(carrying('list:x')).toEqual(['/a'])
  for (let i = 0; i < 100; i++)
    await cache.write(page(cache, `/none/page/${i}`, {status: 404, tags: ['at:article:en:none']}))
  await cache.write(page(cache, '/none', {status: 404, tags: ['at:article:en:none']}))
  expect(carrying('at:article:en:none').length).toBeLessThan(30)
  // Anybody can make up addresses below the one where it will stand.
  expect(carrying('at:article:en:none')).toEqual(expect.arrayContaining(['/none', '/none.md']))
})

test('a page that is there again after it was gone is forgotten with its file, like any other', async () => {
  const cache = await openCache(directoryOfTest(), 4_000)
  await cache.write(page(cache, '/a'))
  await cache.write(page(cache, '/a', {status: 404}))
  await cache.write(page(cache, '/a'))

  for (let i = 0; i < 40; i++) await cache.write(page(cache, `/other-${i}`))

  expect(cache.paths().length).toBeLessThan(40)
  expect(cache.at('/a')).toBeUndefined()
  expect(cache.carrying(['at:/a'])).toEqual([])
})

test('a restart keeps a page stale that was cleared before it', async () => {
  const directory = directoryOfTest()
  const first = await openCache(directory)
  await first.write(page(first, '/a'))
  await first.clear(['at:/a'])

  const second = await openCache(directory)

  const record = second.at('/a')
  expect(record && second.verdict(record)).toBe('stale')
})

test('a render that began before a clearing never counts as fresh, however late it ends', async () => {
  const cache = await openCache(directoryOfTest())
  const late = page(cache, '/a')
  await cache.clear(['at:/a'])

  await cache.write(late)

  const record = cache.at('/a')
  expect(record && cache.verdict(record)).toBe('stale')
})

test('an older render does not replace a newer one', async () => {
  const cache = await openCache(directoryOfTest())
  const older = page(cache, '/a', {html: 'old'})
  const newer = page(cache, '/a', {html: 'new'})
  await cache.write(newer)

  await cache.write(older)

  expect((await cache.read('/a'))?.value.body).toBe('new')
})

test('ten thousand addresses that do not exist push no page out and leave nothing on disk', async () => {
  const directory = directoryOfTest()
  const cache = await openCache(directory)
  await cache.write(page(cache, '/a'))

  for (let i = 0; i < 10_000; i++) await cache.write(page(cache, `/no/${i}`, {status: 404}))

  expect(await cache.read('/a')).toBeDefined()
  expect(readdirSync(join(directory, 'html'))).toHaveLength(1)
  const remembered = Array.from({length: 10_000}, (_, i) => cache.at(`/no/${i}`)).filter(Boolean)
  expect(remembered.length).toBeLessThanOrEqual(2_000)
})

test('a page that is gone leaves the disk too', async () => {
  const directory = directoryOfTest()
  const first = await openCache(directory)
  await first.write(page(first, '/a'))
  await first.write(page(first, '/a', {status: 404}))

  const second = await openCache(directory)

  expect(second.at('/a')).toBeUndefined()
  expect(await second.read('/a')).toBeUndefined()
})

test('"nothing there" is believed for a minute only', async () => {
  const cache = await openCache(directoryOfTest())
  await cache.write(page(cache, '/a', {status: 404}))

  expect(cache.at('/a')?.revalidate).toBe(60)
})

test('the disk holds no more than it may, and the oldest page goes first', async () => {
  const directory = directoryOfTest()
  const cache = await openCache(directory, 30_000)
  const html = randomBytes(10_000).toString('latin1') // cannot be compressed

  for (const name of ['/a', '/b', '/c', '/d']) await cache.write(page(cache, name, {html}))

  expect(readdirSync(join(directory, 'html'))).toHaveLength(2)
  expect(cache.at('/a')).toBeUndefined()
  expect(cache.at('/d')).toBeDefined()
})

test('a page of text takes a fraction of its size on disk', async () => {
  const directory = directoryOfTest()
  const cache = await openCache(directory)
  const html = Array.from({length: 1_000}, (_, i) => `<p>Paragraph ${i}</p>`).join('')

  await cache.write(page(cache, '/a', {html}))

  const [name = ''] = readdirSync(join(directory, 'html'))
  expect(statSync(join(directory, 'html', name)).size).toBeLessThan(html.length / 3)
})

test('a file that is no page is removed at start', async () => {
  const directory = directoryOfTest()
  const first = await openCache(directory)
  await first.write(page(first, '/a'))
  const {writeFileSync} = await import('node:fs')
  writeFileSync(join(directory, 'html', '1-2.new'), 'half')
  writeFileSync(join(directory, 'html', 'x.page'), 'no line')

  const second = await openCache(directory)

  expect(readdirSync(join(directory, 'html'))).toHaveLength(1)
  expect(second.at('/a')).toBeDefined()
})

test('an answer of the lake is good until one of its tags is cleared', async () => {
  const cache = await openCache(directoryOfTest())
  const answer = {
    value: 1,
    tags: ['a'],
    seen: '1',
    madeAt: cache.tags.now(),
    revalidate: false as const,
  }
  cache.answers.keep('q', answer, {bytes: 10, empty: false})
  expect(cache.answers.get('q', [])?.value).toBe(1)

  await cache.clear(['a'])

  expect(cache.answers.get('q', [])).toBeUndefined()
})

test('a page that was not believed is in doubt no more once another instance has made it', async () => {
  const cache = await openCache(directoryOfTest())
  const made = page(cache, '/feed.xml', {html: 'new'})
  cache.judge = {...cache.judge, ofPage: async () => 'The lake does not know yet.'}
  cache.shareWith({
    read: async () => ({verdict: 'fresh', page: made}),
    write: async () => undefined,
  })
  await cache.keepBelieved(page(cache, '/feed.xml'), {doubt: undefined, keys: []})
  expect(cache.doubtOf('/feed.xml')).toBe('The lake does not know yet.')

  const taken = await cache.newer('/feed.xml')
  await cache.settled()

  expect(taken?.value.body).toBe('new')
  expect(cache.doubtOf('/feed.xml')).toBeUndefined()
})
