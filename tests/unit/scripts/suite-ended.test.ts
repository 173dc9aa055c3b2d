/** A run of the tests that is ended leaves nothing running. */
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {createInterface} from 'node:readline'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {expect, onTestFinished, test, vi} from 'vitest'
import {repository} from '../../support/directory.ts'
import {isAlive} from '../../support/process.ts'

/** What a suite is made of: a worker, which starts a server, which does not end when it is asked to. */
const server = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log(process.pid)`
const worker = `
  const {spawn} = require('node:child_process')
  console.log(process.pid)
  spawn(process.execPath, ['-e', ${JSON.stringify(server)}], {stdio: 'inherit'})
  setInterval(() => {}, 1000)`
const suite = `
  const {spawn} = require('node:child_process')
  console.log(process.pid)
  spawn(process.execPath, ['-e', ${JSON.stringify(worker)}], {stdio: 'inherit'})
  setInterval(() => {}, 1000)`

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('%s ends the suite that runs with all that it started', async (signal, code) => {
  const address = pathToFileURL(join(repository, 'scripts', 'test', 'run.mjs')).href
  const main = `
    import {run} from ${JSON.stringify(address)}
    await run(process.execPath, ['-e', ${JSON.stringify(suite)}], {cwd: '/', env: process.env})`
  const child = spawn(process.execPath, ['--input-type=module', '-e', main], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const started: number[] = []
  onTestFinished(() => {
    for (const pid of started.filter(isAlive)) process.kill(pid, 'SIGKILL')
  })
  createInterface({input: child.stdout}).on('line', (line) => started.push(Number(line)))
  await vi.waitFor(() => expect(started).toHaveLength(3), {timeout: 30_000})

  child.kill(signal)
  const twice = setTimeout(() => child.kill(signal), 300) // who is in a hurry asks again

  const [ended] = await once(child, 'exit')
  clearTimeout(twice)
  expect(ended).toBe(code)
  expect(started.filter(isAlive)).toEqual([])
})
