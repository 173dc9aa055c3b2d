/**
 * What a suite's report amounts to, as two numbers. Whatever is not a test that ran and passed is a failure: a missing report, no
 * test at all, a test that was skipped, a file that did not load, a run that ended badly although its tests passed.
 */
import {readFileSync} from 'node:fs'

/** @typedef {{passed: number, failed: number}} Outcome */

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
    counted = 'testResults' in report ? countTests(report) : report
  } catch {
    return {passed: 0, failed: 1}
  }
  const {passed, failed} = counted
  const endedBadly = failed === 0 && (code !== 0 || passed === 0)
  return {passed, failed: failed + (endedBadly ? 1 : 0)}
}

/** @param {{testResults: {status: string, assertionResults: {status: string}[]}[]}} report */
function countTests({testResults}) {
  const counted = {passed: 0, failed: 0}
  for (const {status, assertionResults} of testResults) {
    const failed = assertionResults.filter((test) => test.status !== 'passed').length
    counted.passed += assertionResults.length - failed
    counted.failed += failed === 0 && status === 'failed' ? 1 : failed
  }
  return counted
}
