/** The table of limits in `lake/SPEC.md` says what the code says. */
import {expect, test} from 'vitest'
import {readOurs} from '../../support/sources.ts'

const ROW = /^\| [^|]+ \| `(\w+)` in `([\w./-]+)` \| ([\d,]+) \|/gm

/** A constant written as a number, or as a product of numbers. */
function valueIn(file: string, name: string): number | undefined {
  const [, written] =
    new RegExp(`^(?:export )?const ${name} = ([\\d_ *]+)$`, 'm').exec(
      readOurs(`lake/src/${file}`),
    ) ?? []
  return written
    ?.split('*')
    .map((factor) => Number(factor.replaceAll('_', '')))
    .reduce((product, factor) => product * factor)
}

test('each limit is a constant of that name and value', () => {
  const rows = [...readOurs('lake/SPEC.md').matchAll(ROW)]

  expect(rows.length).toBeGreaterThan(30)
  for (const [, name = '', file = '', shown = ''] of rows)
    expect(valueIn(file, name), `${name} in ${file}`).toBe(Number(shown.replaceAll(',', '')))
})
