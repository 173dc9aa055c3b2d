/** French spaces in a French body. */
import type {Root} from 'mdast'
import {visit} from 'unist-util-visit'
import {withFrenchSpaces} from './french-spaces.ts'

export default function remarkNoBreak({isFrench = false}: {isFrench?: boolean | undefined}) {
  return (tree: Root): undefined => {
    if (!isFrench) return
    visit(tree, 'text', (node) => {
      node.value = withFrenchSpaces(node.value)
    })
  }
}
