/**
 * French spaces, where a line must not break: inside guillemets, before a colon, within a number and before its unit.
 *
 * Canadian French sets `?`, `!` and `;` close, or behind a thin space: one that an editor typed becomes that, and none is added.
 */
import type {Root} from 'mdast'
import {visit} from 'unist-util-visit'

const NO_BREAK = '\u00a0'
const THIN = '\u202f'

const spaces: [RegExp, string][] = [
  [/«[ \u00a0\u202f]*/g, `«${NO_BREAK}`],
  [/[ \u00a0\u202f]*»/g, `${NO_BREAK}»`],
  [/ :(?=\s|$)/g, `${NO_BREAK}:`],
  [/ (?=[;?!])/g, THIN],
  [/(?<=\d) (?=\d{3}(?!\d))/g, NO_BREAK],
  [/(?<=\d) (?=[%$€])/g, NO_BREAK],
]

export default function remarkNoBreak({isFrench = false}: {isFrench?: boolean | undefined}) {
  return (tree: Root): undefined => {
    if (!isFrench) return
    visit(tree, 'text', (node) => {
      for (const [from, to] of spaces) node.value = node.value.replace(from, to)
    })
  }
}
