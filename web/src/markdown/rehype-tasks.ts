/** A task list's check boxes can be used by nobody on a page, so they become signs that are read out. */
import type {Root} from 'hast'
import {visit} from 'unist-util-visit'

export default function rehypeTasks({done, open}: {done: string; open: string}) {
  return (tree: Root): undefined => {
    visit(tree, 'element', (node, index, parent) => {
      if (node.tagName !== 'input' || !parent || index === undefined) return
      const checked = Boolean(node.properties.checked)
      parent.children[index] = {
        type: 'element',
        tagName: 'span',
        properties: {className: ['task'], role: 'img', ariaLabel: checked ? done : open},
        children: [{type: 'text', value: checked ? '☑' : '☐'}],
      }
    })
  }
}
