/**
 * The first sentences of a text, as words alone: what stands for it where nothing else of it is seen (a search engine's list, a link
 * that was shared, a feed reader).
 */
import type {Element, Root} from 'hast'
import type {VFile} from 'vfile'
import {wordsOf} from './rehype-toc.ts'

const LONGEST = 155
/** Whole sentences have to say something; one word and a full stop do not. */
const SHORTEST = 60

declare module 'vfile' {
  interface DataMap {
    opening: string
  }
}

export default function rehypeOpening() {
  return (tree: Root, file: VFile): undefined => {
    file.data.opening = openingOf(tree)
  }
}

/** Its paragraphs; of a text that has none of its own, what is listed or quoted. */
function openingOf({children}: Root): string {
  const elements = children.filter((child) => child.type === 'element').flatMap(withinPassage)
  const paragraphs = elements.filter(
    ({tagName, properties}) =>
      tagName === 'p' && ![properties.className].flat().includes('unshown'),
  )
  const others = elements.filter(({tagName}) => /^(?:blockquote|ol|ul)$/.test(tagName))
  for (const blocks of [paragraphs, others]) {
    const text = textOf(blocks)
    if (text) return shortened(text)
  }
  return ''
}

/** A passage in another language holds blocks like any other. */
const withinPassage = (element: Element): Element[] =>
  element.tagName === 'div' && element.properties.lang
    ? element.children.filter((child) => child.type === 'element')
    : [element]

function textOf(blocks: Element[]): string {
  let text = ''
  for (const block of blocks) {
    if (text.length > LONGEST) break
    text = `${text} ${wordsOf(block)}`.replace(/[^\S\u00a0\u202f]+/g, ' ').trim()
  }
  return text
}

/** Whole sentences if they fill the room; else as many words as do. */
export function shortened(text: string): string {
  if (text.length <= LONGEST) return text
  const sentences = /^.*[.!?…]["'”’»)]*(?=\s)/s.exec(text.slice(0, LONGEST + 1))?.[0] ?? ''
  if (sentences.length >= SHORTEST) return sentences
  const words = /^.*\S(?=\s)/s.exec(text.slice(0, LONGEST))?.[0]
  const start = words ?? text.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, '')
  return `${start.replace(/[\s,;:–—-]+$/, '')}…`
}
