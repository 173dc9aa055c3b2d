/**
 * Markdown in, safe HTML out: guard → remark → rehype → sanitiser → string.
 *
 * The sanitiser comes after every plugin that adds something, so none has to be trusted. Whatever happens, the page can be
 * shown: a block that is too complex is replaced, and a body that still cannot be rendered is shown as plain paragraphs.
 */
import type {Root} from 'hast'
import rehypeSanitize from 'rehype-sanitize'
import rehypeStringify from 'rehype-stringify'
import remarkDirective from 'remark-directive'
import remarkRehype from 'remark-rehype'
import {VFile} from 'vfile'
import {guard, PLACEHOLDER} from './guard.ts'
import {messagesOf, type MarkdownMessage} from './messages.ts'
import {markdownReader} from './reader.ts'
import rehypeCode from './rehype-code.ts'
import rehypeFigures from './rehype-figures.ts'
import rehypeHeadingIds from './rehype-heading-ids.ts'
import rehypeLettered from './rehype-lettered.ts'
import rehypeLinks from './rehype-links.ts'
import rehypeOpening from './rehype-opening.ts'
import rehypeOwnIds from './rehype-own-ids.ts'
import rehypeShownPictures from './rehype-shown-pictures.ts'
import rehypeSources from './rehype-sources.ts'
import rehypeTables from './rehype-tables.ts'
import rehypeTasks from './rehype-tasks.ts'
import rehypeToc, {textOf, type TocEntry} from './rehype-toc.ts'
import remarkCallouts, {type CalloutLabels} from './remark-callouts.ts'
import remarkHeadingLevels from './remark-heading-levels.ts'
import remarkLanguages from './remark-languages.ts'
import remarkLineBreaks from './remark-line-breaks.ts'
import remarkReportHtml from './remark-report-html.ts'
import remarkReportLinks from './remark-report-links.ts'
import remarkReportNotes from './remark-report-notes.ts'
import remarkReportSlips from './remark-report-slips.ts'
import remarkReportUnread from './remark-report-unread.ts'
import remarkTypography from './remark-typography.ts'
import {HEADING_PREFIX, NOTE_PREFIX, schema} from './schema.ts'
import {countWords} from './words.ts'

/** Characters of HTML that one body may become. */
export const MAX_OUTPUT = 1_500_000

/** The few words and marks that the pipeline adds itself. */
export interface MarkdownLabels extends CalloutLabels {
  table: string
  done: string
  open: string
  footnotes: string
  backToText: string
  /** Guillemets for straight quotation marks, and French spaces. */
  isFrench?: boolean
}

const english: MarkdownLabels = {
  unshown: 'This passage could not be shown.',
  callouts: {note: 'Note', tip: 'Tip', caution: 'Caution', example: 'Example'},
  table: 'Table',
  done: 'Done:',
  open: 'To do:',
  footnotes: 'Notes',
  backToText: 'Back to the text',
}

export interface RenderOptions {
  /** The level of a body's highest heading. */
  headingBase?: number
  /** What its ids begin with (`bio-…-`), where another text is on the same page. */
  idPrefix?: string
  /** Put before `/images/…`; empty means the page's own origin. */
  imageOrigin?: string
  labels?: MarkdownLabels
}

export interface Rendered {
  html: string
  toc: TocEntry[]
  words: number
  /** Its first sentences, as words alone. */
  opening: string
  /** It opens with a paragraph long enough to carry a large first letter. */
  isLettered: boolean
  messages: MarkdownMessage[]
}

function rehypeWords() {
  return (tree: Root, file: VFile): undefined => {
    file.data.words = countWords(textOf(tree))
  }
}

function processor(options: RenderOptions) {
  const {headingBase = 2, idPrefix = '', imageOrigin = '', labels = english} = options
  return markdownReader()
    .use(remarkDirective)
    .use(remarkLineBreaks)
    .use(remarkReportHtml)
    .use(remarkReportLinks)
    .use(remarkReportNotes)
    .use(remarkReportSlips)
    .use(remarkReportUnread)
    .use(remarkLanguages)
    .use(remarkCallouts, labels)
    .use(remarkTypography, labels)
    .use(remarkHeadingLevels, {base: headingBase})
    .use(remarkRehype, {
      clobberPrefix: NOTE_PREFIX,
      footnoteLabel: labels.footnotes,
      footnoteLabelTagName: `h${headingBase}`,
      footnoteLabelProperties: {className: ['visually-hidden']},
      footnoteBackLabel: labels.backToText,
    })
    .use(rehypeHeadingIds, {prefix: HEADING_PREFIX})
    .use(rehypeOwnIds, {prefix: idPrefix})
    .use(rehypeToc, {prefix: idPrefix + HEADING_PREFIX})
    .use(rehypeFigures, {imageOrigin})
    .use(rehypeTables, {label: labels.table})
    .use(rehypeCode)
    .use(rehypeTasks, labels)
    .use(rehypeLinks)
    .use(rehypeSources)
    .use(rehypeSanitize, schema)
    .use(rehypeShownPictures)
    .use(rehypeWords)
    .use(rehypeOpening)
    .use(rehypeLettered)
    .use(rehypeStringify)
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** The body as plain paragraphs: what readers get when rendering failed. */
function plainly(markdown: string, labels: MarkdownLabels): string {
  return markdown
    .split(/\n\s*\n/)
    .filter((block) => block.trim() !== '')
    .map((block) =>
      block.trim() === PLACEHOLDER
        ? `<p class="unshown">${escape(labels.unshown)}</p>`
        : `<p>${escape(block)}</p>`,
    )
    .join('\n')
}

export function renderMarkdown(source: string, options: RenderOptions = {}): Rendered {
  const {markdown, messages} = guard(source)
  const file = new VFile(markdown)
  try {
    const html = String(processor(options).processSync(file))
    if (html.length > MAX_OUTPUT) throw new RangeError(`The HTML has ${html.length} characters`)
    const {toc = [], words = 0, opening = '', isLettered = false} = file.data
    return {html, toc, words, opening, isLettered, messages: [...messages, ...messagesOf(file)]}
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    messages.push({
      ruleId: 'body-too-complex',
      reason: 'This text is too complex and is shown without its formatting',
      note: 'Look for long runs of marks, deep nesting or very large tables, and simplify them.',
      line: 1,
    })
    const html = plainly(markdown, options.labels ?? english)
    return {html, toc: [], words: countWords(markdown), opening: '', isLettered: false, messages}
  }
}
