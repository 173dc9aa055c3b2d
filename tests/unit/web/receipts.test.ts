import {execFile} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {expect, onTestFinished, test, vi} from 'vitest'
import {receiptsApi} from '../../../web/src/api/receipts.ts'
import {Editors} from '../../../web/src/receipts/editors.ts'
import {Receipts, type ReceiptsOptions} from '../../../web/src/receipts/receipts.ts'
import type {SeenPage} from '../../../web/src/receipts/why-not-live.ts'
import {removeDirectory, repository, temporaryDirectory} from '../../support/directory.ts'

const published = {transaction: 'tx1', document: 'article-tides'}
const own = {path: '/articles/tides', revision: 'rev2'}
const list = {path: '/', revision: null}

function follow(options: Partial<ReceiptsOptions> = {}) {
  const shown = new Map<string, SeenPage>()
  const renewed: string[] = []
  const receipts = new Receipts({
    look: async (path) => shown.get(path) ?? {status: 200, revisions: ['rev1']},
    isCurrent: () => true,
    renew: (path) => renewed.push(path),
    failureOf: () => undefined,
    log: () => undefined,
    lagsAfter: 30,
    givesUpAfter: 120,
    ...options,
  })
  onTestFinished(() => receipts.close())
  return {receipts, shown, renewed}
}

test('a publish is live once every page shows it', async () => {
  const {receipts, shown} = follow({lagsAfter: 5_000})
  receipts.open({...published, pages: [own, list]})
  expect(receipts.get('tx1')?.state).toBe('working')

  shown.set(own.path, {status: 200, revisions: ['rev2', 'other']})

  await vi.waitFor(() => expect(receipts.get('tx1')?.state).toBe('live'), 30_000)
  expect(receipts.get('tx1')?.pages).toMatchObject([
    {path: own.path, state: 'live', revision: 'rev2', ms: expect.any(Number)},
    {path: '/', state: 'live'},
  ])
})

test('a page that lags is named with the reason, and Retry renders it again', async () => {
  const {receipts, shown, renewed} = follow()
  receipts.open({...published, pages: [own, list]})
  await vi.waitFor(() => expect(receipts.get('tx1')?.state).toBe('lagging'), 30_000)
  expect(receipts.get('tx1')?.pages[0]).toMatchObject({
    state: 'lagging',
    reason: expect.stringContaining('older revision'),
  })

  shown.set(own.path, {status: 200, revisions: ['rev2']})
  receipts.retry('tx1')

  await vi.waitFor(() => expect(receipts.get('tx1')?.state).toBe('live'), 30_000)
  expect(renewed).toEqual([own.path])
  expect(receipts.get('tx1')?.pages[0]?.reason).toBeUndefined()
})

test('where another document is shown the receipt says so at once, and is live when that has gone', async () => {
  const rivals = new Map([[own.path, 'Readers see another one.']])
  const rivalAt = (path: string) => rivals.get(path)
  const {receipts, shown} = follow({lagsAfter: 60_000, givesUpAfter: 120_000, rivalAt})
  receipts.open({...published, pages: [own, list]})
  await vi.waitFor(() => expect(receipts.get('tx1')?.state).toBe('lagging'), 30_000)
  expect(receipts.get('tx1')?.pages[0]?.reason).toBe('Readers see another one.')

  rivals.clear()
  shown.set(own.path, {status: 200, revisions: ['rev2']})

  await vi.waitFor(() => expect(receipts.get('tx1')?.state).toBe('live'), 30_000)
})

test('a page of which nobody could be asked lags for that reason, and is asked about again', async () => {
  let isAway = true
  const {receipts, shown} = follow({
    givesUpAfter: 120_000,
    problemElsewhere: async () => {
      if (isAway) throw new Error('Redis did not answer.')
      return undefined
    },
  })
  shown.set(own.path, {status: 200, revisions: ['rev2']})
  receipts.open({...published, pages: [own]})
  await vi.waitFor(() => expect(receipts.get('tx1')?.state).toBe('lagging'), 30_000)
  expect(receipts.get('tx1')?.pages[0]?.reason).toBe('Redis did not answer.')

  isAway = false

  await vi.waitFor(() => expect(receipts.get('tx1')?.state).toBe('live'), 30_000)
})

