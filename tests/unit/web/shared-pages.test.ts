/** What is written to Redis of a page, and what is made of it. */
import {serialize} from 'node:v8'
import {expect, test} from 'vitest'
import type {StoredPage} from '../../../web/src/cache/page.ts'
import {SharedPages} from '../../../web/src/fleet/shared-pages.ts'

/** Pages of an instance over a Redis that has one place, for whichever page. */
function open() {
  const redis: {body?: Buffer} = {}
  const pages = new SharedPages(
    {
      isAgreed: true,
      epoch: 'one',
      position: 1,
      key: (name) => name,
      rejoin: async () => undefined,
      reaches: async () => true,
      door: {
        isReachable: true,
        run: async (_script, _keys, values) => {
          redis.body = values[3] as Buffer
          return ['kept', 0]
        },
        runSoon: async () => (redis.body ? ['fresh', redis.body] : ['nothing']),
        remove: async () => undefined,
      },
    },
    'build',
  )
  return {pages, redis}
}

const page = (body: string | Uint8Array): StoredPage => ({
  key: '/tides',
  status: 200,
  tags: ['tag of tides'],
  renderedAt: 1,
  revalidate: false,
  digest: 'digest',
  value: {headers: {'content-type': 'text/plain'}, body},
})

test.each([
  ['text', 'Élan\n'],
  ['bytes', Buffer.from([255, 10, 0])],
])('a page of %s comes back as it was, without the clock of its maker', async (_, body) => {
  const {pages} = open()
  await pages.write(page(body), () => true)

  const found = await pages.read('/tides')

  const {renderedAt: _renderedAt, ...shared} = page(body)
  expect(found).toEqual({verdict: 'fresh', page: shared})
})

test.each([
  ['V8’s own serialisation, as earlier versions wrote it', serialize(page('text'))],
  ['half a page', Buffer.from('{"key":"/tides"}\n')],
  ['nothing', Buffer.alloc(0)],
])('%s is no page', async (_, body) => {
  const {pages, redis} = open()
  redis.body = body

  expect(await pages.read('/tides')).toBeUndefined()
})
