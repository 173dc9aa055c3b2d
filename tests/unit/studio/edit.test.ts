/** The toolbar's commands on a text. `[` and `]` mark the selection, before and after. */
import {describe, expect, test} from 'vitest'
import {movedPosition} from '../../../studio/src/markdown-input/caret.ts'
import {
  bold,
  bulletList,
  heading,
  italic,
  lineRange,
  link,
  numberedList,
  picture,
  quote,
  type Command,
} from '../../../studio/src/markdown-input/edit.ts'
import {undescribedProblem} from '../../../studio/src/markdown-input/undescribed.ts'

function after(marked: string, command: Command): string {
  const start = marked.indexOf('‹')
  const end = marked.indexOf('›') - 1
  const text = marked.replace(/[‹›]/g, '')
  const edit = command({text, start, end})
  const changed = text.slice(0, edit.from) + edit.insert + text.slice(edit.to)
  return `${changed.slice(0, edit.start)}‹${changed.slice(edit.start, edit.end)}›${changed.slice(edit.end)}`
}

describe.each<[string, Command, string, string]>([
  ['bold marks the selection', bold, 'a ‹word› here', 'a **‹word›** here'],
  ['bold again takes the marks away', bold, 'a **‹word›** here', 'a ‹word› here'],
  ['bold unmarks a selection that holds its marks', bold, 'a ‹**word**› here', 'a ‹word› here'],
  ['bold leaves spaces outside', bold, 'a‹ word ›here', 'a **‹word›** here'],
  ['bold without a selection offers words', bold, '‹›', '**‹bold text›**'],
  ['italic marks the selection', italic, '‹word›', '_‹word›_'],
  ['heading makes a section', heading, 'one\n‹two›', 'one\n‹## two›'],
  ['heading makes a section a subsection', heading, '## ‹two›', '‹### two›'],
  ['heading makes a subsection text', heading, '### ‹two›', '‹two›'],
  ['list marks each line', bulletList, '‹one\ntwo›', '‹- one\n- two›'],
  ['list again unmarks them', bulletList, '‹- one\n- two›', '‹one\ntwo›'],
  ['list begins an item on an empty line', bulletList, '‹›', '- ‹›'],
  ['list keeps blank lines blank', bulletList, '‹one\n\ntwo›', '‹- one\n\n- two›'],
  ['numbers count', numberedList, '‹one\ntwo›', '‹1. one\n2. two›'],
  ['quote marks the line of the caret', quote, 'one\ntw‹›o', 'one\n> two‹›'],
  ['link takes the selection as its words', link, 'see ‹this›', 'see [this](‹https://›)'],
  [
    'link takes a selected address as its target',
    link,
    '‹https://example.com›',
    '[‹words of the link›](https://example.com)',
  ],
])('%s', (_, command, before, expected) => {
  test(`${JSON.stringify(before)} → ${JSON.stringify(expected)}`, () => {
    expect(after(before, command)).toBe(expected)
  })
})

test('a picture stands in a paragraph of its own, ready to be described', () => {
  expect(after('one‹›two', picture('/images/p/d/a-1x1.png'))).toBe(
    'one\n\n![‹Describe the picture›](/images/p/d/a-1x1.png)\n\ntwo',
  )
})

test('a picture that nobody described is not published', () => {
  const put = after('one‹›', picture('/images/p/d/a-1x1.png')).replaceAll(/[‹›]/g, '')

  expect(undescribedProblem(put)).toMatch(/^Line 3: write what the picture shows/)
  expect(undescribedProblem(put.replace('Describe the picture', 'A bridge'))).toBeNull()
  expect(undescribedProblem(undefined)).toBeNull()
})

test('a message’s line is found in the text', () => {
  const text = 'one\n\nthree'
  expect([1, 2, 3].map((line) => lineRange(text, line))).toEqual([
    {start: 0, end: 3},
    {start: 4, end: 4},
    {start: 5, end: 10},
  ])
})

describe('a caret, marked by |, while somebody else types', () => {
  test.each([
    ['one |two', 'zero one |two'],
    ['one |two', 'one |two three'],
    ['|one', '|zero one'],
    ['one| two', 'one|'],
    ['one t|wo three', 'one 2| three'],
    ['|', '|all new'],
  ])('%s becomes %s', (before, after) => {
    const [text, changed] = [before.replace('|', ''), after.replace('|', '')]

    const position = movedPosition(text, changed, before.indexOf('|'))

    expect(position).toBe(after.indexOf('|'))
  })
})
