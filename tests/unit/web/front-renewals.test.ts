import {setTimeout as wait} from 'node:timers/promises'
import {expect, onTestFinished, test, vi} from 'vitest'
import {Renewals, type RenewalsOptions} from '../../../web/src/server/renewals.ts'

function open(options: RenewalsOptions): Renewals {
  const renewals = new Renewals({delay: () => 5, ...options})
  onTestFinished(() => renewals.close())
  return renewals
}

test('an address that is asked for many times at once is rendered once', async () => {
  const render = vi.fn<() => Promise<void>>(async () => wait(5))
  const renewals = open({render})

  for (let i = 0; i < 10; i++) renewals.soon('/a')
  await renewals.now('/a')

  expect(render.mock.calls.length).toBeLessThanOrEqual(2)
  expect(renewals.size).toBe(0)
})

test('an address that is asked for while it is rendered is rendered once more', async () => {
  const {promise, resolve} = Promise.withResolvers<void>()
  const render = vi.fn<() => Promise<void>>(() => promise)
  const renewals = open({render})
  const first = renewals.now('/a')

  const second = renewals.now('/a')
  resolve()

  expect(await Promise.all([first, second])).toEqual([true, true])
  expect(render).toHaveBeenCalledTimes(2)
})

test('no more pages are rendered at once than allowed', async () => {
  let running = 0
  let most = 0
  const render = async () => {
    most = Math.max(most, ++running)
    await wait(1)
    running--
  }
  const paths = Array.from({length: 50}, (_, i) => `/${i}`)

  const failed = await open({render, parallel: 3}).all(paths)

  expect(failed).toEqual([])
  expect(most).toBe(3)
})

test('a page that cannot be rendered is named, and tried again until it can', async () => {
  const report = vi.fn<() => void>()
  const render = vi.fn<() => Promise<undefined>>(async () => undefined)
  render.mockRejectedValueOnce(new Error('lake down')).mockRejectedValueOnce(new Error('lake down'))
  const renewals = open({render, report})

  expect(await renewals.all(['/a'])).toEqual(['/a'])

  await vi.waitFor(() => expect(renewals.size).toBe(0), 30_000)
  expect(render).toHaveBeenCalledTimes(3)
  expect(report).toHaveBeenCalledTimes(2)
})

test('readers do not hurry a page that just failed; a new change does', async () => {
  const render = vi
    .fn<() => Promise<undefined>>(async () => undefined)
    .mockRejectedValueOnce(new Error('lake down'))
  const renewals = open({render, delay: () => 60_000})
  await renewals.now('/a')

  renewals.soon('/a')
  expect(render).toHaveBeenCalledOnce()

  expect(await renewals.now('/a')).toBe(true)
})

test('a change that comes while a page fails is not kept waiting', async () => {
  const {promise, reject} = Promise.withResolvers<undefined>()
  const render = vi.fn<() => Promise<undefined>>(async () => undefined).mockReturnValueOnce(promise)
  const renewals = open({render, delay: () => 60_000})
  const first = renewals.now('/a')

  const second = renewals.now('/a')
  reject(new Error('the lake answered with an older revision'))

  expect(await Promise.all([first, second])).toEqual([true, true])
  expect(renewals.size).toBe(0)
})
