/**
 * What a suite's report amounts to. Whatever is not a test that ran and passed is a failure: a missing report, no test at all, a file
 * that did not load, a run that ended badly although its tests passed. Only a test that this machine cannot run
 * (`skipIf`, allowed in `tests/faults/` alone) is neither: it is named. So is a test that passed at its second attempt only.
 */
import {readFileSync} from 'node:fs'

/** @typedef {{passed: number, failed: number, impossible: string[], unsteady: string[]}} Outcome */

/**
 * @param {string} file the report, as vitest (or `check.ts`) wrote it
 * @param {number} code the exit code of the run
 * @returns {Outcome}
 */
export function outcomeOf(file, code) {
  /** @type {Outcome} */
  let counted
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'))
    counted =
      'testResults' in report ? countTests(report) : {...report, impossible: [], unsteady: []}
  } catch {
    return {passed: 0, failed: 1, impossible: [], unsteady: []}
  }
  const {passed, failed} = counted
  const endedBadly = failed === 0 && (code !== 0 || passed === 0)
  return {...counted, failed: failed + (endedBadly ? 1 : 0)}
}

/** @param {{testResults: {status: string, assertionResults: {status: string, fullName: string, failureMessages?: string[]}[]}[]}} report */
function countTests({testResults}) {
  /** @type {Outcome} */
  const counted = {passed: 0, failed: 0, impossible: [], unsteady: []}
  for (const {status, assertionResults} of testResults) {
    const named = assertionResults.filter((test) => ['skipped', 'pending'].includes(test.status))
    const passed = assertionResults.filter((test) => test.status === 'passed')
    const failed = assertionResults.length - passed.length - named.length
    // A test that passed, and has failures to tell of, had them in an earlier attempt.
    const unsteady = passed.filter((test) => test.failureMessages?.length)
    counted.passed += passed.length
    counted.failed += failed === 0 && status === 'failed' ? 1 : failed
    counted.impossible.push(...named.map((test) => test.fullName))
    counted.unsteady.push(...unsteady.map((test) => test.fullName))
  }
  return counted
}
