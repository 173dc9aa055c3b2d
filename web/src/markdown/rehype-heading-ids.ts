/**
 * Ids of headings, made of their words. The number of a note is none of them: it changes with each note that comes before it, and links
 * to the heading would lead nowhere.
 */
import type {Element, ElementContent, Root} from 'hast'
import rehypeSlug from 'rehype-slug'
import {visit} from 'unist-util-visit'

const isNumber = (node: ElementContent): boolean =>
  node.type === 'element' && node.tagName === 'sup'

export default function rehypeHeadingIds({prefix}: {prefix: string}) {
  const setIds = rehypeSlug({prefix})
  return (tree: Root): undefined => {
    const whole = new Map<Element, ElementContent[]>()
    visit(tree, 'element', (node) => {
      if (!/^h[1-6]$/.test(node.tagName) || !node.children.some(isNumber)) return
      whole.set(node, node.children)
      node.children = node.children.filter((child) => !isNumber(child))
    })
    setIds(tree)
    for (const [heading, children] of whole) heading.children = children
  }
}
