/** Collect the headings whose id begins with `prefix` into `file.data.toc`, in reading order. Changes nothing. */
import type {Element, Nodes, Root} from 'hast'
import {visit} from 'unist-util-visit'
import type {VFile} from 'vfile'

export interface TocEntry {
  depth: number
  id: string
  text: string
}

declare module 'vfile' {
  interface DataMap {
    toc: TocEntry[]
    words: number
  }
}

export function textOf(node: Nodes): string {
  if (node.type === 'text') return node.value
  return 'children' in node ? node.children.map(textOf).join('') : ''
}

/** Without what is no word of a sentence: the number of a note. */
export function wordsOf(node: Nodes): string {
  if (node.type === 'text') return node.value
  if (!('children' in node) || (node.type === 'element' && node.tagName === 'sup')) return ''
  return node.children.map(wordsOf).join('')
}

const rank = (node: Element): number => Number(/^h([1-6])$/.exec(node.tagName)?.[1] ?? 0)

export default function rehypeToc({prefix}: {prefix: string}) {
  return (tree: Root, file: VFile): undefined => {
    const toc: TocEntry[] = []
    visit(tree, 'element', (node) => {
      const {id} = node.properties
      const depth = rank(node)
      if (!depth || typeof id !== 'string' || !id.startsWith(prefix)) return
      const text = wordsOf(node).trim()
      if (text) toc.push({depth, id, text})
    })
    file.data.toc = toc
  }
}
