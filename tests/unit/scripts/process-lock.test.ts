import {spawnSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeEach, expect, onTestFinished, test} from 'vitest'
import {tryLock} from '../../../scripts/setup/process-lock.mjs'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

let file = ''
beforeEach(() => {
  const directory = temporaryDirectory('lock')
  onTestFinished(() => removeDirectory(directory))
  file = join(directory, 'a.lock')
})

test('one holds it, the next hears who, and has it when it is given back', async () => {
  const lock = await tryLock(file)
  expect(await tryLock(file)).toMatchObject({heldBy: {pid: process.pid}})

  if ('release' in lock) lock.release()

  expect(await tryLock(file)).toHaveProperty('release')
})

test('of many at once, exactly one gets it, also when a stale lock is in the way', async () => {
  writeFileSync(file, JSON.stringify({pid: deadProcess(), startedAt: '', since: 'x'}))

  const results = await Promise.all(Array.from({length: 20}, () => tryLock(file)))

  expect(results.filter((result) => 'release' in result)).toHaveLength(1)
})

test.each([
  [
    'of a process that is gone',
    () => JSON.stringify({pid: deadProcess(), startedAt: '', since: 'x'}),
  ],
  [
    'of another process that had this one’s number before',
    () => JSON.stringify({pid: process.pid, startedAt: '1', since: 'x'}),
  ],
  ['that is half written', () => '{"pid": 1'],
  ['that is empty', () => ''],
])('a lock %s is taken over', async (_, content) => {
  writeFileSync(file, content())

  expect(await tryLock(file)).toHaveProperty('release')
  expect(JSON.parse(readFileSync(file, 'utf8')).pid).toBe(process.pid)
})

function deadProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid
}
