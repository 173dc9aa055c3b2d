import {expect, test, vi} from 'vitest'
import {PageCache} from '../../../web/src/cache/page-cache.ts'
import type {PageStore} from '../../../web/src/cache/page-store.ts'
import {digestOf, type StoredPage} from '../../../web/src/cache/page.ts'
import {TagStates} from '../../../web/src/cache/tag-states.ts'
import {preferredEncoding} from '../../../web/src/server/encoding.ts'
import {ErrorPages} from '../../../web/src/server/error-pages.ts'
import type {Asked, PageMaker} from '../../../web/src/rendering/page-maker.ts'
import {notFoundPath, ReaderPages} from '../../../web/src/server/reader-pages.ts'
import type {SheetInside} from '../../../web/src/server/sheet-inside.ts'

const mark = '<meta name="masthead" content="reader"/>'

type Ask = PageMaker['ask']

/** What makes pages, as the front server sees it: renders what `content` says, and stores it in the page cache. */
function world(
  cache = new PageCache({tags: new TagStates()}),
  sheet: Pick<SheetInside, 'put'> = {put: async (html, headers) => ({html, headers})},
) {
  const content = new Map<string, string | number>([[notFoundPath, 'Nothing here']])
  const ask = vi.fn<Ask>(async (path, {renew = false} = {}) => {
    const record = cache.at(path)
    const stored = record && (await cache.read(record.key))
    if (stored && (!renew || cache.verdict(stored) === 'fresh')) {
      cache.served(path, stored)
      return asked(stored.status, String(stored.value.body))
    }
    const renderedAt = cache.tags.now()
    const words = content.get(path) ?? 404
    if (words === 500) return asked(500, 'broken')
    const html = typeof words === 'string' ? `<html>${mark}${words}</html>` : '<html>shell</html>'
    const status = typeof words === 'string' ? 200 : words
    const page = {
      key: path,
      path,
      status,
      tags: [`at:${path}`],
      renderedAt,
      revalidate: false as const,
    }
    await cache.write({...page, digest: digestOf(html), value: {headers: html200, body: html}})
    return asked(status, html)
  })
  const stale: string[] = []
  const failures: unknown[] = []
  const pages = new ReaderPages({
    cache,
    maker: {ask},
    headers: {},
    errors: new ErrorPages({}),
    sheet,
    onStale: (path) => stale.push(path),
    report: (path, error) => failures.push([path, error]),
  })
  return {cache, content, ask, pages, stale, failures}
}

const html200 = {'content-type': 'text/html; charset=utf-8'}

const asked = (status: number, html: string): Asked => ({
  status,
  headers: html200,
  body: Buffer.from(html),
})

async function bodyOf(pages: ReaderPages, path: string): Promise<{status: number; body: string}> {
  const answer = await pages.get(path)
  let body = ''
  const response = {
    writeHead: () => response,
    end: (text?: Buffer) => void (body = text?.toString() ?? ''),
  }
  answer.send({headers: {}, method: 'GET'} as never, response as never)
  return {status: answer.status, body}
}

test('the second answer comes from memory', async () => {
  const {content, ask, pages} = world()
  content.set('/a', 'Hello')

  const first = await bodyOf(pages, '/a')
  await bodyOf(pages, '/a')

  expect(first.body).toBe(`<html>${mark}Hello</html>`)
  expect(ask).toHaveBeenCalledOnce()
})

test('five hundred readers of a page that nobody has cost one render', async () => {
  const {content, ask, pages} = world()
  content.set('/a', 'Hello')

  await Promise.all(Array.from({length: 500}, () => pages.get('/a')))

  expect(ask).toHaveBeenCalledOnce()
})

test('a stale page is shown, and somebody is told', async () => {
  const {cache, content, pages, stale} = world()
  content.set('/a', 'old')
  await pages.get('/a')
  content.set('/a', 'new')

  await cache.clear(['at:/a'])

  expect((await bodyOf(pages, '/a')).body).toContain('old')
  expect(stale).toEqual(['/a'])
  await pages.renew('/a')
  expect((await bodyOf(pages, '/a')).body).toContain('new')
})

test('after a restart a page that is kept is shown before Next is there, a stale one too, and somebody is told', async () => {
  const {cache, content, pages: before} = world()
  for (const path of ['/a', '/b']) {
    content.set(path, 'kept')
    await before.get(path)
  }
  const {ask, pages, stale} = world(cache)
  ask.mockImplementation(() => new Promise(() => undefined))

  await cache.clear(['at:/b'])

  expect((await bodyOf(pages, '/a')).body).toContain('kept')
  expect(stale).toEqual([])
  expect((await bodyOf(pages, '/b')).body).toContain('kept')
  expect(stale).toEqual(['/b'])
})

test('another page’s change leaves a page as good as it was', async () => {
  const {cache, content, ask, pages, stale} = world()
  content.set('/a', 'Hello')
  await pages.get('/a')

  await cache.clear(['at:/b'])
  await pages.get('/a')

  expect(stale).toEqual([])
  expect(ask).toHaveBeenCalledOnce()
})