test('lists are looked at when all are rendered, the own page at once', async () => {
  const rendered = new Set([own.path, '/'])
  const looked: string[] = []
  const {receipts} = follow({
    lagsAfter: 60_000,
    givesUpAfter: 120_000,
    rendersFor: 60_000,
    isCurrent: (path) => rendered.has(path),
    look: async (path) => {
      looked.push(path)
      return {status: 200, revisions: ['rev2']}
    },
  })
  receipts.open({...published, pages: [own, list, {path: '/articles', revision: null}]})
  await vi.waitFor(() => expect(receipts.get('tx1')?.pages[0]?.state).toBe('live'), 30_000)
  const before = [...looked]

  rendered.add('/articles')

  await vi.waitFor(() => expect(receipts.get('tx1')?.state).toBe('live'), 30_000)
  expect(before).toEqual([own.path])
  expect(looked.slice(1).toSorted()).toEqual(['/', '/articles'])
})

test('Retry at another instance follows what is still under way as well, and once', async () => {
  const {receipts, shown, renewed} = follow()
  shown.set(own.path, {status: 200, revisions: ['rev2']})
  receipts.adopt({
    ...published,
    documents: [published.document],
    receivedAt: '2026-01-01T00:00:00Z',
    state: 'lagging',
    more: 0,
    pages: [
      {...own, state: 'lagging', ms: null, reason: 'It was slow.'},
      {...list, state: 'working', ms: null},
      {path: '/feed', revision: null, state: 'live', ms: 1},
    ],
  })

  receipts.retry('tx1')
  receipts.retry('tx1')

  await vi.waitFor(() => expect(receipts.get('tx1')?.state).toBe('live'), 30_000)
  expect(renewed).toEqual([own.path, '/'])
})

test('a render that fails is the reason', async () => {
  const {receipts} = follow({failureOf: () => 'the lake is down'})

  receipts.open({...published, pages: [own]})

  await vi.waitFor(() => expect(receipts.get('tx1')?.state).toBe('lagging'), 30_000)
  expect(receipts.get('tx1')?.pages[0]?.reason).toContain('the lake is down')
})

test('two documents of one transaction share a receipt', async () => {
  const {receipts} = follow()

  receipts.open({...published, pages: [list]})
  receipts.open({
    ...published,
    document: 'author-ana',
    pages: [list, {path: '/authors/ana', revision: null}],
  })

  await vi.waitFor(() => expect(receipts.get('tx1')?.state).toBe('live'), 30_000)
  expect(receipts.get('tx1')).toMatchObject({
    document: 'article-tides',
    documents: ['article-tides', 'author-ana'],
    pages: [{path: '/'}, {path: '/authors/ana'}],
  })
})

test('nothing is live as long as the lake did not say which other pages show it', async () => {
  const {receipts} = follow()
  receipts.open({...published, pages: [own], isAll: false})
  receipts.open({transaction: 'tx2', document: 'cta', pages: [], isAll: false})
  await vi.waitFor(() => expect(receipts.get('tx1')?.state).toBe('lagging'), 30_000)
  const {reason} = receipts.get('tx1')?.pages[0] ?? {}
  const withoutPages = receipts.get('tx2')?.state

  receipts.open({...published, pages: [{...own, revision: 'rev1'}, list]})
  receipts.open({transaction: 'tx2', document: 'cta', pages: [list]})

  expect(reason).toContain('which other pages show it')
  expect(withoutPages).toBe('working')
  for (const transaction of ['tx1', 'tx2'])
    await vi.waitFor(() => expect(receipts.get(transaction)?.state).toBe('live'), 30_000)
})

test('whoever finds out which pages show a document, all receipts that wait for it follow them', async () => {
  const looked: string[] = []
  const {receipts} = follow({
    look: async (path) => {
      looked.push(path)
      return {status: 200, revisions: ['rev2']}
    },
  })
  receipts.open({...published, pages: [own], isAll: false})
  receipts.open({transaction: 'tx2', document: published.document, pages: [], isAll: false})
  receipts.open({transaction: 'tx3', document: 'cta', pages: [], isAll: false})
  await vi.waitFor(() => expect(receipts.get('tx1')?.state).toBe('lagging'), 30_000)

  receipts.known(published.document, [own, list])

  for (const transaction of ['tx1', 'tx2']) {
    await vi.waitFor(() => expect(receipts.get(transaction)?.state).toBe('live'), 30_000)
    expect(receipts.get(transaction)?.pages.map(({path}) => path)).toEqual([own.path, '/'])
  }
  expect(looked).toContain('/')
  expect(receipts.get('tx3')?.state).toBe('working')
})

