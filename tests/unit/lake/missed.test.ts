import {expect, test, vi} from 'vitest'
import type {Commit, Dataset} from '../../../lake/src/dataset.ts'
import {commitsBetween} from '../../../lake/src/listen/missed.ts'

/** A log of so many commits, to which more can be added. */
function openLog(length: number) {
  const state = {length}
  const commitsAfter = vi.fn<Dataset['commitsAfter']>((after, limit) =>
    Array.from({length: Math.max(0, Math.min(limit, state.length - after))}, (_, index) => {
      const seq = after + index + 1
      return {seq, transactionId: `t${seq}`, timestamp: '', author: '', changes: []} as Commit
    }),
  )
  return {commitsAfter, add: (more: number) => (state.length += more)}
}
const seqs = async (commits: AsyncIterable<Commit>) => {
  const read: number[] = []
  for await (const {seq} of commits) read.push(seq)
  return read
}
const range = (from: number, to: number) =>
  Array.from({length: Math.max(0, to - from + 1)}, (_, index) => from + index)

test.each([
  [0, 100],
  [1, 1],
  [7, 8],
  [8, 9],
  [9, 100],
  [42, 42],
  [100, 100],
  [43, 42],
])('from %i to %i every commit comes once, in order', async (from, to) => {
  expect(await seqs(commitsBetween(openLog(100), from, to))).toEqual(range(Math.max(from, 1), to))
})

test('two hundred who come back at once read the log once', async () => {
  const log = openLog(1_000)

  const heard = await Promise.all(
    Array.from({length: 200}, (_, n) => seqs(commitsBetween(log, 1 + (n % 8), 1_000))),
  )

  expect(heard[7]).toEqual(range(8, 1_000))
  expect(log.commitsAfter.mock.calls.length).toBe(125)
})

test('the end of the log is read again: more may have come', async () => {
  const log = openLog(10)
  await seqs(commitsBetween(log, 1, 10))

  log.add(3)

  expect(await seqs(commitsBetween(log, 1, 13))).toEqual(range(1, 13))
})
