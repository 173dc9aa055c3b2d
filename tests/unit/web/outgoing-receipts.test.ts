/** Receipts on their way to the other instances: how often each is written, and what of it is there in the end. */
import {expect, onTestFinished, test, vi} from 'vitest'
import {OutgoingReceipts} from '../../../web/src/fleet/outgoing-receipts.ts'
import {stateOf, type Receipt, type ReceiptPage} from '../../../web/src/receipts/receipt.ts'

const minute = 60_000

/** A publish of so many pages that are rendered one after the other. */
function publishOf(pages: number, transaction = 'tx1') {
  const page = (_: unknown, i: number): ReceiptPage => ({
    path: `/${i}`,
    state: 'working',
    revision: null,
    ms: null,
  })
  const receipt: Receipt = {
    transaction,
    document: 'a',
    documents: ['a'],
    receivedAt: '2026-11-28T08:00:00Z',
    state: 'working',
    pages: Array.from({length: pages}, page),
    more: 0,
  }
  const live = () => receipt.pages.filter(({state}) => state === 'live').length
  const render = () => {
    const next = receipt.pages[live()]
    if (next) next.state = 'live'
    receipt.state = stateOf(receipt)
  }
  return {receipt, render}
}

/** A Redis that takes what it is sent when a test says so, or at once. */
function open({pause = minute, most = 300, byHand = false} = {}) {
  const redis = {isHere: true, writes: [] as string[]}
  const answers: PromiseWithResolvers<void>[] = []
  const outgoing = new OutgoingReceipts({
    pause,
    most,
    send: async ({transaction, state, pages}) => {
      if (!redis.isHere) throw new Error('Redis cannot be asked at the moment.')
      const live = pages.filter((page) => page.state === 'live').length
      redis.writes.push(`${transaction} ${state} ${live}`)
      const answer = Promise.withResolvers<void>()
      answers.push(answer)
      if (!byHand) answer.resolve()
      await answer.promise
    },
  })
  onTestFinished(() => outgoing.close())
  const answer = () => {
    answers.shift()?.resolve()
    return later()
  }
  return {outgoing, redis, answer}
}

const later = () => new Promise(setImmediate)

test('of a publish of two hundred pages it is written that it began and that it is live, each at once', async () => {
  const {outgoing, redis} = open()
  const {receipt, render} = publishOf(200)

  outgoing.add(receipt)
  for (const _ of receipt.pages) {
    await later()
    render()
    outgoing.add(receipt)
  }

  await later()
  expect(redis.writes).toEqual(['tx1 working 0', 'tx1 live 200'])
})

test('how it is with single pages is written together after a pause, and what did not change is not', async () => {
  vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']})
  onTestFinished(() => void vi.useRealTimers())
  const {outgoing, redis} = open({pause: 250})
  const {receipt, render} = publishOf(9)
  outgoing.add(receipt)
  await later()

  for (let i = 0; i < 5; i++) {
    render()
    outgoing.add(receipt)
  }
  await vi.advanceTimersByTimeAsync(249)
  const during = [...redis.writes]
  await vi.advanceTimersByTimeAsync(minute)

  expect(during).toEqual(['tx1 working 0'])
  expect(redis.writes).toEqual(['tx1 working 0', 'tx1 working 5'])
})

test('what turns live while a write is under way is written right after it, and not beside it', async () => {
  const {outgoing, redis, answer} = open({byHand: true})
  const {receipt, render} = publishOf(1)
  outgoing.add(receipt)

  render()
  outgoing.add(receipt)
  await later()
  const during = [...redis.writes]
  await answer()

  expect(during).toEqual(['tx1 working 0'])
  expect(redis.writes).toEqual(['tx1 working 0', 'tx1 live 1'])
  await answer()
})

test('while Redis is away nothing is tried, and when it is met it gets the newest receipts as they are by then', async () => {
  const {outgoing, redis} = open({most: 2})
  redis.isHere = false
  const all = ['tx1', 'tx2', 'tx3'].map((name) => publishOf(1, name))
  for (const {receipt} of all) outgoing.add(receipt)
  await later()
  for (const {receipt, render} of all.slice(1)) {
    render()
    outgoing.add(receipt)
  }

  redis.isHere = true
  await later()
  const before = [...redis.writes]
  await outgoing.flush()

  expect(before).toEqual([])
  expect(redis.writes).toEqual(['tx2 live 1', 'tx3 live 1'])
})

test('what has changed since the last write is written when the instance ends', async () => {
  const {outgoing, redis} = open()
  const {receipt, render} = publishOf(2)
  outgoing.add(receipt)
  await later()
  render()
  outgoing.add(receipt)

  await outgoing.close()

  expect(redis.writes).toEqual(['tx1 working 0', 'tx1 working 1'])
})
