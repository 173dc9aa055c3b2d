/** The guard of `support/browser.ts` itself: a browser test that could not fail would prove nothing. */
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished} from 'vitest'
import {test} from '../support/browser.ts'
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
