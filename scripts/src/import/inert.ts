/**
 * Make Markdown from elsewhere harmless: raw HTML and addresses that could run something are taken out, the words stay.
 *
 * The site's pipeline would not let them through either; here they are removed from what is stored, and the report says so.
 */
import type {Nodes, Parents} from 'mdast'
import {toString} from 'mdast-util-to-string'
import {remark} from 'remark'
import remarkDirective from 'remark-directive'
import remarkGfm from 'remark-gfm'
import {visit} from 'unist-util-visit'

interface Cut {
  start: number
  end: number
}

const parser = remark().use(remarkGfm).use(remarkDirective)
const harmless = new Set(['http', 'https', 'mailto', 'tel'])

export function makeInert(markdown: string): {markdown: string; notes: string[]} {
  const tree = parser.parse(markdown)
  const notes: string[] = []
  const cuts: Cut[] = []
  const undefinedNow = new Set<string>()

  visit(tree, (node) => {
    if (node.type === 'html') {
      cuts.push(whole(node))
      if (!node.value.startsWith('<!--')) notes.push(`HTML was left out: ${quote(node.value)}`)
    }
    if (node.type === 'image' && isFile(node.url)) {
      cuts.push(whole(node))
      notes.push(`The picture ${node.url} inside the text was left out: add it in the Studio.`)
      return
    }
    if (node.type !== 'link' && node.type !== 'image' && node.type !== 'definition') return
    const scheme = schemeOf(node.url)
    if (!scheme || harmless.has(scheme)) return
    cuts.push(...(node.type === 'link' ? around(node) : [whole(node)]))
    if (node.type === 'definition') undefinedNow.add(node.identifier)
    const words = node.type === 'link' ? toString(node) : node.type
    notes.push(`An address that begins with "${scheme}:" was left out (${quote(words)}).`)
  })
  visit(tree, (node) => {
    if (node.type === 'linkReference' && undefinedNow.has(node.identifier))
      cuts.push(...around(node))
    if (node.type === 'imageReference' && undefinedNow.has(node.identifier)) cuts.push(whole(node))
  })
  return {markdown: apply(markdown, cuts), notes: [...new Set(notes)]}
}

const startOf = (node: Nodes | undefined) => node?.position?.start.offset ?? 0
const endOf = (node: Nodes | undefined) => node?.position?.end.offset ?? 0
const whole = (node: Nodes): Cut => ({start: startOf(node), end: endOf(node)})

/** What to cut so that a link's words remain. */
function around(node: Nodes & Parents): Cut[] {
  if (node.children.length === 0) return [whole(node)]
  return [
    {start: startOf(node), end: startOf(node.children.at(0))},
    {start: endOf(node.children.at(-1)), end: endOf(node)},
  ]
}

/** Cut from the end on. What lies inside a longer cut goes with it. */
function apply(text: string, cuts: Cut[]): string {
  let result = text
  let before = Infinity
  for (const cut of cuts.toSorted((a, b) => b.end - a.end || a.start - b.start)) {
    const end = Math.min(cut.end, before)
    if (cut.start >= end) continue
    result = result.slice(0, cut.start) + result.slice(end)
    before = cut.start
  }
  return result.replace(/\n{3,}/g, '\n\n')
}

/** The scheme as a browser would read it: blanks and control characters inside do not hide it. */
export function schemeOf(address: string): string {
  const bare = Array.from(address)
    .filter((character) => character > ' ')
    .join('')
  return /^([a-z][a-z\d+.-]*):/i.exec(bare)?.[1]?.toLowerCase() ?? ''
}

/** A path beside the manuscript, which no reader could open. */
const isFile = (address: string) => !schemeOf(address) && !address.startsWith('/')

const quote = (text: string) => {
  const words = text.replace(/\s+/g, ' ').trim()
  return words.length > 60 ? `${words.slice(0, 60)}…` : words
}
