/**
 * Blocks that would cost too much are taken out before the parser sees them.
 *
 * Markdown parsers are quadratic or worse in the number of delimiters of one paragraph and recurse once for each level
 * of nesting (`*a_ ` × 5,000 takes seconds, `> ` × 10,000 overflows the stack; upstream does not call that a bug).
 * Rendering is synchronous, so there is no clock to stop it by. Counting is linear: whatever exceeds a cap is replaced by
 * a short note, on as many lines as before, so that the places of other messages stay right.
 */
import type {MarkdownMessage} from './messages.ts'

/** Characters of one body: about 20,000 words. */
export const MAX_SOURCE = 120_000
export const MAX_LINES = 4_000
/** Characters that may begin or end emphasis, links, code or addresses, in one paragraph and in the whole body. */
export const MAX_BLOCK_DELIMITERS = 1_000
export const MAX_DELIMITERS = 12_000
/** Delimiters times characters of one paragraph: a run of backticks looks for its like to the very end. */
export const MAX_BLOCK_WORK = 8_000_000
/** Quotes and lists inside each other; and the columns of indentation that go with as many. */
export const MAX_NESTING = 20
export const MAX_INDENT = 80
/** `:::` lines: each callout has two. */
export const MAX_DIRECTIVES = 600
/** `:::` blocks that are open at the same time: all that is in them is read once for each. */
export const MAX_OPEN_DIRECTIVES = 10
export const MAX_TABLE_COLUMNS = 30
export const MAX_TABLE_CELLS = 6_000
/** A footnote call costs a link there and back; a bare address is looked for again at every mark in it. */
const FOOTNOTE_WEIGHT = 10
const ADDRESS_WEIGHT = 3

/** The leaf directive that stands where a block was; `remark-callouts.ts` knows it. */
export const PLACEHOLDER = '::unshown'

const DELIMITER = /\*+|_+|~+|`+|[[\]!<:@&\\]/g
const MARKERS = /^(?:[ \t]*(?:>|[-*+](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)))+/
const MARKER = />|[-*+]|\d{1,9}[.)]/g
const BULLET = /^ {0,3}[-*+] +\S/
const DIRECTIVE = /^([ \t>]*)(:{3,})(.*)$/
const TABLE_RULE = /^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/

const simpler = 'Split it with blank lines, or write it more simply.'

interface Guarded {
  markdown: string
  messages: MarkdownMessage[]
}

interface Block {
  start: number
  end: number
}

/** Runs of lines between blank lines; a bullet at the margin starts a new one, as it ends a paragraph. */
function blocksOf(lines: string[]): Block[] {
  const blocks: Block[] = []
  let start = -1
  lines.forEach((line, index) => {
    const blank = line.trim() === ''
    if (start >= 0 && (blank || BULLET.test(line))) {
      blocks.push({start, end: index})
      start = -1
    }
    if (start < 0 && !blank) start = index
  })
  if (start >= 0) blocks.push({start, end: lines.length})
  return blocks
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

function weigh(lines: string[]): number {
  const text = lines.join('\n')
  return (
    count(text, DELIMITER) +
    count(text, /\[\^/g) * FOOTNOTE_WEIGHT +
    count(text, /www\./gi) * ADDRESS_WEIGHT
  )
}

const lengthOf = (lines: string[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0)

function tooNested(line: string): boolean {
  const markers = MARKERS.exec(line)?.[0]
  if (!markers) return false
  const indent = line.length - line.trimStart().length
  return indent > MAX_INDENT || count(markers, MARKER) > MAX_NESTING
}

function tooWide(lines: string[]): boolean {
  const columns = lines.map((line) =>
    line.includes('|') && TABLE_RULE.test(line) ? count(line, /-+/g) : 0,
  )
  const widest = columns.reduce((a, b) => Math.max(a, b), 0)
  return widest > MAX_TABLE_COLUMNS || widest * lines.length > MAX_TABLE_CELLS
}

interface Directive {
  colons: number
  /** The quotes and the indentation in which it stands: a line of colons ends only what begins in the same. */
  inside: string
}

/**
 * The `:::` blocks that are open after these lines, and how many were at most. A line of colons ends every block in the same place that has no
 * more of them; one that has more counts as open although it ends with the block around it. So does what only looks like one, in code:
 * there may be fewer than are counted, and never more.
 */
function openAfter(
  lines: string[],
  before: readonly Directive[],
): {open: readonly Directive[]; most: number} {
  let open = before
  let most = open.length
  for (const line of lines) {
    const [, prefix = '', marks, rest = ''] = DIRECTIVE.exec(line) ?? []
    if (marks === undefined) continue
    const colons = marks.length
    const inside = prefix.replace(/ {0,3}> ?/g, '>').replace(/(^|>) {1,3}$/, '$1')
    if (rest.trim() === '')
      open = open.filter((one) => one.inside !== inside || one.colons > colons)
    else open = [...open, {colons, inside}]
    most = Math.max(most, open.length)
  }
  return {open, most}
}

/** The same Markdown without the blocks that exceed a cap, and one message for each. */
export function guard(source: string): Guarded {
  const messages: MarkdownMessage[] = []
  const tooLong = (line: number, reason: string) =>
    messages.push({ruleId: 'body-too-long', reason, note: 'Split the text into two.', line})

  let lines = source.split(/\r\n|\r|\n/)
  if (source.length > MAX_SOURCE) {
    lines = source.slice(0, MAX_SOURCE).split(/\r\n|\r|\n/)
    const cut = lines.findLastIndex((line) => line.trim() === '')
    lines = cut > 0 ? lines.slice(0, cut) : []
    tooLong(lines.length + 1, `Text after ${MAX_SOURCE} characters is not shown`)
  }
  if (lines.length > MAX_LINES) {
    lines = lines.slice(0, MAX_LINES)
    tooLong(MAX_LINES + 1, `Text after ${MAX_LINES} lines is not shown`)
  }
  if (messages.length > 0) lines.push('', PLACEHOLDER)

  let spent = 0
  let directives = 0
  let open: readonly Directive[] = []
  for (const {start, end} of blocksOf(lines)) {
    const block = lines.slice(start, end)
    const weight = weigh(block)
    const own = block.filter((line) => DIRECTIVE.test(line)).length
    const after = openAfter(block, open)

    let problem: string | undefined
    if (block.some(tooNested)) problem = 'Quotes or lists are nested too deeply'
    else if (tooWide(block)) problem = 'This table is too large'
    else if (own > 0 && directives + own > MAX_DIRECTIVES) problem = 'There are too many ::: blocks'
    else if (own > 0 && after.most > MAX_OPEN_DIRECTIVES)
      problem = 'Too many ::: blocks are open here'
    else if (weight > MAX_BLOCK_DELIMITERS || weight * lengthOf(block) > MAX_BLOCK_WORK)
      problem = 'This paragraph holds too many marks or links'
    else if (spent + weight > MAX_DELIMITERS) problem = 'This text holds too many marks or links'
    if (!problem) {
      spent += weight
      directives += own
      open = after.open
      continue
    }
    messages.push({
      ruleId: 'block-too-complex',
      reason: `${problem}, so the block is not shown`,
      note: own > 0 ? 'End each ::: block with a line of colons, or use fewer.' : simpler,
      line: start + 1,
    })
    lines.fill('', start, end)
    lines[start] = PLACEHOLDER
  }
  return {markdown: lines.join('\n'), messages}
}

/** What of a text readers are not shown, and why. Linear, unlike rendering. */
export const unshownPassages = (source: string): MarkdownMessage[] => guard(source).messages
