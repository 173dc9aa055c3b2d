/**
 * What the toolbar's buttons do to a text, as pure functions: from a text with a selection to one replacement and the
 * selection after it. The component carries it out in the text area, where the browser's own undo records it.
 */
import {placeholder} from './undescribed.ts'

export interface Selected {
  text: string
  start: number
  end: number
}

export interface Edit {
  /** The range that is replaced … */
  from: number
  to: number
  /** … by this, … */
  insert: string
  /** … and what is selected afterwards. */
  start: number
  end: number
}

export type Command = (selected: Selected) => Edit

export const bold = mark('**', 'bold text')
export const italic = mark('_', 'emphasised text')
export const bulletList = linePrefix('- ', /^[-*+] /)
export const numberedList = linePrefix((index) => `${index + 1}. `, /^\d+[.)] /)
export const quote = linePrefix('> ', /^> ?/)

/** None, section, subsection, none: the title of the article is the only level above. */
export const heading: Command = (selected) => {
  const {from, to, lines} = wholeLines(selected)
  const level = /^(#+) /.exec(lines[0] ?? '')?.[1]?.length ?? 0
  const next = level === 2 ? '### ' : level === 3 ? '' : '## '
  const insert = lines.map((line) => next + line.replace(/^#+ /, '')).join('\n')
  return {from, to, insert, start: from, end: from + insert.length}
}

/** The selection becomes the words of the link; a selected address becomes its target. */
export const link: Command = ({text, start, end}) => {
  const chosen = text.slice(start, end)
  const isAddress = /^(https?:\/\/|mailto:|\/)\S+$/.test(chosen)
  const words = isAddress || !chosen ? 'words of the link' : chosen
  const target = isAddress ? chosen : 'https://'
  const insert = `[${words}](${target})`
  const selectFrom = chosen && !isAddress ? start + words.length + 3 : start + 1
  const length = chosen && !isAddress ? target.length : words.length
  return {from: start, to: end, insert, start: selectFrom, end: selectFrom + length}
}

/** A picture in a paragraph of its own, with the place for its description selected. */
export const picture =
  (source: string): Command =>
  ({text, start, end}) => {
    const alt = placeholder
    const before = text.slice(0, start)
    const lead = !before || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n'
    const tail = text.slice(end).startsWith('\n\n') || end === text.length ? '' : '\n\n'
    const insert = `${lead}![${alt}](${source})${tail}`
    const selectFrom = start + lead.length + 2
    return {from: start, to: end, insert, start: selectFrom, end: selectFrom + alt.length}
  }

/** The range of a line, counted from 1, for jumping to a message. */
export function lineRange(text: string, line: number): {start: number; end: number} {
  const lines = text.split('\n')
  const before = lines.slice(0, line - 1).join('\n').length
  const start = line > 1 ? Math.min(before + 1, text.length) : 0
  return {start, end: start + (lines[line - 1]?.length ?? 0)}
}

/** Put a mark around the selection, or take it away when it is there. */
function mark(sign: string, placeholder: string): Command {
  return ({text, start, end}) => {
    const size = sign.length
    const chosen = text.slice(start, end)
    const isMarkedOutside =
      text.slice(Math.max(0, start - size), start) === sign && text.slice(end, end + size) === sign
    if (isMarkedOutside) {
      return {
        from: start - size,
        to: end + size,
        insert: chosen,
        start: start - size,
        end: end - size,
      }
    }
    const isMarkedInside =
      chosen.length > 2 * size && chosen.startsWith(sign) && chosen.endsWith(sign)
    if (isMarkedInside) {
      const insert = chosen.slice(size, -size)
      return {from: start, to: end, insert, start, end: start + insert.length}
    }
    const words = chosen.trim() || placeholder
    const [lead, tail] = chosen.trim() ? chosen.split(words, 2) : ['', '']
    const selectFrom = start + (lead?.length ?? 0) + size
    return {
      from: start,
      to: end,
      insert: `${lead}${sign}${words}${sign}${tail}`,
      start: selectFrom,
      end: selectFrom + words.length,
    }
  }
}

/** Begin each selected line with a prefix, or take it away when all have it. Blank lines stay blank. */
function linePrefix(prefix: string | ((index: number) => string), present: RegExp): Command {
  const at = typeof prefix === 'string' ? () => prefix : prefix
  return (selected) => {
    const {from, to, lines} = wholeLines(selected)
    const filled = lines.filter((line) => line.trim())
    const remove = filled.length > 0 && filled.every((line) => present.test(line))
    let index = 0
    const changed = lines.map((line) => {
      if (!line.trim() && lines.length > 1) return line
      return remove ? line.replace(present, '') : at(index++) + line
    })
    const insert = changed.join('\n')
    const end = from + insert.length
    return {from, to, insert, start: lines.length > 1 ? from : end, end}
  }
}

function wholeLines({text, start, end}: Selected) {
  const from = text.lastIndexOf('\n', start - 1) + 1
  const next = text.indexOf('\n', end)
  const to = next === -1 ? text.length : next
  return {from, to, lines: text.slice(from, to).split('\n')}
}
