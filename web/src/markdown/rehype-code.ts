/** A line of code may be longer than the column: its box scrolls, and can be reached by keyboard. */
import type {Root} from 'hast'
import {visit} from 'unist-util-visit'

export default function rehypeCode() {
  return (tree: Root): undefined => {
    visit(tree, 'element', (node) => {
      if (node.tagName === 'pre') node.properties.tabIndex = 0
    })
  }
}
