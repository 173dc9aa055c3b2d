/** Who is quoted: a last paragraph of a quotation that begins with a dash loses the dash and is marked as its source. */
import type {Element, Root} from 'hast'
import {visit} from 'unist-util-visit'

const DASH = /^\s*[\u2013\u2014]\s*/

export default function rehypeSources() {
  return (tree: Root): undefined => {
    visit(tree, 'element', (quotation) => {
      if (quotation.tagName !== 'blockquote') return
      const parts = quotation.children.filter((child): child is Element => child.type === 'element')
      const last = parts.at(-1)
      const [start] = last?.children ?? []
      if (parts.length < 2 || last?.tagName !== 'p' || start?.type !== 'text') return
      if (!DASH.test(start.value)) return
      start.value = start.value.replace(DASH, '')
      last.properties.className = ['source']
    })
  }
}
