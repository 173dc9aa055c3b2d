import {expect, test} from 'vitest'
import type {StoredPage} from '../../../web/src/cache/page.ts'
import {OutgoingPages, type OutgoingPagesOptions} from '../../../web/src/fleet/outgoing-pages.ts'

/** Pages on their way to a Redis that takes them as slowly as a test wants. */
function open(options: Partial<OutgoingPagesOptions> = {}) {
  const redis = {isReachable: true, underWay: 0, mostUnderWay: 0, sent: [] as string[]}
  const answers: PromiseWithResolvers<void>[] = []
  const outgoing = new OutgoingPages({
    isReachable: () => redis.isReachable,
    send: async ({page}) => {
      redis.underWay++
      redis.mostUnderWay = Math.max(redis.mostUnderWay, redis.underWay)
      redis.sent.push(`${page.key} ${String(page.value.body)}`.trim())
      const answer = Promise.withResolvers<void>()
      answers.push(answer)
      await answer.promise.finally(() => redis.underWay--)
    },
    ...options,
  })
  const add = (key: string, body = '', status = 200) =>
    outgoing.add({page: aPage(key, body, status), isGood: () => true})
  const answer = async () => {
    answers.shift()?.resolve()
    await settled()
  }
  const fail = async () => {
    answers.shift()?.reject(new Error('Connection is closed.'))
    await settled()
  }
  return {outgoing, redis, add, answer, fail}
}

const aPage = (key: string, body: string, status: number): StoredPage => ({
  key,
  status,
  tags: [],
  renderedAt: 1,
  revalidate: false,
  digest: body,
  value: {headers: {}, body},
})

const settled = () => new Promise(setImmediate)

test('a few are sent at a time, and of one address what was made last', async () => {
  const {redis, add, answer} = open({atOnce: 2})

  const all = [add('/a'), add('/b'), add('/c', 'old'), add('/d'), add('/c', 'new')]
  for (let i = 0; i < 4; i++) await answer()
  await Promise.all(all)

  expect(redis.sent).toEqual(['/a', '/b', '/d', '/c new'])
  expect(redis.mostUnderWay).toBe(2)
})

test.each([
  {name: 'in number', bounds: {most: 2}},
  {name: 'in bytes', bounds: {bytes: 5_000}},
])('what waits is bounded $name: the oldest are given up, but none that is gone', async (one) => {
  const {redis, add, answer} = open({atOnce: 1, ...one.bounds})

  void add('/under-way')
  void add('/gone', 'Nothing is here.'.repeat(1_000), 404)
  void add('/gone-too', '', 410)
  const oldest = Array.from({length: 20}, (_, i) => add(`/a-${i}`))
  void add('/newer')
  void add('/newest')
  await Promise.all(oldest) // nobody waits for one that was given up
  for (let i = 0; i < 5; i++) await answer()

  expect(redis.sent).toEqual(['/under-way', '/gone', '/gone-too', '/newer', '/newest'])
})

test('what was taken away goes also when the page that was made since is given up', async () => {
  const {redis, add, answer} = open({atOnce: 1, most: 2})

  void add('/under-way')
  void add('/a', '', 404)
  for (const key of ['/a', '/b', '/c']) void add(key, 'new')
  for (let i = 0; i < 4; i++) await answer()

  expect(redis.sent).toEqual(['/under-way', '/b new', '/c new', '/a'])
})

test('nobody waits for a Redis that is away, and what was made meanwhile is sent when it was met', async () => {
  const {outgoing, redis, add, answer, fail} = open({atOnce: 1})
  const failing = add('/failing')
  const behind = add('/behind')
  redis.isReachable = false

  await fail()
  await Promise.all([failing, behind, add('/away')])
  redis.isReachable = true
  const next = add('/next')
  await answer()
  await next
  expect(redis.sent).toEqual(['/failing', '/next'])

  outgoing.flush()
  for (let i = 0; i < 3; i++) await answer()
  expect(redis.sent.slice(2).toSorted()).toEqual(['/away', '/behind', '/failing'])
})

test('what Redis refuses is not sent again and again, and never after a newer one', async () => {
  const {outgoing, redis, add, answer, fail} = open()
  const all = [add('/a', 'refused'), add('/b', 'old'), add('/b', 'new')]

  await fail()
  await fail()
  await answer()
  await Promise.all(all)
  expect(redis.sent).toEqual(['/a refused', '/b old', '/b new'])

  outgoing.flush()
  await answer()
  expect(redis.sent.slice(3)).toEqual(['/a refused'])
})
