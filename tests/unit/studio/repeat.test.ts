/** What Studio saves is sent until the lake answers; nothing else is sent twice. */
import {firstValueFrom} from 'rxjs'
import {describe, expect, test} from 'vitest'
import {repeating} from '../../../studio/src/saving/repeat.ts'
import {waitsForLake, type Waits} from '../../../studio/src/saving/under-way.ts'

const address = 'http://p.localhost:4010/v2025-02-19/data/actions/production?tag=document.commit'
const save = {method: 'POST', body: '{"actions": [], "transactionId": "t1"}'}

const unreached = () => Promise.reject(new TypeError('Failed to fetch'))
const answer =
  (status: number, body = '{}') =>
  () =>
    Promise.resolve(new Response(body, {status}))
const cutShort = () => {
  const body = new ReadableStream({pull: (stream) => stream.error(new TypeError('network error'))})
  return Promise.resolve(new Response(body))
}

/** A lake that answers so, one after the other, and then well. */
function lake(answers: (() => Promise<Response>)[]) {
  const sent: RequestInit[] = []
  const asked: (RequestInit & {address: string})[] = []
  const pauses: number[] = []
  const shown: (Waits | undefined)[] = []
  const send = repeating(
    (to, init) => {
      sent.push(init)
      asked.push({...init, address: to})
      return (answers.shift() ?? answer(200))()
    },
    async (milliseconds, signal) => {
      pauses.push(milliseconds)
      shown.push(await firstValueFrom(waitsForLake))
      signal.throwIfAborted()
    },
  )
  return {send, sent, asked, pauses, shown}
}

describe('a save', () => {
  test('is sent again, the same, with growing pauses, until the lake answers', async () => {
    const {send, sent, pauses, shown} = lake([
      unreached,
      cutShort,
      answer(507, '{"message": "The disk is full."}'),
      answer(522),
    ])

    expect((await send(address, save)).status).toBe(200)
    expect(sent.map(({body}) => body)).toEqual(Array(5).fill(save.body))
    expect(pauses).toEqual([250, 500, 1_000, 2_000])
    expect(shown).toEqual([{}, {}, {said: 'The disk is full.'}, {}])
    expect(await firstValueFrom(waitsForLake)).toBe(undefined)
  })

  test('waits a few seconds at most, however long the lake is away', async () => {
    const {send, pauses} = lake(Array<typeof unreached>(2_000).fill(unreached))

    expect((await send(address, save)).status).toBe(200)
    expect(Math.max(...pauses)).toBe(4_000)
  })

  test.each([400, 401, 403, 404, 409, 413, 501])('takes %i for an answer', async (status) => {
    const {send, sent} = lake([answer(status)])

    expect((await send(address, save)).status).toBe(status)
    expect(sent).toHaveLength(1)
  })

  test('that its caller gives up is not sent again', async () => {
    const caller = new AbortController()
    const {send, sent} = lake([
      () => {
        caller.abort(new Error('left'))
        return unreached()
      },
    ])

    await expect(send(address, {...save, signal: caller.signal})).rejects.toThrow('Failed to fetch')
    expect(sent).toHaveLength(1)
    expect(await firstValueFrom(waitsForLake)).toBe(undefined)
  })

  test('that its caller gives up in a pause ends at once', async () => {
    const caller = new AbortController()
    const send = repeating(() => {
      queueMicrotask(() => setTimeout(() => caller.abort(new Error('left'))))
      return unreached()
    })

    await expect(send(address, {...save, signal: caller.signal})).rejects.toThrow('left')
    expect(await firstValueFrom(waitsForLake)).toBe(undefined)
  })

  test('outlasts the client’s limit on a request', async () => {
    const limit = new AbortController()
    const {send, sent} = lake([
      () => {
        limit.abort(new DOMException('The operation was aborted', 'TimeoutError'))
        return unreached()
      },
    ])

    expect((await send(address, {...save, signal: limit.signal})).status).toBe(200)
    expect(sent).toHaveLength(2)
  })
})

describe('a save that a lake refuses for being the second of its name', () => {
  const used = answer(409, '{"message": "Transaction t1 was used before"}')
  const edit = {draftId: 'drafts.tides', publishedId: 'tides', patch: {set: {title: 'Tides'}}}
  const named = {...save, body: JSON.stringify({transactionId: 't1', actions: [edit]})}
  const history = `${JSON.stringify({id: 't1', documentIDs: ['drafts.tides']})}\n`

  test('was carried out when the history of its documents has it', async () => {
    const {send, asked} = lake([cutShort, used, answer(503), used, answer(200, history)])

    const told = await send(address, {...named, headers: {authorization: 'Bearer mine'}})

    expect([told.status, await told.json()]).toEqual([200, {transactionId: 't1'}])
    const looks = asked.filter(({method}) => method !== 'POST')
    expect(looks).toHaveLength(2)
    const look = new URL(looks[0]?.address ?? '')
    expect(decodeURIComponent(look.pathname)).toBe(
      '/v2025-02-19/data/history/production/transactions/drafts.tides,tides',
    )
    expect(look.searchParams.get('fromTransaction')).toBe('t1')
    expect(looks[0]?.headers).toEqual({authorization: 'Bearer mine'})
    expect(await firstValueFrom(waitsForLake)).toBe(undefined)
  })

  test.each([
    ['has not', answer(200, '')],
    ['names another', answer(200, '{"id": "t0"}\nnothing of ours')],
    ['may not be read', answer(403)],
  ])('is refused as it says when the history %s', async (_, told) => {
    const {send} = lake([unreached, used, told])

    const refusal = await send(address, named)

    expect([refusal.status, await refusal.text()]).toEqual([409, await (await used()).text()])
  })
})

const query = address.replace('actions', 'query')

describe('a read', () => {
  test('is asked again once the lake has been there, and its refusals are told', async () => {
    const {send, sent, shown} = lake([answer(200), unreached, unreached, answer(503)])
    await send(query, {method: 'GET'})

    expect((await send(query, {method: 'GET'})).status).toBe(503)
    expect(sent).toHaveLength(4)
    expect(shown).toEqual([undefined, undefined]) // nothing that was written waits
  })

  test('fails where the lake never answered', async () => {
    const {send, sent} = lake([unreached])

    await expect(send(query, {method: 'GET'})).rejects.toThrow('Failed to fetch')
    expect(sent).toHaveLength(1)
  })
})

test.each([
  ['a stream', address.replace('actions', 'listen'), {method: 'GET'}],
  ['a query that is posted', query, save],
  ['an upload', address.replace('data/actions', 'assets/images'), {...save, body: new Blob(['x'])}],
  ['what names no transaction', address, {...save, body: '{"actions": []}'}],
])('%s is sent once, and its failure told', async (_, to, init) => {
  const {send, sent} = lake([answer(200), unreached])
  await send(query, {method: 'GET'})

  await expect(send(to, init)).rejects.toThrow('Failed to fetch')
  expect(sent).toHaveLength(2)
})