test('pages that were found by another change are waited for elsewhere with the marks of that one too', async () => {
  const open = new Set(['by'])
  const {receipts, shown} = follow({
    givesUpAfter: 60_000,
    problemElsewhere: async (_path, transactions) =>
      transactions.some((one) => open.has(one))
        ? 'Another instance is still rendering.'
        : undefined,
  })
  shown.set(own.path, {status: 200, revisions: ['rev2']})
  receipts.open({...published, pages: [own], isAll: false})

  receipts.known(published.document, [own, list], 'by')

  const reason = () => receipts.get('tx1')?.pages.map((page) => page.reason)
  const still = 'Another instance is still rendering.'
  await vi.waitFor(() => expect(reason()).toEqual([still, still]), 30_000)
  open.clear()
  await vi.waitFor(() => expect(receipts.get('tx1')?.state).toBe('live'), 30_000)
})

test('a receipt whose pages were not known at a restart lags until they are, and Retry does not make it live', async () => {
  const directory = temporaryDirectory('receipts')
  onTestFinished(() => removeDirectory(directory))
  const file = join(directory, 'receipts.json')
  const first = follow({file}).receipts
  first.open({transaction: 'tx1', document: 'cta', pages: [], isAll: false})
  first.open({...published, transaction: 'tx2', pages: [own], isAll: false})
  await first.close()
  const {receipts, shown} = follow({file})
  shown.set(own.path, {status: 200, revisions: ['rev2']})
  await receipts.load()

  const retried = receipts.retry('tx1')?.state
  receipts.retry('tx2')
  const reason = () => receipts.get('tx2')?.pages[0]?.reason
  await vi.waitFor(() => expect(reason()).toContain('which other pages show it'), 30_000)
  receipts.known('cta', [list])
  receipts.known(published.document, [own, list])

  expect(retried).toBe('lagging')
  for (const transaction of ['tx1', 'tx2'])
    await vi.waitFor(() => expect(receipts.get(transaction)?.state).toBe('live'), 30_000)
  expect(receipts.get('tx2')?.pages.map(({path}) => path)).toEqual([own.path, '/'])
})

test('a receipt with all known pages live lags after a restart as long as others may show it, and Retry leaves it so', async () => {
  const directory = temporaryDirectory('receipts')
  onTestFinished(() => removeDirectory(directory))
  const file = join(directory, 'receipts.json')
  const first = follow({file})
  first.shown.set(own.path, {status: 200, revisions: ['rev2']})
  first.receipts.open({...published, pages: [own]})
  await vi.waitFor(() => expect(first.receipts.get('tx1')?.state).toBe('live'), 30_000)
  first.receipts.open({transaction: 'tx1', document: 'cta', pages: [], isAll: false})
  await first.receipts.close()
  const {receipts} = follow({file})
  await receipts.load()
  expect(receipts.get('tx1')?.pages.map(({state}) => state)).toEqual(['live'])

  expect(receipts.get('tx1')?.state).toBe('lagging')
  expect(receipts.retry('tx1')?.state).toBe('lagging')
  receipts.known('cta', [])

  await vi.waitFor(() => expect(receipts.get('tx1')?.state).toBe('live'), 30_000)
})

test('a live publish stays live when the same is told again', async () => {
  const {receipts} = follow()
  const pages = [{...own, revision: 'rev1'}, list]
  receipts.open({...published, pages})
  await vi.waitFor(() => expect(receipts.get('tx1')?.state).toBe('live'), 30_000)
  const before = structuredClone(receipts.get('tx1'))

  receipts.open({...published, pages, isAgain: true})

  expect(receipts.get('tx1')).toEqual(before)
})

test('a receipt that made way for newer ones is followed no more', async () => {
  const looks = {'/': 0, '/articles/tides': 0}
  const {receipts} = follow({
    lagsAfter: 60_000,
    givesUpAfter: 60_000,
    look: async (path) => {
      looks[path as '/']++
      return {status: 404, revisions: []}
    },
  })
  receipts.open({...published, pages: [own]})
  for (let i = 0; i < 299; i++) receipts.open({transaction: `other${i}`, document: 'a', pages: []})
  receipts.open({transaction: 'last', document: 'a', pages: [{...own, path: '/'}]})
  expect(receipts.get('tx1')).toBeUndefined()

  await vi.waitFor(() => expect(looks['/']).toBeGreaterThan(5), 30_000)

  expect(looks['/articles/tides']).toBeLessThan(2)
})

