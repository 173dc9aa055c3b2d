/** The guard of `support/browser.ts` itself: a browser test that could not fail would prove nothing. */
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished} from 'vitest'
import {test} from '../support/browser.ts'
import {createSeat} from '../support/seat.ts'
import {watch} from '../support/watch.ts'

const greedy = `<!doctype html><p>Hello</p>
  <img src="https://pictures.example/a.png"><script src="https://scripts.example/b.js"></script>`

/** A page that asks for things from elsewhere, with or without a policy against it. */
async function serve(policy?: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    if (policy) response.setHeader('content-security-policy', policy)
    response.end(greedy)
  })
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://localhost:${(server.address() as AddressInfo).port}/`
}

test('a request to elsewhere is noticed', async ({browser}) => {
  const address = await serve()
  const context = await browser.newContext()
  const findings = watch(context)

  await (await context.newPage()).goto(address)

  await expect.poll(() => findings().join(' ')).toContain('https://pictures.example/a.png')
  await expect.poll(() => findings().join(' ')).toContain('https://scripts.example/b.js')
  await context.close()
})

test('what the page’s own policy stops did not leave, and a strict test hears of it', async ({
  browser,
}) => {
  const address = await serve("default-src 'self'")
  const context = await browser.newContext()
  const lenient = watch(context)
  const strict = watch(context, 'strict')

  await (await context.newPage()).goto(address)

  await expect.poll(() => strict().length).toBeGreaterThanOrEqual(2)
  expect(lenient()).toEqual([])
  await context.close()
})

test('a seat that test after test takes tells of a finding in the test that made it, and is then given up', async ({
  browser,
  task,
}) => {
  const address = await serve()
  const seat = createSeat(browser, {
    sitDown: (context) => context.newPage(),
    tidy: async (page) => void (await page.goto('about:blank')),
  })
  const first = await seat.take()
  const other = await first.context().newPage()
  await seat.leave(task)
  expect(other.isClosed()).toBe(true)
  expect(await seat.take()).toBe(first)

  await first.goto(address)

  await expect(seat.leave(task)).rejects.toThrow('https://pictures.example/a.png')
  expect(first.isClosed()).toBe(true)
  expect(await seat.take()).not.toBe(first)
  await seat.leave(task)
  await seat.close()
})

test('a seat that cannot be tidied fails the test that left it so', async ({browser, task}) => {
  const seat = createSeat(browser, {
    sitDown: (context) => context.newPage(),
    tidy: () => Promise.reject(new Error('A dialog is open')),
  })
  const page = await seat.take()

  await expect(seat.leave(task)).rejects.toThrow('A dialog is open')
  expect(page.isClosed()).toBe(true)
})
