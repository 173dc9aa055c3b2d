/**
 * Report slips of the hand that are good Markdown and yet not what was meant: what was opened and never closed, so that it swallows the
 * rest of the article, and signs that begin a list or a callout elsewhere, or make bold what they touch. Changes nothing.
 */
import type {Nodes, Root} from 'mdast'
import {visit} from 'unist-util-visit'
import type {VFile} from 'vfile'
import {report} from './messages.ts'

/** Marks of a quote or list around it. */
const AROUND = /^(?:[ \t>]|[-*+] |\d+[.)] )*/

const bare = (line: string): string => line.replace(AROUND, '').trimEnd()

/** Does it begin with a fence of such signs, and no line of it close that? */
function isUnclosed(source: string, fence: RegExp): boolean {
  const [first = '', ...rest] = source.split(/\r\n?|\n/)
  const [opening = ''] = fence.exec(first) ?? [] // what is indented has none
  if (!opening) return false
  const last = bare(rest.at(-1) ?? '')
  return !(last.length >= opening.length && last === opening.charAt(0).repeat(last.length))
}

/** What lines of colons are put around, in words. */
const callout = {rule: 'callout-unclosed', what: 'A callout', short: 'callout'}
const passage = {
  rule: 'language-unclosed',
  what: 'A passage in another language',
  short: 'passage',
}

const BULLET = /(?:^|\n)[ \t]*[•·▪◦‣●][ \t]+\S/
/** Two that nobody escaped. */
const STARS = /(?<!\\)(?:\\\\)*\*\*/
const COLONS = /(?:^|\n)[ \t]*:::/

export default function remarkReportSlips() {
  return (tree: Root, file: VFile): undefined => {
    const sourceOf = ({position}: Nodes) =>
      String(file).slice(position?.start.offset ?? 0, position?.end.offset ?? 0)
    visit(tree, (node) => {
      if (node.type === 'code' && isUnclosed(sourceOf(node), /^(?:`{3,}|~{3,})/)) {
        report(
          file,
          'code-unclosed',
          node.position,
          'Code begins here and never ends',
          'Put the same three marks on a line of their own after the code.',
        )
      }
      if (node.type === 'containerDirective' && isUnclosed(sourceOf(node), /^:{3,}/)) {
        const {rule, what, short} = node.name.toLowerCase() === 'lang' ? passage : callout
        report(
          file,
          rule,
          node.position,
          `${what} begins here and never ends`,
          `Put ::: on a line of its own after the ${short}.`,
        )
      }
      if (node.type !== 'paragraph') return
      const source = sourceOf(node)
      if (COLONS.test(source)) {
        report(
          file,
          'callout-unread',
          node.position,
          'Three colons are shown to readers as they are',
          'Begin a callout with a line :::note, without a blank between, and end it with a line :::.',
        )
      }
      const isShown = node.children.some(
        (child) => child.type === 'text' && STARS.test(sourceOf(child) || child.value),
      )
      if (isShown) {
        report(
          file,
          'bold-unread',
          node.position,
          'Two stars are shown to readers as they are',
          'Leave no blank between the stars and the words that are to be bold: **like this**.',
        )
      }
      if (BULLET.test(source)) {
        report(
          file,
          'list-unread',
          node.position,
          'A line that begins with a bullet is no list',
          'Begin each line with a hyphen and a blank: - first.',
        )
      }
    })
  }
}
