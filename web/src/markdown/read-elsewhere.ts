/**
 * Markdown that is read far from its page: the addresses of its links and pictures are absolute, comments are left out as on the page,
 * and everything else stays as its author wrote it, spaces and all. What the parser takes for code holds neither.
 */
import {visit} from 'unist-util-visit'
import {withoutComments} from './comments.ts'
import {unshownPassages} from './guard.ts'
import {markdownReader} from './reader.ts'

interface Edit {
  at: number
  was: string
  is: string
}

/** A text that is too intricate to be parsed keeps its addresses, and loses what looks like a comment in code as well. */
export function readElsewhere(markdown: string, absolute: (address: string) => string): string {
  if (unshownPassages(markdown).length > 0) return withoutComments(markdown)
  return editsOf(markdown, absolute)
    .toSorted((a, b) => b.at - a.at)
    .reduce((text, {at, was, is}) => text.slice(0, at) + is + text.slice(at + was.length), markdown)
}

function editsOf(markdown: string, absolute: (address: string) => string): Edit[] {
  const edits: Edit[] = []
  visit(markdownReader().parse(markdown), ['definition', 'html', 'image', 'link'], (node) => {
    const {start, end} = node.position ?? {}
    if (node.type === 'html') {
      const was = markdown.slice(start?.offset, end?.offset)
      edits.push({at: start?.offset ?? 0, was, is: shownOf(was)})
    }
    if (!('url' in node) || !node.url) return
    const is = absolute(node.url)
    if (is === node.url) return
    // Of a link what is inside it comes first, which may be a picture with an address of its own.
    const inside = 'children' in node ? node.children.at(-1)?.position : undefined
    const from = (inside?.end ?? start)?.offset ?? 0
    const at = destinationIn(markdown.slice(from, end?.offset), node.url)
    if (at >= 0) edits.push({at: from + at, was: node.url, is})
  })
  return edits
}

/** HTML without what is a comment to Markdown: it takes what follows on the line along, and all that follows where it never ends. */
const shownOf = (html: string): string => (html.startsWith('<!--') ? '' : withoutComments(html))

/** Where the address stands, behind `](` or `]:`, and not in the words before or the title after it. */
function destinationIn(source: string, url: string): number {
  let at = source.lastIndexOf(url)
  while (at > 0 && !/\][(:]\s*<?$/.test(source.slice(0, at))) at = source.lastIndexOf(url, at - 1)
  return at > 0 ? at : -1
}
