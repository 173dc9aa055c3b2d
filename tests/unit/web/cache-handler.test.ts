import {expect, onTestFinished, test} from 'vitest'
import {openPageCache} from '../../../web/src/cache/door.ts'
import CacheHandler from '../../../web/src/cache/handler.ts'
import {PageCache} from '../../../web/src/cache/page-cache.ts'
import {TagStates} from '../../../web/src/cache/tag-states.ts'

function open(): PageCache {
  const cache = new PageCache({tags: new TagStates()})
  openPageCache(cache)
  onTestFinished(() => openPageCache(undefined as never))
  return cache
}

const asking = (headers: Record<string, string> = {}) =>
  new CacheHandler({_requestHeaders: headers})
const renew = {'x-masthead-path': '/a', 'x-masthead-renew': '1'}
const context = {kind: 'APP_PAGE', cacheControl: {revalidate: false as const}}

const mark = '<meta name="masthead" content="reader"/>'

const page = (html: string, tags = 'slug:article:a,_N_T_/a') => ({
  kind: 'APP_PAGE',
  html,
  headers: {'x-next-cache-tags': tags},
  status: 200,
})

const answerOf = (result: unknown) => ({
  kind: 'FETCH' as const,
  data: {body: Buffer.from(JSON.stringify({result})).toString('base64')},
  revalidate: 31_536_000,
  tags: ['slug:article:a'],
})

test('during a build nothing is kept and nothing is found', async () => {
  const handler = asking()
  await handler.set('k', page('x'), context)

  expect(await handler.get('k', context)).toBeNull()
})

test('a page is stored without scripts', async () => {
  open()
  const html = '<meta name="masthead" content="reader"/><p>a</p>'
  await asking().set('k', page(`${html}<script>x</script>`), context)

  expect(await asking().get('k', context)).toMatchObject({
    value: {html},
    cacheControl: {revalidate: false},
  })
})

test('a stale page is shown while a new one is rendered, and awaited by who asks to renew it', async () => {
  open()
  await asking().set('k', page('old'), context)

  await asking().revalidateTag('slug:article:a', {expire: 31_536_000})

  const shown = await asking().get('k', context)
  expect(shown?.cacheControl?.revalidate).toBe(1)
  expect(shown?.lastModified).toBeLessThan(Date.now() - 1_000)
  expect(await asking(renew).get('k', context)).toBeNull()
})

test('the front server gets a stale page as it is, because it sees to a new one itself', async () => {
  open()
  await asking().set('k', page('old'), context)
  await asking().revalidateTag('slug:article:a', {expire: 31_536_000})

  const shown = await asking({'x-masthead-path': '/a'}).get('k', context)

  expect(shown?.cacheControl?.revalidate).toBe(false)
})

test('a fresh page is fresh for who asks to renew it', async () => {
  open()
  await asking().set('k', page('new'), context)

  expect((await asking(renew).get('k', context))?.lastModified).toBeGreaterThan(Date.now() - 1_000)
})

test('the page that Next shows at any address that leads nowhere is noted at none', async () => {
  const cache = open()

  await asking({'x-masthead-path': '/no/such/page'}).set('k', page('<html>404</html>'), context)
  await asking({'x-masthead-path': '/nor/this/one'}).get('k', context)

  expect(cache.paths()).toEqual([])
})

test('a route that finds nothing is noted, although its page has no mark', async () => {
  const cache = open()

  await asking(renew).set('k', {...page('<html>shell</html>'), status: 404}, context)

  expect(cache.at('/a')?.status).toBe(404)
})

test('a failed render does not make the old page new', async () => {
  const cache = open()
  await asking(renew).set('k', page(`${mark}old`), context)
  await asking().revalidateTag('slug:article:a', {expire: 31_536_000})
  const handler = asking()
  const old = await handler.get('k', context)

  await handler.set('k', old!.value as never, {...context, cacheControl: {revalidate: 3 as never}})

  const record = cache.at('/a')
  expect(record && cache.verdict(record)).toBe('stale')
})

test('a request that began before a clearing stores a page that is stale', async () => {
  const cache = open()
  const early = asking({'x-masthead-path': '/a'})
  await asking().revalidateTag('slug:article:a', {expire: 31_536_000})

  await early.set('k', page(`${mark}late`), context)

  const record = cache.at('/a')
  expect(record && cache.verdict(record)).toBe('stale')
})

test('a clearing without mercy leaves nothing to show', async () => {
  open()
  await asking().set('k', page('old'), context)

  await asking().revalidateTag(['slug:article:a'])

  expect(await asking().get('k', context)).toBeNull()
})

test('an answer of the lake is asked for again once its tag is cleared', async () => {
  open()
  const fetching = {kind: 'FETCH', tags: ['slug:article:a'], softTags: ['_N_T_/a']}
  await asking().set('q', answerOf({title: 'A'}), {fetchCache: true, tags: ['slug:article:a']})
  expect(await asking().get('q', fetching)).not.toBeNull()

  await asking().revalidateTag('slug:article:a', {expire: 31_536_000})

  expect(await asking().get('q', fetching)).toBeNull()
})

test('answers that say "nothing" push no real answer out', async () => {
  open()
  const fetching = {kind: 'FETCH', tags: []}
  await asking().set('real', answerOf({title: 'A'}), {fetchCache: true})

  for (let i = 0; i < 3_000; i++)
    await asking().set(`none ${i}`, answerOf(null), {fetchCache: true})

  expect(await asking().get('real', fetching)).not.toBeNull()
  expect(await asking().get('none 0', fetching)).toBeNull()
  expect(await asking().get('none 2999', fetching)).not.toBeNull()
})
