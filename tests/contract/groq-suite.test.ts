/** The official GROQ suite over HTTP: a seeded sample, or all of it with `MASTHEAD_FULL=1`. */
import {execFile} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {gunzipSync} from 'node:zlib'
import {expect} from 'vitest'
import {removeDirectory, repository, temporaryDirectory} from '../support/directory.ts'
import {test} from '../support/lake.ts'
import {full, seed} from '../support/sample.ts'
import {startLake} from '../support/servers.ts'

const fixture = join(repository, 'tests', 'fixtures', 'groq-suite')
/** Share of the cases in a sample: about 600 of those that are run. */
const SHARE = 0.08

interface Entry {
  _type: 'dataset' | 'test'
}

/** Each line kept by a small generator, so that a seed names the same sample everywhere. */
function sample(lines: string[]): string[] {
  let state = seed
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return lines.filter((line) => (JSON.parse(line) as Entry)._type === 'dataset' || random() < SHARE)
}

/** The runner's last line, whatever its exit code. */
const run = (args: string[]): Promise<string> =>
  new Promise((resolve) => {
    const runner = join(fixture, 'groq-suite.mjs')
    execFile(process.execPath, [runner, ...args], {maxBuffer: 2 ** 26}, (_error, stdout) =>
      resolve(stdout),
    )
  })

test(`[Q1] queries mean what the GROQ suite says (seed ${seed})`, async ({onlyOurs}) => {
  onlyOurs('run tests/fixtures/groq-suite/groq-suite.mjs with its --url and a dataset of its own')
  const directory = temporaryDirectory('groq-suite')
  const suite = join(directory, 'suite.ndjson')
  const all = gunzipSync(readFileSync(join(fixture, 'groq-suite.ndjson.gz'))).toString()
  const lines = all.split('\n').filter(Boolean)
  writeFileSync(suite, (full ? lines : sample(lines)).join('\n'))
  const lake = await startLake({env: {LAKE_DATASETS: 'groqsuite'}})
  const {token} = await lake.addUser('Suite', 'administrator')

  const place = ['--url', `http://127.0.0.1:${lake.port}`, '--token', token]
  const report = await run(['--suite', suite, ...place, ...(full ? ['--slow'] : [])])

  await lake.stop()
  removeDirectory(directory)
  const [, passed, cases] = /(\d+) of (\d+) cases pass; 0 failures/.exec(report) ?? []
  expect(passed, report.slice(-4_000) || 'the runner said nothing').toBeDefined()
  expect(passed).toBe(cases)
  expect(Number(cases)).toBeGreaterThan(full ? 7_400 : 300)
}, 600_000)
