/** Studio's address while Studio is being built (`npm run dev`). */
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, test} from 'vitest'
import {sayThatItIsBeingBuilt} from '../../../scripts/start/being-built.mjs'
import {freePort} from '../../support/free-port.ts'

/** Whoever holds the port, until the function returned is called. */
async function listenOn(port: number, says: string): Promise<{port: number; end(): Promise<void>}> {
  const server = createServer((_, response) => response.end(says))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const end = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {port: (server.address() as AddressInfo).port, end}
}

test('a page says so at any path, asks again by itself, and gives the port up at once', async () => {
  const port = await freePort()
  const end = await sayThatItIsBeingBuilt(port)

  const answer = await fetch(`http://127.0.0.1:${port}/structure/author`)
  const text = await answer.text()
  await end()
  const studio = await listenOn(port, 'Studio')

  const headers = ['cache-control', 'connection'].map((name) => answer.headers.get(name))
  expect([answer.status, ...headers]).toEqual([503, 'no-store', 'close'])
  expect(text).toContain('Studio is being built')
  expect(text).toMatch(/fetch\(location\.href[\s\S]*location\.reload\(\)/)
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('Studio')
  await studio.end()
})

test('where somebody else has the port, they go on answering', async () => {
  const other = await listenOn(0, 'somebody else')

  const end = await sayThatItIsBeingBuilt(other.port)

  expect(await (await fetch(`http://127.0.0.1:${other.port}`)).text()).toBe('somebody else')
  await end()
  await other.end()
})
