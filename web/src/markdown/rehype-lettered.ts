/**
 * Say in `file.data.isLettered` whether the first paragraph can carry a large first letter. Changes nothing.
 *
 * It must begin with a letter and fill the three lines that such a letter takes; a style sheet cannot count lines.
 */
import type {Root} from 'hast'
import type {VFile} from 'vfile'
import {textOf} from './rehype-toc.ts'

declare module 'vfile' {
  interface DataMap {
    isLettered: boolean
  }
}

/** Three lines of the widest column, and a little. */
const FEWEST_CHARACTERS = 210

export default function rehypeLettered() {
  return (tree: Root, file: VFile): undefined => {
    const first = tree.children.find(({type}) => type === 'element')
    if (first?.type !== 'element' || first.tagName !== 'p' || first.properties.className) return
    const text = textOf(first).trim()
    file.data.isLettered = text.length >= FEWEST_CHARACTERS && /^\p{L}/u.test(text)
  }
}
