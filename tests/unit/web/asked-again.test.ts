/** What the lake could not say is asked again, one after the other. */
import {afterEach, beforeEach, expect, test, vi} from 'vitest'
import {AskedAgain} from '../../../web/src/invalidation/asked-again.ts'
import {readChange, type Change} from '../../../web/src/invalidation/change.ts'

const change = (id: string): Change =>
  readChange({_id: id, _type: 'article', _rev: 'r1', after: {slug: id}}) as Change
const effect = {tags: [], paths: []}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Changes of these documents, of which the lake cannot speak before it is back. */
function world(ids: string[]) {
  const lake = {isAway: true, asked: [] as string[]}
  const again = new AskedAgain([10, 10, 10, 10])
  for (const id of ids) {
    again.later(change(id), async () => {
      lake.asked.push(id)
      if (lake.isAway) throw new Error('The lake is away.')
      return effect
    })
  }
  const round = async () => {
    lake.asked = []
    await vi.advanceTimersByTimeAsync(10)
    return lake.asked
  }
  return {lake, again, round}
}

test('a lake that is away is asked once in a round, not for every change, and for each in its turn', async () => {
  const {lake, again, round} = world(['a', 'b', 'c'])

  const away = [await round(), await round()]
  lake.isAway = false
  const back = await round()

  expect(away).toEqual([['a'], ['b']])
  expect(back).toEqual(['c', 'a', 'b'])
  expect(again.told(change('a'), {isHeard: true})).toBe(effect)
  expect(await round()).toEqual([])
})

test('a change of which the lake never can speak is given up', async () => {
  const {again, round} = world(['a'])

  const rounds = [await round(), await round(), await round(), await round(), await round()]

  expect(rounds).toEqual([['a'], ['a'], ['a'], ['a'], []])
  expect(again.told(change('a'), {isHeard: true})).toBeUndefined()
})

test('a site that closes asks no more', async () => {
  const {again, round} = world(['a'])
  await round()

  again.close()

  expect(await round()).toEqual([])
})

test('a change waits for another of its document, and for no other’s', async () => {
  const {lake, again, round} = world(['a', 'ab'])
  const next = {...change('a'), rev: 'r2'}

  const whileAway = [next, change('a'), change('b')].map((one) => again.awaitsAnother(one))
  lake.isAway = false
  await round()

  expect(whileAway).toEqual([true, false, false])
  expect(again.awaitsAnother(next)).toBe(false)
})
