import {expect, test, vi} from 'vitest'
import {SharedWaits} from '../../../web/src/invalidation/shared-waits.ts'

const later = () => new Promise(setImmediate)

test('a wait is over when all of its promises have settled, whatever became of them', async () => {
  const waits = new SharedWaits()
  const [own, list] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const over: string[] = []
  void waits.all([own.promise, list.promise, list.promise]).then(() => over.push('both'))
  void waits.all([list.promise]).then(() => over.push('list'))
  void waits.all([]).then(() => over.push('nothing'))

  await later()
  const before = [...over]
  list.reject(new Error('The lake is away.'))
  await later()
  const between = [...over]
  own.resolve()
  await later()
  await waits.all([own.promise, list.promise])

  expect({before, between, over}).toEqual({
    before: ['nothing'],
    between: ['nothing', 'list'],
    over: ['nothing', 'list', 'both'],
  })
})

test('however many wait for a promise, it is waited for once', async () => {
  const waits = new SharedWaits()
  const {promise, resolve} = Promise.withResolvers<void>()
  const then = vi.spyOn(promise, 'then')

  const all = Array.from({length: 100}, () => waits.all([promise]))
  resolve()
  await Promise.all(all)

  expect(then).toHaveBeenCalledTimes(1)
})
