/**
 * Fit the headings of a body under the page's own: the highest becomes `base`, and no level is skipped on the way down.
 *
 * So it does not matter whether an editor starts with `#` or with `##`.
 */
import type {Heading, Root} from 'mdast'
import {visit} from 'unist-util-visit'

export default function remarkHeadingLevels({base}: {base: number}) {
  return (tree: Root): undefined => {
    const open: number[] = []
    visit(tree, 'heading', (node) => {
      const written = node.depth
      while (open.length > 0 && (open.at(-1) ?? 0) >= written) open.pop()
      open.push(written)
      node.depth = Math.min(6, base + open.length - 1) as Heading['depth']
    })
  }
}
