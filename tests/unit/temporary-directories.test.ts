/** What tests leave in the temporary directory of the machine. */
import {spawnSync} from 'node:child_process'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {
  removeAbandoned,
  removeDirectory,
  repository,
  temporaryDirectory,
} from '../support/directory.ts'
import {isAlive} from '../support/process.ts'

test('what a killed worker has left is removed before the next run, and nothing of one that runs', () => {
  const source = join(repository, 'tests', 'support', 'directory.ts')
  const script = `
    const {temporaryDirectory} = await import(${JSON.stringify(source)})
    process.stdout.write(temporaryDirectory('broken-off'))
    process.kill(process.pid, 'SIGKILL')`
  const {stdout, signal} = spawnSync(process.execPath, ['--input-type=module', '-e', script])
  const left = String(stdout)
  const own = temporaryDirectory('in-use')
  onTestFinished(() => [left, own].forEach(removeDirectory))
  expect([signal, existsSync(left)]).toEqual(['SIGKILL', true])

  removeAbandoned(isAlive)

  expect([existsSync(left), existsSync(own)]).toEqual([false, true])
})
