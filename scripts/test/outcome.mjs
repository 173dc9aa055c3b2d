/**
 * What a suite's report amounts to. Whatever is not a test that ran and passed is a failure: a missing report, no test at all, a file
 * that did not load, a run that ended badly although its tests passed. Only a test that this machine cannot run
 * (`skipIf`, allowed in `tests/faults/` alone) is neither: it is named.
 */
import {existsSync, readFileSync} from 'node:fs'

/**
 * One test and how it ended. A file that did not load, or whose hooks failed, has one result of its own, named `WHOLE_FILE`.
 * `name` is unique in its file; `path` is what vitest calls the test, with its groups.
 * @typedef {{file: string, name: string, path: string, status: 'passed' | 'failed' | 'impossible', message: string}} Result
 * @typedef {{passed: number, failed: number, impossible: string[], failures: Result[], results: Result[]}} Outcome
 */

const WHOLE_FILE = '(the file itself)'

/**
 * @param {string} file the report, as vitest (or `check.ts`) wrote it
 * @param {number} code the exit code of the run
 * @returns {Outcome}
 */
export function outcomeOf(file, code) {
  const nothing = {passed: 0, failed: 0, impossible: [], failures: [], results: []}
  /** @type {Outcome} */
  let counted
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'))
    counted =
      'testResults' in report
        ? count([...resultsOf(report.testResults), ...unhandled(file)])
        : {...nothing, ...report}
  } catch {
    return {...nothing, failed: 1}
  }
  const {passed, failed} = counted
  const endedBadly = failed === 0 && (code !== 0 || passed === 0)
  return {...counted, failed: failed + (endedBadly ? 1 : 0)}
}

/**
 * A suite's outcome after what failed was run once more by itself: a test that passed in either run passed. Answers
 * also those that needed it, with what they said at first, to be named at the end: nobody shall mistake such a test for one that
 * holds. A run that ended badly without a test that failed stays a failure.
 * @param {Outcome} first
 * @param {Outcome} second
 * @returns {{outcome: Outcome, unsteady: Result[]}}
 */
export function settle(first, second) {
  const keyOf = (/** @type {Result} */ {file, name}) => `${file}\n${name}`
  const again = new Map(second.results.map((result) => [keyOf(result), result]))
  const loaded = new Set(second.results.map(({file}) => file))
  const unloaded = new Set(second.failures.filter(isWholeFile).map(({file}) => file))
  /** @type {Result[]} */
  const unsteady = []
  /** @type {Result[]} */
  const results = []
  for (const result of first.results) {
    const later = again.get(keyOf(result))
    again.delete(keyOf(result))
    const recovered = isWholeFile(result)
      ? loaded.has(result.file) && !unloaded.has(result.file)
      : later?.status === 'passed'
    if (result.status === 'failed' && recovered) unsteady.push(result)
    if (!recovered || result.status === 'passed') results.push(result)
    else if (later) results.push(later)
  }
  // What the first run did not come to, because its file did not load.
  const settled = count([...results, ...again.values()])
  const endedBadly = Math.max(
    first.failed - first.failures.length,
    second.failed - second.failures.length,
  )
  return {outcome: {...settled, failed: settled.failed + endedBadly}, unsteady}
}

/**
 * What failed outside every test, such as a rejection that nobody awaited. It belongs to no file, so no second attempt settles it.
 * @param {string} file the report beside which `unhandled.mjs` left it
 * @returns {Result[]}
 */
function unhandled(file) {
  const beside = unhandledBeside(file)
  if (!existsSync(beside)) return []
  /** @type {string[]} */
  const messages = JSON.parse(readFileSync(beside, 'utf8'))
  return messages.map((message, position) => ({
    file: '',
    name: `(outside every test) ${position + 1}`,
    path: '',
    status: 'failed',
    message,
  }))
}

/** @param {string} report */
export function unhandledBeside(report) {
  return report.replace(/\.json$/, '.unhandled.json')
}

/** @param {Result} result */
export function isWholeFile({name}) {
  return name === WHOLE_FILE
}

/**
 * @param {Result[]} results
 * @returns {Outcome}
 */
function count(results) {
  const failures = results.filter(({status}) => status === 'failed')
  const impossible = results.filter(({status}) => status === 'impossible').map(({name}) => name)
  const passed = results.length - failures.length - impossible.length
  return {passed, failed: failures.length, impossible, failures, results}
}

/**
 * As vitest reports a file and a test.
 * @typedef {{status: string, fullName: string, title: string, ancestorTitles: string[], failureMessages?: string[]}} ReportedTest
 * @typedef {{name: string, status: string, message?: string, assertionResults: ReportedTest[]}} ReportedFile
 */

/**
 * @param {ReportedFile[]} files
 * @returns {Result[]}
 */
function resultsOf(files) {
  return files.flatMap(({name: file, status, message = '', assertionResults}) => {
    /** @type {Map<string, number>} */
    const met = new Map()
    const nameOf = (/** @type {string} */ name) => {
      const times = (met.get(name) ?? 0) + 1
      met.set(name, times)
      return times === 1 ? name : `${name} (${times})`
    }
    /** @type {Result[]} */
    const results = assertionResults.map((test) => ({
      file,
      name: nameOf(test.fullName),
      path: [...test.ancestorTitles, test.title].join(' > '),
      status: statusOf(test.status),
      message: test.failureMessages?.join('\n') ?? '',
    }))
    if (status === 'failed' && (message || results.every((result) => result.status !== 'failed'))) {
      results.push({file, name: WHOLE_FILE, path: '', status: 'failed', message})
    }
    return results
  })
}

/** @param {string} status @returns {Result['status']} */
function statusOf(status) {
  if (status === 'passed') return 'passed'
  return ['skipped', 'pending'].includes(status) ? 'impossible' : 'failed'
}
