/** Shapes that make Markdown parsers quadratic or overflow their stack. Each ends in time, and the rest of the page is shown. */
import {renderMarkdown} from '@masthead/web/markdown'
import {expect, test} from 'vitest'
import {dangers} from '../../support/rendered-html.ts'

/** Milliseconds of this thread's own time, so that a busy machine fails nothing. */
const LIMIT = 2_000

function timeOf(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const {user, system} = process.threadCpuUsage(before)
  return (user + system) / 1_000
}

const nestedList = (levels: number) =>
  Array.from({length: levels}, (_, level) => `${'  '.repeat(level)}- a`).join('\n')

const shapes: Record<string, string> = {
  'emphasis that opens and never closes': '*a **a '.repeat(10_000),
  'emphasis that opens and closes': '*a **a '.repeat(10_000) + ' a** a*'.repeat(10_000),
  'mixed strong and emphasis': 'a**b'.repeat(10_000) + 'c* '.repeat(10_000),
  'alternating marks': '*a_ '.repeat(10_000),
  'brackets and parentheses': '[ (]('.repeat(10_000),
  'open brackets': '['.repeat(50_000),
  'open pictures': '![['.repeat(20_000),
  'bare addresses': 'www.a_'.repeat(10_000),
  'addresses with entities': `www.a${'&a;'.repeat(20_000)}`,
  'mail addresses': 'a@b.c '.repeat(10_000),
  'quotes in quotes': '> '.repeat(10_000) + 'a',
  'quotes without blanks': '>'.repeat(10_000) + 'a',
  'lists in one line': '- '.repeat(10_000) + 'a',
  'numbers in one line': '1. '.repeat(10_000) + 'a',
  'lists in lists': nestedList(300),
  'tags in tags': '<div>'.repeat(10_000),
  'open comments': '<!--'.repeat(20_000),
  'a table of a thousand columns': `|${'a|'.repeat(1_000)}\n|${'-|'.repeat(1_000)}\n${'a\n'.repeat(500)}`,
  'a table of many rows': `|${'a|'.repeat(29)}\n|${'-|'.repeat(29)}\n${'a\n'.repeat(3_500)}`,
  'footnote calls': `${'[^1]'.repeat(10_000)}\n\n[^1]: x`,
  footnotes: Array.from({length: 5_000}, (_, n) => `[^${n}]: a\n\nx[^${n}]\n`).join('\n'),
  definitions: Array.from({length: 10_000}, (_, n) => `[${n}]: a`).join('\n'),
  'callouts in callouts': ':::tip\n'.repeat(3_000),
  'callouts that nobody ends': ':::tip\n\nWords.\n\n'.repeat(900),
  'callouts that are ended in code only': ':::tip\n\n    :::\n\nWords.\n\n'.repeat(600),
  'callouts whose end is another’s':
    '```\n:::x\n```\n\n::::tip\n\n:::\n\n> :::tip\n\n'.repeat(150) + 'Words.\n\n'.repeat(1_000),
  'callouts just below every cap': `${'::::tip\n'.repeat(9)}\n${':::tip\nWords.\n:::\n\n'.repeat(280)}`,
  'open directives': ':a['.repeat(10_000),
  'runs of backticks': Array.from({length: 400}, (_, n) => `e${'`'.repeat(n)}`).join(''),
  backslashes: '\\'.repeat(100_000),
  'a hundred thousand lines': 'a\n'.repeat(100_000),
  'ten thousand items': '- a\n'.repeat(10_000),
  'ten thousand headings': '# a\n'.repeat(10_000),
  'quotation marks': `"'`.repeat(50_000),
  'one long word': 'a'.repeat(1_000_000),
  'a megabyte of words': 'hello world '.repeat(90_000),
  'paragraphs just below every cap': `${'*a **a '.repeat(330)}\n\n`.repeat(60),
  'addresses just below every cap': `${'www.a_'.repeat(490)}\n\n`.repeat(40),
}

for (const [name, shape] of Object.entries(shapes)) {
  test(`${name}: the page is shown in time, and the editor is told`, () => {
    let rendered = renderMarkdown('')

    const time = timeOf(() => {
      rendered = renderMarkdown(`Before.\n\n${shape}\n\nAfter.`)
    })

    const {html, messages} = rendered
    expect(time).toBeLessThan(LIMIT)
    expect(html).toContain('<p>Before.</p>')
    expect(dangers(html)).toEqual([])
    expect(html.length).toBeLessThan(1_500_000)
    const isCut = messages.some(({ruleId}) => ruleId === 'body-too-long')
    expect(html.includes('After.')).toBe(!isCut)
    const isUnshown = messages.some(({ruleId}) => /^(?:block|body)-too-/.test(ruleId))
    expect(html.includes('class="unshown"')).toBe(isUnshown)
    for (const message of messages) expect(message.note).toBeTruthy()
  })
}

test('only the block that is too complex is replaced', () => {
  const {html, messages} = renderMarkdown(`## Before\n\n${'*a_ '.repeat(2_000)}\n\n## After`)

  expect(html).toMatch(/<h2.*Before.*class="unshown".*<h2.*After/s)
  expect(messages).toEqual([
    expect.objectContaining({ruleId: 'block-too-complex', line: 3, note: expect.any(String)}),
  ])
})

test('an article has as many callouts as it wants, and too many take nothing else with them', () => {
  const callout = ':::tip\nWords.\n:::\n\n'
  expect(renderMarkdown(callout.repeat(250)).messages).toEqual([])

  const {html, messages} = renderMarkdown(
    `${callout.repeat(301)}## After\n\nA paragraph.\n\n${callout}`,
  )

  expect(html).toMatch(/class="unshown".*<h2.*After.*<p>A paragraph\./s)
  expect(messages.map(({line, reason}) => [line, reason])).toEqual([
    [1_201, 'There are too many ::: blocks, so the block is not shown'],
    [1_209, 'There are too many ::: blocks, so the block is not shown'],
  ])
})

test('callouts in quotes and in steps of a list end as those at the margin do', () => {
  const quoted = '> :::tip\n> Words.\n> :::\n\n'
  const inStep = '1.  A step.\n\n    :::tip\n    Words.\n    :::\n\n'
  const inBoth = '> > ::::tip\n>> :::note\n> > Words.\n> > :::\n> > ::::\n\n'

  for (const callout of [quoted, inStep, inBoth])
    expect(renderMarkdown(callout.repeat(30)).html).not.toContain('class="unshown"')
})

test('a callout that is not ended costs the ones behind it no place once it is', () => {
  const {messages} = renderMarkdown(`::::tip\n\n${':::note\n\n'.repeat(9)}::::\n\n`.repeat(20))

  expect(messages.filter(({ruleId}) => ruleId === 'block-too-complex')).toEqual([])
})

test('what is too long is cut at a paragraph, and the cut is shown', () => {
  const {html, messages} = renderMarkdown(`${'Nothing special here. '.repeat(50)}\n\n`.repeat(150))

  expect(html).toMatch(/class="unshown">[^<]*<\/p>$/)
  expect(messages.map(({ruleId}) => ruleId)).toEqual(['body-too-long'])
})

test('an article of twenty thousand words with lists, links and tables passes untouched', () => {
  const section =
    '## A heading\n\n' +
    'A paragraph with *emphasis*, **weight** and a [link](https://example.org/a_b), of medium length. '.repeat(
      8,
    ) +
    '\n\n- one\n- two with `code`\n\n| a | b |\n|---|---|\n| 1 | [x](/y) |\n\n'

  expect(renderMarkdown(section.repeat(120)).messages).toEqual([])
})
