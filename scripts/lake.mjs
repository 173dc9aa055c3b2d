/**
 * `npm run lake -- --directory DIR`: a Content Lake of one's own, without Studio and site.
 *
 * Runs on Node 18 with nothing installed: the set-up brings Node 24 and the dependencies, and builds nothing.
 */
import {readLakeOptions, usage} from './lake/options.mjs'
import {runLake} from './lake/run.mjs'
import {setUp} from './setup/index.mjs'
import {OperatorError} from './setup/problem.mjs'
import {watchCaller} from './start/caller.mjs'

try {
  const options = readLakeOptions(process.argv.slice(2))
  if (options.help) process.stdout.write(`${usage}\n`)
  else {
    if (process.env.npm_lifecycle_event) watchCaller(() => process.kill(process.pid, 'SIGTERM'))
    await runLake((await setUp({build: false})).node, options)
  }
} catch (error) {
  if (!(error instanceof OperatorError)) throw error
  process.stderr.write(`\n${error.message}\n${error.remedy}\n`)
  process.exitCode = 1
}
