/** Whose page is rendered next, when more readers ask than one thread can serve. */
import {expect, test} from 'vitest'
import {Turns} from '../../../web/src/renewals/turns.ts'

/** Tasks that go on until they are told to end. */
function work(turns: Turns) {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const ask = (name: string, isKnown = false) =>
    turns.take(
      () => {
        begun.push(name)
        return new Promise<string>((resolve) => ends.set(name, () => resolve(name)))
      },
      {isKnown},
    )
  const end = async (name: string) => {
    ends.get(name)?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return {begun, ask, end}
}

test('of five thousand who ask at once a few are served at a time, in their order, and pages that are known first', async () => {
  const {begun, ask, end} = work(new Turns({places: 3, reserved: 1}))

  const asked = Array.from({length: 5_000}, (_, i) => ask(`unknown ${i}`))
  void ask('known 0', true)
  void ask('known 1', true)
  await Promise.resolve()

  expect(begun).toEqual(['unknown 0', 'unknown 1', 'known 0'])
  await end('unknown 0')
  expect(begun.slice(3)).toEqual(['known 1'])
  await end('known 0')
  await end('known 1')
  expect(begun.slice(4)).toEqual(['unknown 2'])
  expect(await asked[0]).toBe('unknown 0')
})

test('a task that fails makes room for the next', async () => {
  const turns = new Turns({places: 1, reserved: 0})
  const failing = turns.take(() => Promise.reject(new Error('broken')), {isKnown: false})

  await expect(failing).rejects.toThrow('broken')
  expect(await turns.take(async () => 'next', {isKnown: false})).toBe('next')
})

test('who would have to wait too long, or behind too many, is told so', async () => {
  const turns = new Turns({places: 1, reserved: 0, waiting: 1, patience: 20})
  const {ask, end} = work(turns)
  const first = ask('first')

  const second = ask('second')
  await expect(ask('third')).rejects.toThrow('Too many')
  await expect(second).rejects.toThrow('turn')

  await end('first')
  expect(await first).toBe('first')
  expect(await turns.take(async () => 'later', {isKnown: false})).toBe('later')
})
