/**
 * `npm start`: set the checkout up if that is needed, then hand over to the supervisor under Node 24.
 *
 * Runs on Node 18 with nothing installed. When this process or npm above it ends, the supervisor is told to end too.
 */
import {spawn} from 'node:child_process'
import {fileURLToPath} from 'node:url'
import {setUp} from './setup/index.mjs'
import {OperatorError} from './setup/problem.mjs'
import {sayThatItIsBeingBuilt} from './start/being-built.mjs'
import {watchCaller} from './start/caller.mjs'
import {readStartOptions, usage} from './start/options.mjs'

/** @param {unknown} error */
function fail(error) {
  if (!(error instanceof OperatorError)) throw error
  process.stderr.write(`\n${error.message}\n${error.remedy}\n`)
  process.exit(1)
}

/** @param {string} node */
function supervise(node) {
  const main = fileURLToPath(new URL('src/start/main.ts', import.meta.url))
  const child = spawn(node, [main, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal))
  }
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}

try {
  const options = readStartOptions(process.argv.slice(2), process.env)
  if (options.help) process.stdout.write(`${usage}\n`)
  else {
    if (process.env.npm_lifecycle_event) watchCaller(() => process.kill(process.pid, 'SIGTERM'))
    const {watch, ports} = options
    const end = watch && ports.studio !== 0 ? await sayThatItIsBeingBuilt(ports.studio) : undefined
    const {node} = await setUp()
    await end?.()
    supervise(node)
  }
} catch (error) {
  fail(error)
}