test('the newest receipts are kept, and over a restart too', async () => {
  const directory = temporaryDirectory('receipts')
  onTestFinished(() => removeDirectory(directory))
  const file = join(directory, 'receipts.json')
  const first = follow({file}).receipts
  for (let i = 0; i < 350; i++) first.open({transaction: `tx${i}`, document: 'a', pages: [list]})
  await vi.waitFor(() => expect(first.get('tx349')?.state).toBe('live'), 30_000)
  await first.close()

  const second = follow({file}).receipts
  await second.load()

  expect(second.get('tx0')).toBeUndefined()
  expect(second.get('tx349')).toMatchObject({state: 'live', pages: [{path: '/', state: 'live'}]})
})

test('what another instance followed first makes way for newer receipts, too', () => {
  const {receipts} = follow()
  const fields = {document: 'a', documents: ['a'], receivedAt: '2026-01-01T00:00:00Z', more: 0}

  for (let i = 0; i <= 300; i++)
    receipts.adopt({...fields, transaction: `tx${i}`, state: 'lagging', pages: []})

  expect(receipts.get('tx0')).toBeUndefined()
  expect(receipts.get('tx300')?.state).toBe('lagging')
})

test('a receipt that more documents join is not forgotten before those that came and were not joined', () => {
  const {receipts} = follow({look: () => new Promise(() => undefined)})
  const open = (transaction: string, document: string) =>
    receipts.open({transaction, document, pages: [{path: `/${document}`, revision: 'r'}]})
  open('import', 'first')
  for (let i = 0; i < 299; i++) open(`one-${i}`, `${i}`)

  open('import', 'second')
  open('another', 'another')

  expect(receipts.get('import')?.documents).toEqual(['first', 'second'])
  expect(receipts.get('one-0')).toBeUndefined()
})

test('a receipt names a bounded number of pages, and how many there are besides, also of several documents', () => {
  const {receipts} = follow()
  const pages = Array.from({length: 250}, (_, i) => ({path: `/articles/${i}`, revision: null}))

  for (let times = 0; times < 2; times++) receipts.open({...published, pages})

  expect(receipts.get('tx1')?.pages).toHaveLength(200)
  expect(receipts.get('tx1')?.more).toBe(50)

  const others = pages.map(({path}) => ({path: `/fr${path}`, revision: null}))
  receipts.open({...published, document: 'another', pages: [...pages.slice(240), ...others]})

  expect(receipts.get('tx1')?.more).toBe(50 + 250)
})

test('the pages that a receipt does not follow are counted until each was rendered', async () => {
  const pages = Array.from({length: 500}, (_, i) => ({path: `/articles/${i}`, revision: null}))
  const rendered = new Set<string>()
  const told: number[] = []
  const {receipts} = follow({
    lagsAfter: 60_000,
    givesUpAfter: 60_000,
    rendersFor: 1,
    countsEvery: 1,
    isCurrent: (path) => rendered.has(path),
    changed: ({more}) => told.push(more),
  })
  const more = () => receipts.get('tx1')?.more
  receipts.open({...published, pages})
  expect(more()).toBe(300)

  for (const {path} of pages.slice(0, 280)) rendered.add(path)
  await vi.waitFor(() => expect(more()).toBe(220), 30_000)
  await vi.waitFor(() => expect(receipts.get('tx1')?.state).toBe('live'), 30_000)
  for (const {path} of pages) rendered.add(path)

  await vi.waitFor(() => expect(more()).toBe(0), 30_000)
  expect(told.at(-1)).toBe(0)
})

test('pages that are never rendered are counted as long as there are fewer of them from time to time, and then no more', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const pages = Array.from({length: 500}, (_, i) => ({path: `/articles/${i}`, revision: null}))
  const rendered = new Set<string>()
  const {receipts} = follow({
    givesUpAfter: 60_000,
    rendersFor: 1,
    isCurrent: (path) => rendered.has(path),
  })
  const more = () => receipts.get('tx1')?.more
  receipts.open({...published, pages})
  for (const {path} of pages.slice(0, 200)) rendered.add(path)

  await vi.advanceTimersByTimeAsync(50_000)
  rendered.add('/articles/200')
  await vi.advanceTimersByTimeAsync(50_000)
  const before = more()
  await vi.advanceTimersByTimeAsync(20_000)

  expect([before, more()]).toEqual([299, 0])
  expect(vi.getTimerCount()).toBe(0)
})

