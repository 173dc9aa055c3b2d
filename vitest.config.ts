/**
 * One runner, projects by cost: `unit` (pure), `contract` and `integration` (a real lake, the real client), `faults`
 * (kills, clocks, full disks), `e2e` (a real browser; needs the builds, which `npm test` makes first).
 *
 * On Node, `@sanity/client` 8 brings its own `fetch`, which msw cannot see. The builds meant for server components use the
 * global one, so both packages are taken by name from there. (A `react-server` condition would do the same, and would also
 * give React's server-only half to every component under test.)
 */
import {createRequire} from 'node:module'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {defineConfig} from 'vitest/config'

const fromTests = createRequire(new URL('tests/package.json', import.meta.url))
const client = fromTests.resolve('@sanity/client')
const getIt = createRequire(client).resolve('get-it')
const nextRequest = fileURLToPath(new URL('tests/support/next-request.ts', import.meta.url))
const fetchBuild = (entry: string) => join(dirname(entry), 'index.js')

/**
 * Suites run one after the other, the cheap ones first; `seconds` is the limit of one test or hook. It tells what hangs from what is
 * slow, so it is several times what a test takes where three other things run.
 */
const suites = {unit: 60, contract: 60, integration: 180, faults: 240, e2e: 300}

/** At full size (`tests/support/sample.ts`) one test may take as long as thousands of rounds do. */
const isFull = process.env.MASTHEAD_FULL === '1'
const atFullSize = isFull ? 3_600 : 0

const projects = Object.entries(suites).map(([name, seconds], position) => ({
  extends: true as const,
  test: {
    name,
    include: [`tests/${name}/**/*.test.{ts,tsx}`],
    testTimeout: Math.max(seconds, atFullSize) * 1000,
    hookTimeout: seconds * 1000,
    sequence: {groupOrder: position},
    // Tests wait for a third of their time: three files for two cores (docs/decisions/0081). A browser, a lake and two sites use both with the
    // test itself: one at a time (0084). The same for a contract that is held against another lake (tests/support/remote-lake.ts), which has
    // one dataset for all.
    maxWorkers: name === 'e2e' || process.env.SANITY_CONTRACT_PROJECT ? 1 : 3,
  },
}))

export default defineConfig({
  resolve: {
    alias: [
      {find: /^@sanity\/client$/, replacement: fetchBuild(client)},
      {find: /^get-it$/, replacement: fetchBuild(getIt)},
      // Outside Next there is no request to ask about its cookies.
      {find: /^next\/headers$/, replacement: nextRequest},
    ],
  },
  test: {
    environment: 'node',
    globalSetup: ['tests/support/global-setup.ts'],
    // What a test logs is shown when it fails, so that what is shown is worth a look.
    setupFiles: ['tests/support/logged.ts'],
    silent: isFull ? false : 'passed-only',
    // Waiting is for a state: it ends as soon as that is there, also on a busy machine.
    expect: {poll: {timeout: 45_000, interval: 50}},
    server: {deps: {inline: [/@sanity\/client/, /get-it/]}},
    projects,
  },
})
