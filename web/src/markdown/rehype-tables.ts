/**
 * A wide table scrolls inside its own box, reachable by keyboard; its header cells say what they head. The alignment
 * of a column becomes a class, since the attribute is obsolete.
 */
import type {Element, Root} from 'hast'
import {SKIP, visit} from 'unist-util-visit'

const SIDE: Record<string, string> = {center: 'center', right: 'end'}

export default function rehypeTables({label}: {label: string}) {
  return (tree: Root): undefined => {
    visit(tree, 'element', (node, index, parent) => {
      if (node.tagName !== 'table' || !parent || index === undefined) return
      visit(node, 'element', (cell) => {
        const {align, ...properties} = cell.properties
        const side = SIDE[String(align)]
        if (cell.tagName === 'th') properties.scope = 'col'
        cell.properties = side ? {...properties, className: [side]} : properties
      })
      const box: Element = {
        type: 'element',
        tagName: 'div',
        properties: {className: ['table'], role: 'group', ariaLabel: label, tabIndex: 0},
        children: [node],
      }
      parent.children[index] = box
      return SKIP
    })
  }
}