test('no number is left of pages that nobody counts: after a restart, at another instance, of the sixth publish in a row', async () => {
  const directory = temporaryDirectory('receipts')
  onTestFinished(() => removeDirectory(directory))
  const file = join(directory, 'receipts.json')
  const pages = Array.from({length: 250}, (_, i) => ({path: `/articles/${i}`, revision: null}))
  const first = follow({file, isCurrent: () => false}).receipts
  for (let i = 0; i <= 5; i++) first.open({...published, transaction: `tx${i}`, pages})
  const counts = [0, 1, 5].map((i) => first.get(`tx${i}`)?.more)
  await first.close()

  const second = follow({file}).receipts
  await second.load()
  const third = follow().receipts
  third.adopt(structuredClone(first.get('tx5')!))

  expect(counts).toEqual([0, 50, 50])
  expect([second.get('tx5')?.more, third.get('tx5')?.more]).toEqual([0, 0])
})

const users: Record<string, unknown> = {
  editor: {id: 'u1', role: 'editor', roles: [{name: 'editor'}]},
  viewer: {id: 'u2', role: 'viewer', roles: [{name: 'viewer'}]},
  site: {id: 'u3', role: 'redirector', roles: [{name: 'redirector'}]},
}

function door() {
  const asked: string[] = []
  const editors = new Editors({
    whoIs: async (token) => {
      asked.push(token)
      if (token === 'down') throw new Error('no answer')
      if (!users[token]) throw Object.assign(new Error('no'), {statusCode: 401})
      return users[token]
    },
  })
  const {receipts} = follow()
  receipts.open({...published, pages: [list]})
  const api = receiptsApi({receipts, editors, studioOrigin: 'http://localhost:3333'})
  const call = (token?: string, init: RequestInit = {}, transaction = 'tx1') =>
    api(
      new Request(
        `http://site.test/api/receipts${transaction.startsWith('?') ? '' : '/'}${transaction}`,
        {
          ...init,
          headers: {...(token ? {authorization: `Bearer ${token}`} : {}), ...init.headers},
        },
      ),
    )
  return {asked, call}
}

test('receipts are for editors: whoever the lake knows as one', async () => {
  const {asked, call} = door()

  expect((await call('editor')).status).toBe(200)
  expect((await call('editor')).status).toBe(200)
  expect((await call('viewer')).status).toBe(401)
  expect((await call('site')).status).toBe(401)
  expect((await call('forged')).status).toBe(401)
  expect((await call('forged')).status).toBe(401)
  expect((await call()).status).toBe(401)
  expect((await call('down')).status).toBe(503)
  expect((await call('editor', {}, 'tx2')).status).toBe(404)
  expect(asked).toEqual(['editor', 'viewer', 'site', 'forged', 'down'])
})

test('who asks by a filter is told of none without an error', async () => {
  const {call} = door()
  const filtered = (query: string) => call('editor', {}, `?${query}`)

  expect(await (await filtered('transaction=tx1')).json()).toMatchObject({
    receipts: [{transaction: 'tx1'}],
  })
  expect(await (await filtered('transaction=tx2')).json()).toEqual({receipts: []})
  for (const none of [
    '',
    'transaction=',
    'transaction=tx1%3Atx2',
    `transaction=${'x'.repeat(129)}`,
  ])
    expect((await filtered(none)).status, none).toBe(400)
})

test('a browser may ask from Studio’s origin, and from no other', async () => {
  const {call} = door()
  const from = (origin: string, method = 'GET') => call('editor', {method, headers: {origin}})

  const studio = await from('http://localhost:3333')
  const other = await from('http://evil.example')
  const preflight = await from('http://localhost:3333', 'OPTIONS')

  expect(studio.headers.get('access-control-allow-origin')).toBe('http://localhost:3333')
  expect(other.headers.get('access-control-allow-origin')).toBeNull()
  expect(preflight.status).toBe(204)
  expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization')
})

test('what was told just before the end is kept, though nothing else holds the process any more', async () => {
  const directory = temporaryDirectory('receipts')
  onTestFinished(() => removeDirectory(directory))
  const file = join(directory, 'receipts.json')
  const source = join(repository, 'web', 'src', 'receipts', 'receipts.ts')
  const program = `
    import {Receipts} from ${JSON.stringify(source)}
    const receipts = new Receipts({file: ${JSON.stringify(file)}, log: () => undefined})
    receipts.open({transaction: 'tx1', document: 'article-tides', pages: []})
    await receipts.close()`

  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])

  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject([{transaction: 'tx1'}])
})
