/** Every setting that the code reads stands in the tables of docs/operating.md, and no other. */
import {expect, test} from 'vitest'
import {readOurs} from '../../support/sources.ts'

const parts: Record<string, string[]> = {
  'the lake': ['lake/src/config.ts'],
  Studio: ['studio/src/server/config.ts'],
  'the site': ['web/src/config.ts'],
  'the commands': ['scripts/src/config.ts', 'scripts/src/commands/webhooks.ts'],
}

const SETTING = /\b(?:LAKE|STUDIO|SITE|SANITY|MASTHEAD|DRAFT|IMAGES|REDIS|FRONT_CACHE)_[A-Z_]+\b/g
const namesIn = (text: string) => [...new Set(text.match(SETTING))].toSorted()

/** Names in the first column of the table below that heading. */
function documentedFor(part: string): string[] {
  const [, after = ''] = readOurs('docs/operating.md').split(`\n### Of ${part}\n`)
  const [table = ''] = after.split('\n#')
  const cells = table.split('\n').map((line) => /^\| ([^|]+) \|/.exec(line)?.[1] ?? '')
  return namesIn(cells.join('\n'))
}

test.each(Object.keys(parts))('the settings of %s are those that it reads', (part) => {
  const code = parts[part]!.map((path) => readOurs(path)).join('\n')

  expect(documentedFor(part)).toEqual(namesIn(code))
})

test('what npm start takes from its environment can be set in its unit, and is named beside it', () => {
  const code = readOurs('scripts/start/settings.mjs')
  const [, list = ''] = /^const names = .*?\[(.*?)\]/ms.exec(code) ?? []
  const [, after = ''] = readOurs('docs/operating.md').split('takes settings from its environment:')
  const [sentence = ''] = after.split('. ')

  expect(namesIn(list)).toHaveLength(5)
  expect(namesIn(sentence)).toEqual(namesIn(list))
  expect(namesIn(readOurs('deploy/masthead.env'))).toEqual(namesIn(list))
})
