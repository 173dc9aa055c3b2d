/** The part of a text that answers the question, with the words that were found marked. */

export interface Part {
  text: string
  isHit: boolean
}

const LENGTH = 220
const BEFORE = 60
const WORD = /[\p{L}\p{M}\p{N}]+/gu

/** The text in parts, those that were looked for marked. */
export function marked(text: string, isFound: (word: string) => boolean): Part[] {
  const parts: Part[] = []
  let end = 0
  for (const {0: word, index} of text.matchAll(WORD)) {
    if (!isFound(word)) continue
    if (index > end) parts.push({text: text.slice(end, index), isHit: false})
    parts.push({text: word, isHit: true})
    end = index + word.length
  }
  if (end < text.length) parts.push({text: text.slice(end), isHit: false})
  return parts
}

/** A passage around the place where most of the words stand together. */
export function excerpt(text: string, isFound: (word: string) => boolean): Part[] {
  const hits: {at: number; word: string}[] = []
  for (const {0: word, index} of text.matchAll(WORD)) {
    if (isFound(word)) hits.push({at: index, word: word.toLowerCase()})
    if (hits.length === 200) break
  }
  let start = 0
  let most = 0
  for (const [index, {at}] of hits.entries()) {
    const near = hits.slice(index).filter((hit) => hit.at < at + LENGTH - BEFORE)
    const different = new Set(near.map(({word}) => word)).size
    if (different > most) [most, start] = [different, at]
  }
  const from = wordStart(text, Math.max(0, start - BEFORE))
  const to = wordEnd(text, Math.min(text.length, from + LENGTH))
  const passage = `${from > 0 ? '… ' : ''}${text.slice(from, to)}${to < text.length ? ' …' : ''}`
  return marked(passage, isFound)
}

function wordStart(text: string, at: number): number {
  if (at === 0) return 0
  const space = text.indexOf(' ', at)
  return space < 0 ? at : space + 1
}

function wordEnd(text: string, at: number): number {
  if (at === text.length) return at
  const space = text.lastIndexOf(' ', at)
  return space > 0 ? space : at
}
