import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {cleanMarkdown, cleanText} from '../../../scripts/src/import/typography.ts'
import {seed} from '../../support/sample.ts'

describe('plain text', () => {
  test.each([
    [`you're not "in"`, 'you’re not “in”'],
    [`the '90s and rock 'n' roll`, 'the ’90s and rock ’n’ roll'],
    [`she said 'yes' ("no")`, 'she said ‘yes’ (“no”)'],
    ['one  two\u00a0 three', 'one two three'],
    ['10\u00a0km, 5\u00a0%', '10\u00a0km, 5\u00a0%'],
    ['Quoi\u00a0?', 'Quoi\u00a0?'],
    ['a\u00a0word', 'a word'],
    ['soft\u00adhyphen\u200b', 'softhyphen'],
  ])('%j becomes %j', (written, clean) => {
    expect(cleanText(written)).toBe(clean)
  })

  test('cleaning twice changes nothing more', () => {
    const text = fc.string({unit: fc.constantFrom(...`ab1 .,'"(“’\u00a0\u200b—-?:`), maxLength: 40})
    fc.assert(
      fc.property(text, (written) => {
        expect(cleanText(cleanText(written))).toBe(cleanText(written))
      }),
      {seed},
    )
  })
})

describe('Markdown', () => {
  test('code, addresses and attributes stay as they were written', () => {
    const source = [
      'It\'s `don\'t  "x"` and [it\'s](https://example.com/o\'hara "the title").',
      '',
      '```js',
      'const a = \'b\'  // "c"',
      '```',
      '',
      ':::note{title="A note"}',
      "Don't.",
      ':::',
      '',
    ].join('\n')

    const clean = cleanMarkdown(source)

    expect(clean).toContain(
      'It’s `don\'t  "x"` and [it’s](https://example.com/o\'hara "the title").',
    )
    expect(clean).toContain('const a = \'b\'  // "c"')
    expect(clean).toContain(':::note{title="A note"}')
    expect(clean).toContain('Don’t.')
  })

  test('a quote that begins behind markup is still an opening one', () => {
    expect(cleanMarkdown('He said *so* "now" and **"then"**.')).toBe(
      'He said *so* “now” and **“then”**.\n',
    )
  })

  test('an address that stands for itself is left alone', () => {
    expect(cleanMarkdown("See https://example.com/it's here.")).toContain(
      "https://example.com/it's",
    )
  })
})
