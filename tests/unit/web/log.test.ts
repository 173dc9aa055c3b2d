import {expect, test, vi} from 'vitest'
import {sparing, type Log} from '../../../web/src/log.ts'

test('one message for one reason is written once a second, and says how many were left out', () => {
  const write = vi.fn<Log>()
  let now = 5_000
  const log = sparing(write, () => now)

  for (let i = 0; i < 10; i++) log('warn', 'page', {address: `/x/${i}`, reason: 'lake is away'})
  log('warn', 'page', {address: '/y', reason: 'another'})
  now += 1_000
  log('warn', 'page', {address: '/z', reason: 'lake is away'})

  expect(write.mock.calls).toEqual([
    ['warn', 'page', {address: '/x/0', reason: 'lake is away'}],
    ['warn', 'page', {address: '/y', reason: 'another'}],
    ['warn', 'page', {address: '/z', reason: 'lake is away', leftOut: 9}],
  ])
})
