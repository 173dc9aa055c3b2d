import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, onTestFinished, test} from 'vitest'
import {outcomeOf, settle, unhandledBeside} from '../../../scripts/test/outcome.mjs'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

interface ReportedFile {
  status: string
  name?: string
  tests: string[]
  named?: string
  /** What the file says of itself, when it failed. */
  message?: string
}

function report(...files: ReportedFile[]): string {
  const directory = temporaryDirectory('outcome')
  onTestFinished(() => removeDirectory(directory))
  const path = join(directory, 'report.json')
  const testResults = files.map(({status, name = 'one.test.ts', tests, named, message = ''}) => ({
    name,
    status,
    message,
    assertionResults: tests.map((each, position) => ({
      status: each,
      fullName: named ?? `test ${position}`,
      title: named ?? `test ${position}`,
      ancestorTitles: [],
      failureMessages: each === 'failed' ? ['expected 1 to be 2'] : [],
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
    impossible: ['test 1'],
  })
})

test('a failure is told with its file and what it said', () => {
  const path = report({status: 'failed', tests: ['passed', 'failed']})

  expect(outcomeOf(path, 1).failures).toMatchObject([
    {file: 'one.test.ts', name: 'test 1', message: 'expected 1 to be 2'},
  ])
})

describe('a second attempt', () => {
  const first = () =>
    outcomeOf(
      report(
        {name: 'good.test.ts', status: 'passed', tests: ['passed']},
        {name: 'bad.test.ts', status: 'failed', tests: ['passed', 'failed', 'failed']},
      ),
      1,
    )

  test('settles what passes in it, and names that', () => {
    const second = outcomeOf(
      report({name: 'bad.test.ts', status: 'failed', tests: ['failed', 'passed', 'failed']}),
      1,
    )

    const {outcome, unsteady} = settle(first(), second)

    expect(outcome).toMatchObject({passed: 3, failed: 1})
    expect(outcome.failures).toMatchObject([{name: 'test 2'}])
    expect(unsteady).toMatchObject([{file: 'bad.test.ts', name: 'test 1'}])
  })

  test('counts the tests of a file that did not load at first', () => {
    const unloaded = outcomeOf(report({name: 'bad.test.ts', status: 'failed', tests: []}), 1)
    const second = outcomeOf(
      report({name: 'bad.test.ts', status: 'passed', tests: ['passed', 'passed']}),
      0,
    )

    const {outcome, unsteady} = settle(unloaded, second)

    expect(outcome).toMatchObject({passed: 2, failed: 0})
    expect(unsteady).toHaveLength(1)
  })

  test('runs the tests that a failed hook kept from running', () => {
    const hookFailed = outcomeOf(
      report({name: 'bad.test.ts', status: 'failed', tests: ['skipped', 'skipped']}),
      1,
    )
    const second = outcomeOf(
      report({name: 'bad.test.ts', status: 'passed', tests: ['passed', 'passed']}),
      0,
    )

    expect(settle(hookFailed, second).outcome).toMatchObject({passed: 2, failed: 0, impossible: []})
  })

  test('does not take one test for another of the same name', () => {
    const twice = {status: 'failed', tests: ['failed', 'passed'], named: 'the same'}

    const {outcome} = settle(outcomeOf(report(twice), 1), outcomeOf(report(twice), 1))

    expect(outcome).toMatchObject({passed: 1, failed: 1})
  })

  test('says nothing about what failed outside every test', () => {
    const path = report({name: 'bad.test.ts', status: 'failed', tests: ['failed']})
    writeFileSync(unhandledBeside(path), JSON.stringify(['a rejection that nobody awaited']))
    const second = outcomeOf(report({name: 'bad.test.ts', status: 'passed', tests: ['passed']}), 0)

    const {outcome} = settle(outcomeOf(path, 1), second)

    expect(outcome).toMatchObject({passed: 1, failed: 1})
    expect(outcome.failures).toMatchObject([{message: 'a rejection that nobody awaited'}])
  })

  test('in which the file does not load settles nothing', () => {
    const second = outcomeOf(report({name: 'bad.test.ts', status: 'failed', tests: []}), 1)

    expect(settle(first(), second).outcome).toMatchObject({passed: 2, failed: 3})
  })

  test('that leaves no report settles nothing', () => {
    expect(settle(first(), outcomeOf('/nowhere/report.json', 1)).outcome).toMatchObject({
      passed: 2,
      failed: 3,
    })
  })
})

test('a suite of which this machine can run nothing is a failure', () => {
  const path = report({status: 'passed', tests: ['skipped']})

  expect(outcomeOf(path, 0)).toMatchObject({passed: 0, failed: 1})
})

test('a file that did not load is a failure', () => {
  const path = report({status: 'passed', tests: ['passed']}, {status: 'failed', tests: []})

  expect(outcomeOf(path, 1)).toMatchObject({passed: 1, failed: 1})
})

test('a hook that failed beside a test is a failure too', () => {
  const path = report({status: 'failed', tests: ['failed'], message: 'the lake did not stop'})

  expect(outcomeOf(path, 1)).toMatchObject({passed: 0, failed: 2})
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
