/** `lake/SPEC.md` and the tests name the same rules: none without a test, no test for a rule that is not there. */
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {repository} from '../support/directory.ts'

const RULE = /^- \*\*\[([A-Z]\d+)\]\*\*/gm
/** `test('[A1] …`, `test.for(…)('[A1] …`, `describe(`[A1] [A2] …`: the numbers at the very beginning of a title. */
const TITLE = /(?:^|[\s(])(?:test|describe)\b[^'"`\n]*\(\s*['"`]((?:\[[A-Z]\d+\] ?)+)/gm

const spec = readFileSync(join(repository, 'lake', 'SPEC.md'), 'utf8')
const rules = [...spec.matchAll(RULE)].map(([, number = '']) => number)

const files = readdirSync(join(repository, 'tests'), {recursive: true, encoding: 'utf8'})
const proven = files
  .filter((name) => name.endsWith('.test.ts') && !name.endsWith('spec.test.ts'))
  .flatMap((name) => {
    const text = readFileSync(join(repository, 'tests', name), 'utf8')
    const titles = [...text.matchAll(TITLE)].map(([, numbers = '']) => numbers)
    // A list of cases whose titles begin with a number: `'[F2] a full disk'` on a line of its own.
    const listed = [...text.matchAll(/^\s*(?:name: )?['"`](\[[A-Z]\d+\]) /gm)].map(
      ([, n = '']) => n,
    )
    return [...titles, ...listed].flatMap((numbers) => numbers.match(/[A-Z]\d+/g) ?? [])
  })

test('every rule of the lake has a test that begins with its number', () => {
  expect(rules.length).toBeGreaterThan(80)
  expect(rules.filter((rule) => !proven.includes(rule))).toEqual([])
})

test('every number that a test begins with is a rule of the lake', () => {
  expect([...new Set(proven)].filter((number) => !rules.includes(number))).toEqual([])
})

test('rules are numbered without gaps or repetitions', () => {
  const letters = Map.groupBy(rules, (rule) => rule.slice(0, 1))

  for (const [letter, numbers] of letters)
    expect(numbers).toEqual(numbers.map((_, at) => `${letter}${at + 1}`))
})
