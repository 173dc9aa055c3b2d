/** Processes whose output nobody reads any more: what they were started by was killed, and its ends of the pipes are closed. */
import {expect, onTestFinished, test} from 'vitest'
import {isAlive} from '../support/process.ts'
import {startLake, startSite, type Server} from '../support/servers.ts'

async function ends(server: Server): Promise<void> {
  process.kill(server.pid, 'SIGTERM')
  await expect.poll(() => isAlive(server.pid)).toBe(false)
}

test('a lake and a site that nobody reads go on answering, and end when they are told to', async () => {
  const lake = await startLake()
  onTestFinished(() => lake.stop('SIGKILL'))
  const site = await startSite({lake})
  onTestFinished(() => site.stop('SIGKILL'))
  const ask = async () => (await fetch(`http://127.0.0.1:${site.port}/`)).status
  expect(await ask()).toBe(200)

  lake.hangUp()
  site.hangUp()
  await ends(lake)
  // What cannot be rendered without a lake is logged.
  const missing = await fetch(`http://127.0.0.1:${site.port}/articles/never-rendered`)

  expect(missing.status).toBe(503)
  expect(await ask()).toBe(200)
  await ends(site)
})
