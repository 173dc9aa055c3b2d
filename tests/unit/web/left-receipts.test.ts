/** What an instance that ended left in Redis of the receipts that it followed, and what is there once it is back. */
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {LeftReceipts} from '../../../web/src/fleet/left-receipts.ts'
import type {Receipt} from '../../../web/src/receipts/receipt.ts'
import {Receipts} from '../../../web/src/receipts/receipts.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

/** Receipts of a process on this file; what it tells the others is in `redis`. */
function openReceipts(file: string, redis: Map<string, Receipt>) {
  const receipts = new Receipts({
    file,
    isCurrent: () => false,
    look: async () => ({status: 200, revisions: []}),
    failureOf: () => undefined,
    renew: () => undefined,
    changed: (receipt) => void redis.set(receipt.transaction, structuredClone(receipt)),
    log: () => undefined,
  })
  onTestFinished(() => receipts.close())
  return receipts
}

const pages = Array.from({length: 250}, (_, i) => ({path: `/${i}`, revision: null}))
const publish = (transaction: string, paths = pages) => ({transaction, document: 'a', pages: paths})

test('an instance that is back corrects what Redis has of its receipts, once that answers, and nothing that another finished', async () => {
  const directory = temporaryDirectory('left-receipts')
  onTestFinished(() => removeDirectory(directory))
  const file = join(directory, 'receipts.json')
  const redis = new Map<string, Receipt>()
  const earlier = openReceipts(file, redis)
  for (const name of ['ours', 'finished', 'forgotten']) earlier.open(publish(name, [pages[0]!]))
  earlier.open(publish('counted'))
  await earlier.close()
  redis.set('finished', {...redis.get('finished')!, state: 'live'})
  redis.set('counted', {...redis.get('counted')!, state: 'live', more: 50})
  redis.delete('forgotten')

  const writes: Receipt[] = []
  let isHere = false
  const left = new LeftReceipts({
    read: async (transaction) => {
      if (!isHere) throw new Error('Redis cannot be asked at the moment.')
      return redis.get(transaction)
    },
    write: (receipt) => writes.push(receipt),
  })
  left.add(await openReceipts(file, redis).load())
  await left.correct()
  expect(writes).toEqual([])
  isHere = true
  await Promise.all([left.correct(), left.correct()])
  await left.correct()

  const byName = writes.toSorted((a, b) => a.transaction.localeCompare(b.transaction))
  expect(byName).toMatchObject([
    {transaction: 'counted', state: 'live', more: 0},
    {transaction: 'ours', state: 'lagging', pages: [{state: 'lagging'}]},
  ])
})

test('a number that nobody counts any more is taken back by the instance that ends', async () => {
  const directory = temporaryDirectory('left-receipts')
  onTestFinished(() => removeDirectory(directory))
  const redis = new Map<string, Receipt>()
  const receipts = openReceipts(join(directory, 'receipts.json'), redis)
  receipts.open(publish('tx1'))
  expect(redis.get('tx1')?.more).toBe(50)

  await receipts.close()

  expect(redis.get('tx1')?.more).toBe(0)
})
