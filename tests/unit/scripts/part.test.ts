import {readFileSync, renameSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterEach, beforeEach, expect, onTestFinished, test, vi} from 'vitest'
import {openLog} from '../../../scripts/src/start/log.ts'
import {startPart} from '../../../scripts/src/start/part.ts'
import type {Part} from '../../../scripts/src/start/part.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

/** Says who it is, then that it is ready, and stays. */
const well = `
  const {appendFileSync} = require('node:fs')
  appendFileSync('started', process.pid + '\\n')
  console.log('{"ready":true,"port":1}')
  setInterval(() => {}, 1000)
`

let folder: string
let said: string[]
let part: Part

beforeEach(async () => {
  folder = temporaryDirectory('part')
  said = []
  write(well)
  part = await startPart(
    {
      title: 'The part',
      main: join(folder, 'main.cjs'),
      folder,
      env: process.env,
      log: openLog(join(folder, 'part.log')),
      print: (line) => said.push(line),
      heartbeat: {every: 100, most: 20},
    },
    new AbortController().signal,
  )
})

afterEach(async () => {
  await part.stop()
  removeDirectory(folder)
})

const write = (code: string) => writeFileSync(join(folder, 'main.cjs'), code)
const started = () => readFileSync(join(folder, 'started'), 'utf8').trim().split('\n').map(Number)
const runs = (pid = 0) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a part that answers is left alone', async () => {
  await new Promise((resolve) => setTimeout(resolve, 3_000)) // longer than one may say nothing

  expect(started()).toHaveLength(1)
  expect(said).toEqual([])
})

test('a part that is restarted is another process, and nobody is told that it died', async () => {
  await part.restart()

  const [first, second] = started()
  expect(second).toBeDefined()
  expect([runs(first), runs(second)]).toEqual([false, true])
  expect(said).toEqual([])
})

test('a part whose new code does not start says so, and runs again with the next', async () => {
  write('throw new Error("not like this")')
  await expect(part.restart()).rejects.toThrow('The part')

  write(well)
  await part.restart()

  expect(runs(started().at(-1))).toBe(true)
})

test('a part that dies after a restart is started again', async () => {
  await part.restart()
  process.kill(started()[1] ?? 0, 'SIGKILL')

  await vi.waitFor(() => expect(said).toContain('The part is back.'), {timeout: 20_000})

  expect(started()).toHaveLength(3)
})

test('a part that cannot be started again for a while says so, and comes back', async () => {
  const [pid] = started()
  renameSync(folder, `${folder}.away`)
  onTestFinished(() => removeDirectory(`${folder}.away`))
  process.kill(pid ?? 0, 'SIGKILL')
  await vi.waitFor(() => expect(said.join()).toContain('could not be started'), {timeout: 20_000})

  renameSync(`${folder}.away`, folder)

  await vi.waitFor(() => expect(said).toContain('The part is back.'), {timeout: 20_000})
})

test('a part that is ended while it restarts stays away', async () => {
  const restart = part.restart()
  await part.stop()
  await restart.catch(() => undefined)

  expect(started().filter(runs)).toEqual([])
})

test('a part that runs and answers nothing is ended and started again', async () => {
  process.kill(started()[0] ?? 0, 'SIGSTOP')

  await vi.waitFor(() => expect(said).toContain('The part is back.'), {timeout: 20_000})

  expect(said[0]).toContain('has answered nothing for too long')
  expect(runs(started()[0])).toBe(false)
  expect(runs(started()[1])).toBe(true)
})
