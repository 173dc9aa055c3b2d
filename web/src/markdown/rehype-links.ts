/** Mark links that leave the site, so that they pass on neither the opener nor a vote. */
import type {Root} from 'hast'
import {visit} from 'unist-util-visit'

export default function rehypeLinks() {
  return (tree: Root): undefined => {
    visit(tree, 'element', (node) => {
      if (node.tagName !== 'a') return
      if (!/^(?:https?:)?\/\//i.test(String(node.properties.href ?? ''))) return
      node.properties.rel = ['external', 'noopener']
    })
  }
}
