/**
 * Report what was meant as Markdown and is shown as it was typed, because a blank is missing or too many: marks of headings, links, tables,
 * callouts, lists and bold words. Changes nothing.
 */
import type {Nodes, Root} from 'mdast'
import {visit} from 'unist-util-visit'
import type {VFile} from 'vfile'
import {report} from './messages.ts'

interface Slip {
  ruleId: string
  /** In the source of a paragraph. */
  pattern: RegExp
  reason: string
  note: string
}

const slips: Slip[] = [
  {
    ruleId: 'callout-unread',
    pattern: /^[ \t]*:::/m,
    reason: 'Three colons are shown to readers as they are',
    note: 'Begin a callout with a line :::note, without a blank between, and end it with a line :::.',
  },
  {
    ruleId: 'list-unread',
    pattern: /^[ \t]*[•·▪◦‣●][ \t]+\S/m,
    reason: 'A line that begins with a bullet is no list',
    note: 'Begin each line with a hyphen and a blank: - first.',
  },
  {
    ruleId: 'heading-unread',
    pattern: /^ {0,3}#{2,6}[^\s#]/m, // one alone may be a hashtag
    reason: 'A heading is shown to readers with its signs',
    note: 'Put a blank behind them: ## Section.',
  },
  {
    ruleId: 'link-unread',
    pattern: /(?<!\\)(?:\]\s+\((?:https?:|mailto:|tel:|\/)|\)\[(?:https?:|mailto:|tel:|\/))/,
    reason: 'A link is shown to readers with its brackets',
    note: 'Write the words in square brackets and the address in round ones, without a blank between: [text](https://…).',
  },
  {
    ruleId: 'table-unread',
    pattern: /^[ \t]*\|.*\|[ \t]*\n[ \t]*\|/m,
    reason: 'The lines of a table are shown to readers as they are',
    note: 'Put a line of hyphens below the first: | --- | --- |.',
  },
]

/** Two that nobody escaped. */
const STARS = /(?<!\\)(?:\\\\)*\*\*/

export default function remarkReportUnread() {
  return (tree: Root, file: VFile): undefined => {
    const sourceOf = ({position}: Nodes) =>
      String(file).slice(position?.start.offset ?? 0, position?.end.offset ?? 0)
    visit(tree, 'paragraph', (node) => {
      const source = sourceOf(node)
      for (const {ruleId, pattern, reason, note} of slips)
        if (pattern.test(source)) report(file, ruleId, node.position, reason, note)
      const isBoldShown = node.children.some(
        (child) => child.type === 'text' && STARS.test(sourceOf(child) || child.value),
      )
      if (!isBoldShown) return
      report(
        file,
        'bold-unread',
        node.position,
        'Two stars are shown to readers as they are',
        'Leave no blank between the stars and the words that are to be bold: **like this**.',
      )
    })
  }
}
