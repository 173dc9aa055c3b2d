/** Who sees drafts by way of the front server, and what of a request reaches Next. */
import {expect} from 'vitest'
import {bypass, editor, test} from '../../support/front-world.ts'

test('a valid draft cookie opens drafts: Next gets its own cookie, the answer is kept by nobody', async ({
  world,
}) => {
  const {headers} = await world.get('/articles/tides?sanity-preview-perspective=drafts', {
    cookie: `${editor}; __prerender_bypass=forged; theme=dark`,
  })

  const [seen] = world.passed
  expect(seen?.headers.cookie).toBe(`theme=dark; __prerender_bypass=${bypass}`)
  expect(headers['cache-control']).toBe('private, no-store')
  expect(headers['x-robots-tag']).toBe('noindex')
  expect(headers['content-security-policy']).toContain(
    "frame-ancestors 'self' http://localhost:3333",
  )
  expect(headers['x-next-cache-tags']).toBeUndefined()
  expect(headers['cross-origin-opener-policy']).toBeUndefined()
  const nonce = /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1]
  expect(seen?.headers['content-security-policy']).toContain(`'nonce-${nonce}'`)
  expect(world.asked).toEqual([])
})

test('a forged draft cookie, or Next’s own, is of no use', async ({world}) => {
  const [name, value = ''] = editor.split('=')
  const forged = [
    `__prerender_bypass=${bypass}`,
    `${name}=${Number(value.split('.')[0]) + 1}.${value.split('.')[1]}`,
    `${name}=x`,
  ]

  for (const cookie of forged) await world.get('/articles/tides', {cookie})
  await world.get('/articles/tides', {cookie: `__prerender_bypass=${bypass}`, rsc: '1'})

  expect(world.passed.filter(({headers}) => headers.cookie?.includes(bypass))).toEqual([])
})

test('an editor’s requests for a page’s data reach Next, without what only a proxy may say', async ({
  world,
}) => {
  const {headers} = await world.get('/articles/tides?_rsc=1', {
    cookie: editor,
    rsc: '1',
    'next-router-state-tree': '%5B%5D',
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-middleware-subrequest': 'x',
    'x-prerender-revalidate': 'x',
    'x-masthead-target': '/articles/elsewhere',
  })

  expect(world.passed[0]?.headers).toEqual({
    'content-security-policy': headers['content-security-policy'],
    cookie: `__prerender_bypass=${bypass}`,
    rsc: '1',
    'next-router-state-tree': '%5B%5D',
    host: 'site.test',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-host': 'site.test',
    'x-forwarded-proto': 'http',
    'x-masthead-target': '/articles/tides?_rsc=1',
  })
  expect(headers['cache-control']).toBe('private, no-store')
})

test('whoever asks for a page’s data without the right to see drafts gets the page', async ({
  world,
}) => {
  const page = await world.get('/articles/tides')

  const data = await world.get('/articles/tides', {rsc: '1'})

  expect(data.body).toBe(page.body)
  expect(world.passed).toEqual([])
})

test('the preview’s door may be framed by Studio', async ({world}) => {
  const {headers} = await world.get('/api/draft-mode/enable')

  expect(headers['content-security-policy']).toContain(
    "frame-ancestors 'self' http://localhost:3333",
  )
  expect(headers['set-cookie']).toEqual(['x=1'])
})
