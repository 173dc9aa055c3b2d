/** French spaces: inside guillemets and before a colon a line must not break. Canadian French has none before `?` or `!`. */
import type {Root} from 'mdast'
import {visit} from 'unist-util-visit'

export default function remarkNoBreak({isFrench = false}: {isFrench?: boolean | undefined}) {
  return (tree: Root): undefined => {
    if (!isFrench) return
    visit(tree, 'text', (node) => {
      node.value = node.value
        .replace(/«[ \u00a0]*/g, '«\u00a0')
        .replace(/[ \u00a0]*»/g, '\u00a0»')
        .replace(/ :(?=\s|$)/g, '\u00a0:')
    })
  }
}