test('while pages cannot be rendered the old one stays, and a new one is an apology with 503', async () => {
  const {cache, content, pages} = world()
  content.set('/a', 'Hello')
  await pages.get('/a')
  content.set('/a', 500).set('/b', 500)
  await cache.clear(['at:/a'])

  await expect(pages.renew('/a')).rejects.toThrow(/could not be rendered/)

  expect(await bodyOf(pages, '/a')).toMatchObject({status: 200})
  expect(await bodyOf(pages, '/b')).toMatchObject({status: 503})
  content.set('/b', 'Back')
  expect(await bodyOf(pages, '/b')).toMatchObject({status: 200})
})

test('an address where nothing is gets the readable body with status 404, and gives way when something is', async () => {
  const {cache, content, pages} = world()
  expect(await bodyOf(pages, '/a')).toEqual({status: 404, body: `<html>${mark}Nothing here</html>`})

  content.set('/a', 'Published')
  await cache.clear(['at:/a'])
  await pages.renew('/a')

  expect(await bodyOf(pages, '/a')).toMatchObject({status: 200})
})

test('a page that is withdrawn turns into a 404', async () => {
  const {cache, content, pages} = world()
  content.set('/a', 'Hello')
  await pages.get('/a')

  content.delete('/a')
  await cache.clear(['at:/a'])
  await pages.renew('/a')

  expect(await bodyOf(pages, '/a')).toMatchObject({status: 404})
})

test('a clearing while the page is rendered has it rendered again', async () => {
  const {cache, content, ask, pages} = world()
  content.set('/a', 'one')
  await pages.get('/a')
  await cache.clear(['at:/a'])
  const real = ask.getMockImplementation()!
  ask.mockImplementationOnce(async (path, options) => {
    const answer = await real(path, options)
    content.set('/a', 'two')
    await cache.clear(['at:/a'])
    return answer
  })

  await pages.renew('/a')

  expect((await bodyOf(pages, '/a')).body).toContain('two')
})

test('the encoding is the best that the client takes', () => {
  expect(preferredEncoding('gzip, deflate, br')).toBe('br')
  expect(preferredEncoding('gzip;q=1.0, br;q=0.5')).toBe('gzip')
  expect(preferredEncoding('br;q=0, gzip')).toBe('gzip')
  expect(preferredEncoding('br;q=0, gzip;q=0')).toBe('identity')
  expect(preferredEncoding('*')).toBe('br')
  expect(preferredEncoding('identity')).toBe('identity')
  expect(preferredEncoding(undefined)).toBe('identity')
})

test('a fault of ours is an apology to the reader, and reported', async () => {
  const fault = new Error('No rules.')
  const sheet = {put: () => Promise.reject(fault)}
  const {content, pages, failures} = world(undefined, sheet)
  content.set('/a', 'Hello')

  expect((await pages.get('/a')).status).toBe(503)
  expect(failures).toEqual([['/a', fault]])
})

test('a page with the sheet inside has another ETag than the same page without, or with another sheet', async () => {
  let sheet: {css: string; digest: string} | undefined
  const {content, pages} = world(undefined, {
    put: async (html, headers) =>
      sheet ? {html: html + sheet.css, headers, sheet: sheet.digest} : {html, headers},
  })
  content.set('/a', 'Tides')
  const without = (await pages.get('/a')).digest

  sheet = {css: '<style>p{color:red}</style>', digest: 'red'}
  const red = (await pages.renew('/a')).digest
  const redAgain = (await pages.renew('/a')).digest
  sheet = {css: '<style>p{color:blue}</style>', digest: 'blue'}
  const blue = (await pages.renew('/a')).digest

  expect(redAgain).toBe(red)
  expect(new Set([without, red, blue]).size).toBe(3)
})

test('where the disk did not take the newest page, a reader waits for one as new, and gets the old one when there is none', async () => {
  const kept = new Map<string, StoredPage>()
  let isFull = false
  const store: PageStore = {
    list: async () => [],
    read: async (key) => kept.get(key),
    remove: async (key) => void kept.delete(key),
    write: async (page) => {
      if (isFull) throw new Error('The disk is full.')
      kept.set(page.key, page)
      return []
    },
  }
  const cache = new PageCache({tags: new TagStates(), store})
  const {content, pages, stale} = world(cache)
  const keepOutOfMemory = (path: string, words: string) => {
    const about = {key: path, path, status: 200, tags: [`at:${path}`], digest: digestOf(words)}
    const made = {renderedAt: cache.tags.now(), revalidate: false as const}
    return cache.keep({...about, ...made, value: {headers: html200, body: words}}, {isAhead: true})
  }
  for (const path of ['/a', '/b']) await keepOutOfMemory(path, 'Old')
  await cache.settled()
  isFull = true
  for (const path of ['/a', '/b']) {
    await cache.clear([`at:${path}`])
    await keepOutOfMemory(path, 'New')
  }
  content.set('/a', 'New')
  content.set('/b', 500)

  expect((await bodyOf(pages, '/a')).body).toContain('New')
  expect((await bodyOf(pages, '/b')).body).toContain('Old')
  expect(stale).toEqual(['/b'])
})
