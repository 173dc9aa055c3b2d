/**
 * `npm test [-- suite…] [-- --full]`: set up and build like `npm start`, then everything that can fail, offline, cheap first.
 * Plain JavaScript for Node 18, because it is what runs first; the tests themselves run on the Node 24 that set-up provides.
 *
 * Ends with one line, `N passed, N failed`: each test is one, each static check is one, and so is a suite that cannot start,
 * finds no test or ends badly although its tests passed. What this machine cannot run, and every failure with what it said, is named
 * above that line. `--full` runs the heavy suites at full size.
 *
 * When at most `FILES_AGAIN` files of a suite failed, what failed in them is run once more by itself. A test that needed it counts as
 * passed and is named with what it said at first (docs/decisions/0044 and 0084). At full size there is no second attempt.
 */
import {mkdirSync, rmSync} from 'node:fs'
import {dirname, join, relative} from 'node:path'
import {fileURLToPath} from 'node:url'
import {setUp} from './setup/index.mjs'
import {watchCaller} from './start/caller.mjs'
import {secondAttempts, wordsOf} from './test/again.mjs'
import {outcomeOf, settle, unhandledBeside} from './test/outcome.mjs'
import {run} from './test/run.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
/** What a run leaves: reports, pictures, compiled code (`tests/support/servers.ts`). Emptied before the next, or it would only grow. */
const results = join(root, 'test-results')
const suites = ['checks', 'unit', 'contract', 'integration', 'faults', 'e2e']

/** The architecture is a unit test: among the static checks it would count twice. */
const checks = ['types', 'lint', 'formatting', 'unused']

/** Suites of long files, in which each test passes without those before it. */
const standAlone = ['e2e']

/** More files than this that fail are no accident. */
const FILES_AGAIN = 3

/** Lines of what a failed test said that are repeated at the end. */
const LINES_OF_A_FAILURE = 12

/**
 * @param {string} node
 * @param {string} suite
 * @param {NodeJS.ProcessEnv} env
 * @param {import('./test/again.mjs').Attempt & {name: string}} [attempt] a second one, and what its report is called
 */
async function runSuite(node, suite, env, attempt = {files: [], name: suite}) {
  const report = join(results, `${attempt.name}.json`)
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const args =
    suite === 'checks'
      ? [join(root, 'scripts', 'src', 'check.ts'), ...checks, '--report', report]
      : [vitest, 'run', ...wordsOf(attempt), '--project', suite, ...reportersTo(report)]
  const code = await run(node, args, {
    cwd: root,
    env: {...env, MASTHEAD_UNHANDLED: unhandledBeside(report)},
  })
  return outcomeOf(report, code)
}

/**
 * What vitest says while it runs, and what it leaves behind.
 * @param {string} report
 */
function reportersTo(report) {
  const unhandled = join(root, 'scripts', 'test', 'unhandled.mjs')
  const names = ['default', 'json', unhandled].flatMap((name) => ['--reporter', name])
  return [...names, '--outputFile.json', report]
}

/**
 * @param {string} node
 * @param {string} suite
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} full
 */
async function holdSuite(node, suite, env, full) {
  const first = await runSuite(node, suite, env)
  const attempts = secondAttempts(first, standAlone.includes(suite))
  const files = attempts.flatMap((attempt) => attempt.files).length
  if (full || suite === 'checks' || files > FILES_AGAIN) return {outcome: first, unsteady: []}
  let outcome = first
  /** @type {import('./test/outcome.mjs').Result[]} */
  const unsteady = []
  for (const [index, attempt] of attempts.entries()) {
    console.log(`\n== ${suite}, a second attempt`)
    const name = `${suite}.again${index === 0 ? '' : `-${index + 1}`}`
    const settled = settle(outcome, await runSuite(node, suite, env, {...attempt, name}))
    outcome = settled.outcome
    unsteady.push(...settled.unsteady)
  }
  return {outcome, unsteady}
}

/**
 * @param {string} title
 * @param {import('./test/outcome.mjs').Result} result
 */
function tell(title, {file, name, message}) {
  const lines = message.split('\n').filter((line) => !line.includes('node_modules'))
  const said = lines.slice(0, LINES_OF_A_FAILURE).join('\n  ')
  const where = file ? `${relative(root, file)}: ` : ''
  console.log(`${title}: ${where}${name}\n  ${said}\n`)
}

async function main() {
  const asked = process.argv.slice(2)
  const full = asked.includes('--full')
  const named = asked.filter((word) => !word.startsWith('--'))
  const unknown = named.find((name) => !suites.includes(name))
  if (unknown) {
    console.error(`There is no suite "${unknown}". Name some of: ${suites.join(', ')}.`)
    process.exit(2)
  }

  // A signal ends all that runs (`test/run.mjs`). npm that is killed sends none.
  if (process.env.npm_lifecycle_event) watchCaller(() => process.kill(process.pid, 'SIGTERM'))
  const {node} = await setUp({build: true})
  rmSync(results, {recursive: true, force: true})
  mkdirSync(results, {recursive: true})
  const env = {...process.env, MASTHEAD_FULL: full ? '1' : '', NEXT_TELEMETRY_DISABLED: '1'}
  const total = {passed: 0, failed: 0}
  /** @type {string[]} */
  const lines = []
  /** @type {string[]} */
  const notHere = []
  /** @type {import('./test/outcome.mjs').Result[]} */
  const failures = []
  /** @type {import('./test/outcome.mjs').Result[]} */
  const twice = []
  for (const suite of suites.filter((name) => named.length === 0 || named.includes(name))) {
    const started = Date.now()
    console.log(`\n== ${suite}`)
    const {outcome, unsteady} = await holdSuite(node, suite, env, full)
    const {passed, failed} = outcome
    total.passed += passed
    total.failed += failed
    notHere.push(...outcome.impossible)
    failures.push(...outcome.failures)
    twice.push(...unsteady)
    const seconds = Math.round((Date.now() - started) / 1000)
    lines.push(`${suite.padEnd(12)} ${passed} passed, ${failed} failed (${seconds} s)`)
  }
  console.log(`\n${lines.join('\n')}\n`)
  for (const name of notHere) console.log(`Not possible on this machine: ${name}`)
  for (const result of twice) tell('Passed at the second attempt only', result)
  for (const result of failures) tell('Failed', result)
  console.log(`${total.passed} passed, ${total.failed} failed`)
  process.exitCode = total.failed === 0 ? 0 : 1
}

main().catch((error) => {
  const remedy = error instanceof Error && 'remedy' in error ? `\n${error.remedy}` : ''
  console.error(remedy ? `${error.message}${remedy}` : error)
  console.log('0 passed, 1 failed')
  process.exitCode = 1
})
