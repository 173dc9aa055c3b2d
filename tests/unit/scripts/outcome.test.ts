import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {outcomeOf} from '../../../scripts/test/outcome.mjs'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

function report(...files: {status: string; tests: string[]}[]): string {
  const directory = temporaryDirectory('outcome')
  onTestFinished(() => removeDirectory(directory))
  const path = join(directory, 'report.json')
  const testResults = files.map(({status, tests}) => ({
    status,
    assertionResults: tests.map((each) => ({
      status: each === 'unsteady' ? 'passed' : each,
      fullName: `a ${each} test`,
      failureMessages: each === 'unsteady' ? ['the first attempt'] : [],
    })),
  }))
  writeFileSync(path, JSON.stringify({testResults}))
  return path
}

test('every test counts once', () => {
  const path = report(
    {status: 'passed', tests: ['passed', 'passed']},
    {status: 'failed', tests: ['passed', 'failed']},
  )

  expect(outcomeOf(path, 1)).toMatchObject({passed: 3, failed: 1})
})

test('a test that was put off is a failure', () => {
  const path = report({status: 'passed', tests: ['passed', 'todo']})

  expect(outcomeOf(path, 0)).toMatchObject({passed: 1, failed: 1})
})

test('a test that this machine cannot run is named and counts as neither', () => {
  const path = report({status: 'passed', tests: ['passed', 'skipped']})

  expect(outcomeOf(path, 0)).toMatchObject({
    passed: 1,
    failed: 0,
    impossible: ['a skipped test'],
  })
})

test('a test that passed at its second attempt counts as passed and is named', () => {
  const path = report({status: 'passed', tests: ['passed', 'unsteady']})

  expect(outcomeOf(path, 0)).toMatchObject({passed: 2, failed: 0, unsteady: ['a unsteady test']})
})

test('a suite of which this machine can run nothing is a failure', () => {
  const path = report({status: 'passed', tests: ['skipped']})

  expect(outcomeOf(path, 0)).toMatchObject({passed: 0, failed: 1})
})

test('a file that did not load is a failure', () => {
  const path = report({status: 'passed', tests: ['passed']}, {status: 'failed', tests: []})

  expect(outcomeOf(path, 1)).toMatchObject({passed: 1, failed: 1})
})

test('a suite without a test is a failure', () => {
  expect(outcomeOf(report(), 0)).toMatchObject({passed: 0, failed: 1})
})

test('a run that ends badly although its tests passed is a failure', () => {
  const path = report({status: 'passed', tests: ['passed']})

  expect(outcomeOf(path, 1)).toMatchObject({passed: 1, failed: 1})
})

test('a run that left no report is a failure', () => {
  expect(outcomeOf('/nowhere/report.json', 0)).toMatchObject({passed: 0, failed: 1})
})
