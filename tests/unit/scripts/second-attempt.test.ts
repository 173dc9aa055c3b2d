/** What a second attempt runs, held against vitest itself as well: it alone knows what it calls a test. */
import {execFile} from 'node:child_process'
import {readFileSync, realpathSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {secondAttempts, wordsOf, type Attempt} from '../../../scripts/test/again.mjs'
import {outcomeOf, settle, type Result} from '../../../scripts/test/outcome.mjs'
import {removeDirectory, repository, temporaryDirectory} from '../../support/directory.ts'

function outcome(...results: [file: string, name: string, status: Result['status']][]) {
  const all = results.map(([file, name, status]) => ({file, name, path: name, status, message: ''}))
  const failures = all.filter(({status}) => status === 'failed')
  return {passed: 0, failed: failures.length, impossible: [], failures, results: all}
}

test('what passed has no second attempt', () => {
  expect(secondAttempts(outcome(['a', 'reads', 'passed']), true)).toEqual([])
})

test('where tests build on each other, every file that failed runs again whole', () => {
  const first = outcome(['a', 'begins', 'passed'], ['a', 'ends', 'failed'], ['b', 'c', 'passed'])

  expect(secondAttempts(first, false)).toEqual([{files: ['a']}])
})

test('what failed outside every test has no file to run again', () => {
  const first = outcome(['', '(outside every test) 1', 'failed'])

  expect(secondAttempts(first, true)).toEqual([])
})

/** Each test writes down that it ran; those that are to fail do so while there is no `mended`. */
const preamble = `
import {appendFileSync, existsSync} from 'node:fs'
const ran = (name, fails = false) => {
  appendFileSync(import.meta.dirname + '/ran', name + '\\n')
  if (fails && !existsSync(import.meta.dirname + '/mended')) throw new Error('not yet')
}
`

/** A folder of test files, run by vitest as \`npm test\` runs a suite. */
function suite(files: Record<string, string>) {
  const directory = realpathSync(temporaryDirectory('second-attempt'))
  onTestFinished(() => removeDirectory(directory))
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(directory, name), preamble + text)
  }
  const vitest = join(repository, 'node_modules', 'vitest', 'vitest.mjs')

  return {
    async run(attempt: Attempt = {files: []}) {
      const report = join(directory, 'report.json')
      const words = [...wordsOf(attempt), '--reporter', 'json', '--outputFile', report]
      const own = ['--root', directory, '--globals', '--no-isolate', '--no-file-parallelism']
      const code = await new Promise<number>((resolve) => {
        execFile(process.execPath, [vitest, 'run', ...own, ...words], (error) =>
          resolve(Number(error?.code ?? 0)),
        )
      })
      return outcomeOf(report, code)
    },
    /** The names of what ran since this was last asked. */
    ran() {
      const names = readFileSync(join(directory, 'ran'), 'utf8').trim().split('\n')
      writeFileSync(join(directory, 'ran'), '')
      return names.toSorted()
    },
    mend: () => writeFileSync(join(directory, 'mended'), ''),
  }
}

test('those that failed run again, none whose name is like theirs, and whole the files that a hook failed in', async () => {
  const {run, ran, mend} = suite({
    'names.test.mjs': `
      test('saves', () => ran('saves', true))
      test('saves it', () => ran('saves it'))
      test('a (b|c) [d] {e} $1.50? yes + no * \\\\ ^', () => ran('marks', true))
      describe('group', () => {
        test('saves', () => ran('group: saves', true))
        describe('within', () => test('saves', () => ran('group: within: saves')))
      })
      describe('other', () => test('saves', () => ran('other: saves')))`,
    'beside.test.mjs': `
      test('reads', () => ran('reads', true))
      test('writes', () => ran('writes'))`,
    'ends-badly.test.mjs': `
      afterAll(() => ran('end', true))
      test('fails', () => ran('fails', true))
      test('passes', () => ran('passes'))`,
    'begins-badly.test.mjs': `
      describe('group', () => {
        beforeAll(() => ran('beginning', true))
        test('waits', () => ran('waits'))
      })
      test('breaks', () => ran('breaks', true))`,
  })
  const first = await run()
  expect(first).toMatchObject({passed: 5, failed: 7})
  ran()
  mend()

  const [whole, parts] = secondAttempts(first, true)
  const between = settle(first, await run(whole))
  const inWhole = ran()
  const {outcome: last} = settle(between.outcome, await run(parts))
  const inParts = ran()

  expect(inWhole).toEqual(['beginning', 'breaks', 'end', 'fails', 'passes', 'waits'])
  expect(inParts).toEqual(['group: saves', 'marks', 'reads', 'saves'])
  expect(last).toMatchObject({passed: 12, failed: 0, impossible: []})
})
