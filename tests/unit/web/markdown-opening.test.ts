/** The first sentences of a body, for where nothing else of it is seen. */
import {expect, test} from 'vitest'
import {renderMarkdown} from '../../../web/src/markdown/index.ts'

const openingOf = (markdown: string) => renderMarkdown(markdown).opening

test('it is the words of the first paragraphs, without marks, headings, pictures, callouts and numbers of notes', () => {
  const markdown = `# Heading

![A bridge](/images/a/b/c-1x1.png)

:::note
A callout.
:::

The *first* [paragraph](/a), "quoted"[^1] & \`code\`
on two lines.

- a list

The second.

[^1]: A note.`

  expect(openingOf(markdown)).toBe('The first paragraph, “quoted” & code on two lines. The second.')
})

test('a long one ends with a sentence, or else with a word', () => {
  const sentence = 'Most people prepare for a conversation about their salary in the car.'
  const endless = 'word, '.repeat(60)

  expect(openingOf(`${sentence} ${sentence} ${sentence}`)).toBe(`${sentence} ${sentence}`)
  expect(openingOf(`Well. ${endless}`)).toMatch(/^Well\. word, .*word…$/)
  expect(openingOf(`Well. ${endless}`).length).toBeLessThanOrEqual(155)
  const unbroken = openingOf('\u{1f30a}'.repeat(200))
  expect(unbroken.length).toBeLessThanOrEqual(155)
  expect(unbroken.isWellFormed()).toBe(true)
})

test('a text of nothing but a list is opened by it, and none by nothing', () => {
  expect(openingOf('- Ask.\n- Wait.')).toBe('Ask. Wait.')
  expect(openingOf('```\ncode\n```')).toBe('')
  expect(openingOf('')).toBe('')
})
