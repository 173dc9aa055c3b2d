/**
 * What a suite's report amounts to. Whatever is not a test that ran and passed is a failure: a missing report, no test at all, a file
 * that did not load, a run that ended badly although its tests passed. Only a test that this machine cannot run
 * (`skipIf`, allowed in `tests/faults/` alone) is neither: it is named.
 */
import {readFileSync} from 'node:fs'

/** @typedef {{passed: number, failed: number, impossible: string[]}} Outcome */

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
    counted = 'testResults' in report ? countTests(report) : {...report, impossible: []}
  } catch {
    return {passed: 0, failed: 1, impossible: []}
  }
  const {passed, failed, impossible} = counted
  const endedBadly = failed === 0 && (code !== 0 || passed === 0)
  return {passed, failed: failed + (endedBadly ? 1 : 0), impossible}
}

/** @param {{testResults: {status: string, assertionResults: {status: string, fullName: string}[]}[]}} report */
function countTests({testResults}) {
  /** @type {Outcome} */
  const counted = {passed: 0, failed: 0, impossible: []}
  for (const {status, assertionResults} of testResults) {
    const named = assertionResults.filter((test) => ['skipped', 'pending'].includes(test.status))
    const passed = assertionResults.filter((test) => test.status === 'passed').length
    const failed = assertionResults.length - passed - named.length
    counted.passed += passed
    counted.failed += failed === 0 && status === 'failed' ? 1 : failed
    counted.impossible.push(...named.map((test) => test.fullName))
  }
  return counted
}
