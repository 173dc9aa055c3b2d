/** Addresses that are written otherwise, or have moved, and where the front server leads from them. */
import {expect} from 'vitest'
import {test, type Answer} from '../../support/front-world.ts'

test('asking for /index leaves the front page alone', async ({world}) => {
  await world.get('/index')

  expect(await world.get('/')).toMatchObject({status: 200})
  expect(world.asked).not.toContain('/index')
})

test('an address with an origin before it, as a proxy may send it, is the same address', async ({
  world,
}) => {
  const page = await world.get('/articles/tides')

  for (const origin of ['http://site.test', 'https://another.example:8443'])
    expect(await world.get(`${origin}/articles/tides?a=b`)).toMatchObject({body: page.body})
  expect((await world.get('http://site.test')).status).toBe(200)
  expect((await world.get('http://site.test/api/revalidate')).status).toBe(405)
  expect((await world.get('ftp://site.test/articles/tides')).status).toBe(404)
})

test('a slash at the end, and other letters, lead to the page with what the reader came with', async ({
  world,
}) => {
  for (const [asked, location] of [
    ['/articles/tides/?a=b', '/articles/tides?a=b'],
    ['/search/?q=tides', '/search?q=tides'],
    ['/ARTICLES/tides', '/articles/tides'],
  ] as const)
    expect(await world.get(asked), asked).toMatchObject({
      status: 308,
      headers: expect.objectContaining({location}),
    })
  expect((await world.get('/NOT-FOUND-PAGE')).status).toBe(404)
})

test('an address in capitals leads to the page in small letters, also when it was asked for before', async ({
  world,
}) => {
  for (const _ of ['first', 'from memory']) {
    for (const [path, to] of [
      ['/articles/Tides?from=mail', '/articles/tides?from=mail'],
      ['/articles/OLD', '/articles/tides'],
      ['/Articles/Tides/?from=mail', '/articles/tides?from=mail'],
      ['/ARTICLES/OLD', '/articles/tides'],
      ['/ARTICLES/Named', '/articles/Named'],
      ['/articles/Retracted', '/articles/retracted'],
    ] as const) {
      const {status, headers} = await world.get(path)
      expect([status, headers.location], path).toEqual([308, to])
    }
    expect((await world.get('/articles/Nothing')).status).toBe(404)
  }
})

test('redirects to capitals lead to the page that is there, and round in circles nobody', async ({
  world,
}) => {
  const follow = async (path: string) => {
    const hops: string[] = []
    for (let at: string | undefined = path; at !== undefined && hops.length < 9;) {
      const {status, headers}: Answer = await world.get(at)
      hops.push(`${status} ${at}`)
      at = headers.location
    }
    return hops
  }

  expect(await follow('/articles/NAMED')).toEqual(['308 /articles/NAMED', '200 /articles/Named'])
  expect(await follow('/articles/round')).toEqual([
    '308 /articles/round',
    '404 /articles/Round?a=b',
  ])
  expect(await follow('/articles/here')).toEqual(['308 /articles/here', '404 /articles/There'])
  expect(await follow('/articles/HERE')).toEqual(['404 /articles/HERE'])
})

test('an address that moved leads on in one hop, before anything is rendered', async ({world}) => {
  const page = await world.get('/articles/old/?utm_source=x')
  const elsewhere = await world.get('/articles/tide-tables?a=b')
  const gone = await world.get('/articles/retracted')

  expect(page).toMatchObject({
    status: 308,
    headers: expect.objectContaining({location: '/articles/tides?utm_source=x'}),
  })
  expect(elsewhere).toMatchObject({
    status: 307,
    headers: expect.objectContaining({location: 'https://example.com/tables'}),
  })
  expect(gone.status).toBe(410)
  expect(gone.body).toContain('<h1>')
  expect(world.asked).toEqual([])
})
