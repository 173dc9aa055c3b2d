/**
 * Two HTML texts as one canonical text each, as the specifications of Markdown compare them: blanks between blocks, the order
 * of attributes and the spelling of characters do not matter, everything else does.
 */
import type {Nodes} from 'hast'
import {rehype} from 'rehype'

const parser = rehype().data('settings', {fragment: true})

const blocks =
  'p|div|ul|ol|li|blockquote|pre|h[1-6]|hr|table|thead|tbody|tr|th|td|section|style|script'
const aroundBlocks = new RegExp(`\\s*(</?(?:${blocks})\\b[^>]*>)\\s*`, 'g')

export const canonical = (html: string): string =>
  written(parser.parse(html.trim()), false).replace(aroundBlocks, '$1').trim()

function written(node: Nodes, isPreformatted: boolean): string {
  if (node.type === 'text') return isPreformatted ? node.value : node.value.replace(/\s+/g, ' ')
  if (node.type === 'comment') return `<!--${node.value}-->`
  if (node.type === 'doctype') return '<!doctype>'
  if (node.type === 'raw') return node.value
  const isPre = isPreformatted || (node.type === 'element' && node.tagName === 'pre')
  const inner = node.children.map((child) => written(child, isPre)).join('')
  if (node.type === 'root') return inner
  const attributes = Object.entries(node.properties)
    .map(([name, value]) => ` ${name}=${JSON.stringify(value)}`)
    .toSorted()
    .join('')
  return `<${node.tagName}${attributes}>${inner}</${node.tagName}>`
}
