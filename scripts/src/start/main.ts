/**
 * The supervisor's process: signals, what is printed where, the exit code. Started by `scripts/start.mjs`.
 *
 * Progress goes to standard error. With `--json`, standard output carries one line and nothing else.
 */
import {createProgress} from '../../setup/progress.mjs'
import {readStartOptions} from '../../start/options.mjs'
import {OperatorError} from '../errors.ts'
import {announcement} from './announce.ts'
import {createSupervisor} from './supervisor.ts'

const options = readStartOptions(process.argv.slice(2), process.env)
const progress = createProgress()
const supervisor = createSupervisor(options, progress)
let ending = false

async function end(exitCode: number): Promise<void> {
  if (ending) return
  ending = true
  await supervisor.down()
  if (exitCode === 0) progress.line('Stopped. Everything is kept.')
  process.exit(exitCode)
}

function stop(): void {
  if (!ending) progress.line('\nStopping …')
  void end(0)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
// The bootstrap above is gone: whoever wanted this is gone too.
process.on('disconnect', stop)
// A reader of our output that went away must not end the parts half way.
process.stdout.on('error', () => undefined)
process.stderr.on('error', () => undefined)

try {
  const {addresses, readers, token, directory} = await supervisor.up()
  if (options.json) process.stdout.write(`${JSON.stringify({...addresses, token})}\n`)
  else process.stdout.write(`${announcement({...addresses, readers}, token, directory)}\n`)
} catch (error) {
  if (!ending) {
    if (error instanceof OperatorError) {
      process.stderr.write(`\n${error.message}\n${error.remedy}\n`)
    } else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    await end(1)
  }
}
