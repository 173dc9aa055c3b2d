import {expect, test} from 'vitest'
import {DurablePlace, type Place} from '../../../web/src/fleet/durable-place.ts'

const at = (position: number, epoch = 'first'): Place => ({
  epoch,
  position,
  nonce: `${epoch}-${position}`,
})

function openPlace() {
  const kept: Place[] = []
  const durable = new DurablePlace(() => kept.push(durable.place))
  durable.found(at(1))
  return {durable, kept}
}

test('a mark of one’s own does not pass one that is still being written', async () => {
  const {durable, kept} = openPlace()
  const second = Promise.withResolvers<void>()

  durable.reached(at(2), second.promise)
  durable.reached(at(3))

  expect(durable.place).toEqual(at(1))
  second.resolve()
  await second.promise
  expect(kept).toEqual([at(3)])
})

test('what is on disk out of order counts in order', async () => {
  const {durable} = openPlace()
  const [second, third] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  durable.reached(at(2), second.promise)
  durable.reached(at(3), third.promise)

  third.resolve()
  await third.promise

  expect(durable.place).toEqual(at(1))
  second.resolve()
  await second.promise
  expect(durable.place).toEqual(at(3))
})

test('a mark that could not be written is passed by none that comes later', async () => {
  const {durable, kept} = openPlace()
  const [second, third] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  durable.reached(at(2), second.promise)
  durable.reached(at(3), third.promise)
  durable.reached(at(4))

  third.reject(new Error('the disk is full'))
  await third.promise.catch(() => undefined)
  durable.reached(at(5), Promise.reject(new Error('the disk is full'))) // which ends no process
  second.resolve()
  await second.promise

  expect(kept).toEqual([at(2)])
})

test('a new epoch is kept when what was lost is noted on disk, and no mark of one’s own is kept sooner', async () => {
  const {durable, kept} = openPlace()
  const old = Promise.withResolvers<void>()
  const noted = Promise.withResolvers<void>()
  durable.reached(at(2), old.promise)

  durable.beganAnew(at(7, 'second'), noted.promise)
  durable.reached(at(8, 'second'))
  old.reject(new Error('the disk is full'))
  await old.promise.catch(() => undefined)

  expect(durable.place).toEqual(at(1))
  noted.resolve()
  await noted.promise
  expect(kept).toEqual([at(8, 'second')])
})

test('a loss that could not be noted leaves the epoch before it, until it is noted', async () => {
  const {durable} = openPlace()
  const failing = Promise.reject(new Error('the disk is full'))

  durable.beganAnew(at(7, 'second'), failing)
  durable.reached(at(8, 'second'))
  await failing.catch(() => undefined)

  expect(durable.place).toEqual(at(1))
  durable.beganAnew(at(9, 'third'), Promise.resolve())
  await Promise.resolve()
  expect(durable.place).toEqual(at(9, 'third'))
})
