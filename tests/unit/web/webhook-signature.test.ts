import {createHmac} from 'node:crypto'
import {describe, expect, test, vi} from 'vitest'
import {revalidate} from '../../../web/src/api/revalidate.ts'
import type {Effect} from '../../../web/src/invalidation/table.ts'

const secret = 'site-secret'
const now = Date.parse('2026-03-01T12:00:00Z')
const change = JSON.stringify({
  _id: 'article-tides',
  _type: 'article',
  _rev: 'r2',
  after: {slug: 'tides'},
})

const sign = (body: string, time: number, key = secret) =>
  `t=${time},v1=${createHmac('sha256', key).update(`${time}.${body}`).digest('base64url')}`

function open() {
  const apply = vi.fn<() => Promise<Effect>>(async () => ({
    tags: ['slug:article:tides'],
    paths: ['/articles/tides'],
  }))
  const report = vi.fn<(error: unknown) => void>()
  const outdated = vi.fn<(fields: string[]) => void>()
  const handle = revalidate({
    secret,
    projectId: 'masthead',
    dataset: 'production',
    apply,
    report,
    outdated,
    now: () => now,
  })
  const post = (body: string, headers: Record<string, string> = {}) =>
    handle(
      new Request('http://site/api/revalidate', {
        method: 'POST',
        body,
        headers: {'sanity-webhook-signature': sign(body, now), ...headers},
      }),
    )
  return {apply, outdated, post, report}
}

test('a signed change is worked off', async () => {
  const {apply, post} = open()

  const answer = await post(change)

  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({
    id: 'article-tides',
    rev: 'r2',
    paths: ['/articles/tides'],
  })
  expect(apply).toHaveBeenCalledOnce()
})

describe('a forgery changes nothing', () => {
  const signature = (value: string) => ({'sanity-webhook-signature': value})
  const cases: [string, Record<string, string>][] = [
    ['no signature', signature('')],
    ['another key', signature(sign(change, now, 'other'))],
    ['another body', signature(sign(`${change} `, now))],
    ['six minutes old', signature(sign(change, now - 6 * 60_000))],
    ['six minutes ahead', signature(sign(change, now + 6 * 60_000))],
    ['not hex, not anything', signature('t=1,v1=')],
    ['two signatures', signature(`${sign(change, now)}, ${sign(change, now)}`)],
    ['a time that is none', signature(`t=x,v1=${'A'.repeat(43)}`)],
    ['a time with words behind it', signature(sign(change, now).replace(',', '.5,'))],
  ]

  test.each(cases)('%s', async (_name, headers) => {
    const {apply, post} = open()

    const answer = await post(change, headers)

    expect(answer.status).toBe(401)
    expect(await answer.text()).not.toContain(secret)
    expect(apply).not.toHaveBeenCalled()
  })
})

test('the raw body counts: the same JSON with other blanks is refused', async () => {
  const {apply, post} = open()

  const answer = await post(JSON.stringify(JSON.parse(change), null, 1), {
    'sanity-webhook-signature': sign(change, now),
  })

  expect(answer.status).toBe(401)
  expect(apply).not.toHaveBeenCalled()
})

test('a delivery that comes twice is worked off once', async () => {
  const {apply, post} = open()
  const later = sign(change, now + 1_000)

  await post(change, {'idempotency-key': 'k1'})
  const retried = await post(change, {'idempotency-key': 'k1', 'sanity-webhook-signature': later})
  const replayed = await post(change, {'idempotency-key': 'k2'})

  expect(await retried.json()).toMatchObject({repeated: true})
  expect(await replayed.json()).toMatchObject({repeated: true})
  expect(apply).toHaveBeenCalledOnce()
})

test('a recorded delivery whose signature is written in another way is not worked off again', async () => {
  const {apply, post} = open()
  await post(change)

  const replayed = await post(change, {'sanity-webhook-signature': `${sign(change, now)}=`})

  expect(await replayed.json()).toMatchObject({repeated: true})
  expect(apply).toHaveBeenCalledOnce()
})

test('one key for two changes hides neither', async () => {
  const {apply, post} = open()
  const another = change.replace('r2', 'r3')

  await post(change, {'idempotency-key': 'k1'})
  const answer = await post(another, {'idempotency-key': 'k1'})

  expect(await answer.json()).toMatchObject({rev: 'r3', repeated: false})
  expect(apply).toHaveBeenCalledTimes(2)
})

test('a delivery that failed may come again, and the operator can find out why', async () => {
  const {apply, post, report} = open()
  const full = new Error('no space left on device')
  apply.mockRejectedValueOnce(full)

  expect((await post(change)).status).toBe(503)
  expect((await post(change)).status).toBe(200)

  expect(report.mock.calls).toEqual([[full]])
})

test('a large body, another dataset, and what is no change are refused with the reason', async () => {
  const {apply, post} = open()

  expect((await post(JSON.stringify({pad: 'x'.repeat(70_000)}))).status).toBe(413)
  expect((await post(change, {'sanity-dataset': 'staging'})).status).toBe(409)
  expect((await post(change, {'sanity-project-id': 'other'})).status).toBe(409)
  expect((await post('not json')).status).toBe(400)
  expect((await post('[]')).status).toBe(400)
  expect((await post('{"_id":"a","_type":"secret"}')).status).toBe(400)
  // What a webhook without our projection sends: the document itself, which would count as deleted.
  const plain = await post('{"_id":"a","_type":"article","_rev":"r","title":"A"}')
  expect([plain.status, await plain.text()]).toEqual([400, expect.stringContaining('webhook-rule')])
  expect(apply).not.toHaveBeenCalled()
})

test('a webhook that was registered with an older rule is worked off, and named with what it does not tell', async () => {
  const {apply, outdated, post} = open()
  const state = {slug: 'tides', language: 'en', publishedAt: null, from: null}
  const lists = {authors: null, topics: null}
  const today = {noindex: false, isAhead: false, isWritten: true, translations: null, french: []}
  const told = {_id: 'a', _type: 'article', _rev: 'r', before: null}

  await post(JSON.stringify({...told, after: {...state, ...lists}}))
  const age = {_createdAt: '2026-01-01T00:00:00Z'}
  await post(JSON.stringify({...told, ...age, after: {...state, ...lists, ...today}}))

  expect(outdated.mock.calls).toEqual([
    [['_createdAt', 'noindex', 'isAhead', 'isWritten', 'translations', 'french']],
  ])
  expect(apply).toHaveBeenCalledTimes(2)
})
