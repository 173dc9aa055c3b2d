/**
 * Ids of a text that shares its page with others begin with a prefix of its own, and so does what leads to them: biographies have notes
 * and headings of the same names as the article above them.
 */
import type {Root} from 'hast'
import {visit} from 'unist-util-visit'

export default function rehypeOwnIds({prefix}: {prefix: string}) {
  return (tree: Root): undefined => {
    if (!prefix) return
    const ids = new Set<string>()
    visit(tree, 'element', ({properties}) => {
      if (typeof properties.id !== 'string') return
      ids.add(properties.id).add(encodeURI(properties.id.toWellFormed())) // as addresses are written
      properties.id = prefix + properties.id
    })
    visit(tree, 'element', ({properties}) => {
      const {href, ariaDescribedBy} = properties
      if (typeof href === 'string' && href.startsWith('#') && ids.has(href.slice(1)))
        properties.href = `#${prefix}${href.slice(1)}`
      if (Array.isArray(ariaDescribedBy))
        properties.ariaDescribedBy = ariaDescribedBy.map((id) => `${prefix}${id}`)
    })
  }
}
