/**
 * Report slips of the hand that are good Markdown and yet not what was meant: what was opened and never closed, so that it swallows the
 * rest of the article, blanks before a paragraph that make it code, and a line under one that makes it a heading. Changes nothing.
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

const FENCE = /^(?:`{3,}|~{3,})/

/** Code by its blanks alone, and sentences by its words. */
const isIndentedProse = (source: string): boolean =>
  !FENCE.test(source) && /\S \S[^]*[.!?…]["'”’»)]*\s*$/.test(source) && !/[{}<>;=$]/.test(source)

/** A heading by the line under it, and a paragraph by its words. */
function isUnderlinedParagraph(source: string): boolean {
  const [, words = ''] = /^([^]*)\n[ \t>]*(?:-+|=+)[ \t]*$/.exec(source) ?? []
  return words.length > 120 || /[.…;,]\s*$/.test(words)
}

export default function remarkReportSlips() {
  return (tree: Root, file: VFile): undefined => {
    const sourceOf = ({position}: Nodes) =>
      String(file).slice(position?.start.offset ?? 0, position?.end.offset ?? 0)
    visit(tree, (node) => {
      if (node.type === 'code' && isUnclosed(sourceOf(node), FENCE)) {
        report(
          file,
          'code-unclosed',
          node.position,
          'Code begins here and never ends',
          'Put the same three marks on a line of their own after the code.',
        )
      }
      if (node.type === 'code' && isIndentedProse(sourceOf(node))) {
        report(
          file,
          'code-indented',
          node.position,
          'A paragraph is shown to readers as code, because it begins with a tab or four blanks',
          'Take these away. If it is code, put a line of three backticks before and after it.',
        )
      }
      if (node.type === 'heading' && isUnderlinedParagraph(sourceOf(node))) {
        report(
          file,
          'heading-underlined',
          node.position,
          'A paragraph is shown to readers as a heading, because of the line under it',
          'Leave a blank line between the two.',
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
    })
  }
}
