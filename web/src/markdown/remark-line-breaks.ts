/** `<br>` within a line breaks it: what other programs write, and all that can break a line in a cell of a table. */
import type {Root} from 'mdast'
import {visit} from 'unist-util-visit'

/** What holds lines. Anywhere else it is a block of HTML. */
const LINES = new Set(['paragraph', 'heading', 'tableCell', 'emphasis', 'strong', 'delete', 'link'])

export default function remarkLineBreaks() {
  return (tree: Root): undefined => {
    visit(tree, 'html', ({value, position}, index, parent) => {
      if (!parent || index === undefined || !LINES.has(parent.type)) return
      if (!/^<br ?\/?>$/i.test(value)) return
      parent.children[index] = {type: 'break', ...(position ? {position} : {})}
    })
  }
}
