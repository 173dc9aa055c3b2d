/** What tests start ends with them, however they end. */
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {join} from 'node:path'
import {expect, onTestFinished, test, vi} from 'vitest'
import {repository} from '../support/directory.ts'
import {isAlive} from '../support/process.ts'

test('a process that a test started ends when the test is killed', async () => {
  const source = join(repository, 'tests', 'support', 'process.ts')
  const child = `console.log(JSON.stringify({ready: true})); setInterval(() => {}, 1_000)`
  const script = `
    const {startProcess} = await import(${JSON.stringify(source)})
    const {pid} = await startProcess('child', {args: ['-e', ${JSON.stringify(child)}]})
    process.stdout.write(String(pid))`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [written] = (await once(parent.stdout, 'data')) as [Buffer]
  const pid = Number(String(written))
  onTestFinished(() => void (isAlive(pid) && process.kill(pid, 'SIGKILL')))
  expect(isAlive(pid)).toBe(true)

  parent.kill('SIGKILL')

  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 30_000)
})
