/** Apostrophes before smartypants comes: to it, those of `l'a` and `d'*eau*` are quotation marks, which French sets as `›`. */
import type {Root} from 'mdast'
import {visit} from 'unist-util-visit'
import {withApostrophes} from './printed-marks.ts'

export default function remarkApostrophes({isFrench = false}: {isFrench?: boolean | undefined}) {
  return (tree: Root): undefined => {
    visit(tree, 'text', (node) => {
      node.value = withApostrophes(node.value, isFrench)
    })
  }
}
