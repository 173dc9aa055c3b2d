/**
 * Clean typography in stored text: curly quotes and apostrophes, one blank between words.
 *
 * In Markdown only running text is touched, in place: code, addresses and markup stay as they were written. A no-break
 * space stays where it belongs (between a number and what is counted, before French punctuation) and becomes a plain one
 * elsewhere, where it is a left-over of some editor.
 */
import {remark} from 'remark'
import remarkDirective from 'remark-directive'
import remarkGfm from 'remark-gfm'
import {visit} from 'unist-util-visit'

const noBreak = '\u00a0'
/** Zero-width spaces, byte order marks, soft hyphens: left-overs of editors. Joiners stay: scripts and emoji need them. */
const invisible = /[\u200b\u2060\ufeff\u00ad]/g
const parser = remark().use(remarkGfm).use(remarkDirective)

/** Plain text: a title, a name, a sentence. */
export const cleanText = (text: string): string =>
  cleanSpaces(curl(text.replace(invisible, ''))).trim()

/** Markdown: its running text is cleaned, everything else stays. */
export function cleanMarkdown(markdown: string): string {
  const source = markdown.replace(invisible, '').replace(/\r\n?/g, '\n')
  const edits: {start: number; end: number; text: string}[] = []
  let before = ''
  visit(parser.parse(source), (node, _, parent) => {
    if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableCell')
      before = ''
    if (node.type === 'inlineCode') before = 'a'
    if (node.type !== 'text' || !node.position) return
    const [start = 0, end = 0] = [node.position.start.offset, node.position.end.offset]
    const written = source.slice(start, end)
    // An address that stands for itself is its own text: `https://example.com/o'hara`.
    if (parent?.type === 'link' && /^(https?:|www\.|mailto:|[^\s@]+@)/.test(written)) return
    edits.push({start, end, text: cleanSpaces(curl(unescapeQuotes(written), before))})
    before = written.slice(-1) || before
  })
  let result = source
  for (const {start, end, text} of edits.toReversed()) {
    result = result.slice(0, start) + text + result.slice(end)
  }
  return `${result.trim()}\n`
}

const unescapeQuotes = (text: string) => text.replace(/\\(['"])/g, '$1')

/** Straight quotes to curly ones; `before` is what stands in front of the text, to tell opening from closing. */
function curl(text: string, before = ''): string {
  const opens = (at: number) => {
    const previous = at === 0 ? before : (text[at - 1] ?? '')
    return previous === '' || /[\s([{\-–—/“‘«]/.test(previous)
  }
  return text
    .replace(/"/g, (_, at: number) => (opens(at) ? '“' : '”'))
    .replace(/'/g, (_, at: number) => {
      const following = text.slice(at + 1)
      // ’90s, ’em, ’til: an apostrophe that stands where a quote would open.
      if (/^(\d\ds?\b|(em|til|tis|twas|cause|n)\b)/i.test(following)) return '’'
      return opens(at) && /^\S/.test(following) ? '‘' : '’'
    })
}

/** One blank between words; no-break spaces only where they belong. */
function cleanSpaces(text: string): string {
  return text.replace(/[ \t\u00a0\u2000-\u200a\u202f\u3000]+/g, (blanks, at: number) => {
    if (!/[\u00a0\u202f]/.test(blanks) || /[ \t]/.test(blanks)) return ' '
    const [previous, next] = [text.slice(0, at), text.slice(at + blanks.length)]
    const counted = /\d$/.test(previous) && /^(\p{L}|[%€$£°])/u.test(next)
    const amount = /[$€£]$/.test(previous) || (/\d$/.test(previous) && /^\d{3}\b/.test(next))
    const french = /^[;:!?»%]/.test(next) || previous.endsWith('«')
    return counted || amount || french ? noBreak : ' '
  })
}
