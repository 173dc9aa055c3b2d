/**
 * The text of a crawled article page: title, picture's description, byline, introduction, headed sections, author card.
 *
 * Paragraphs stand between blank lines. A heading is a short line of its own without closing punctuation. The card at the
 * end repeats the author's name with the letters behind it: "Name", "Name, MBA, CPHR", a blank line, a paragraph.
 */
import type {Paragraph, Root} from 'mdast'
import {remark} from 'remark'
import {manuscriptBroken} from '../errors.ts'
import {emptyManuscript} from './manuscript.ts'
import type {Manuscript, ManuscriptAuthor} from './manuscript.ts'
import {cleanText} from './typography.ts'

const titleLimit = 200
const headingLimit = 90
const writer = remark().data('settings', {emphasis: '_', bullet: '-', rule: '-'})

/** A block of lines between blank ones. */
type Block = string[]

export function readCrawl(text: string, name: string): Manuscript {
  const blocks = blocksOf(text)
  const manuscript = emptyManuscript()
  manuscript.title = cleanText(takeTitle(blocks, name))
  const byline = takeHead(blocks, manuscript)
  const card = takeCard(blocks)
  resolveAuthor(manuscript, byline, card)
  if (blocks.length === 0) throw manuscriptBroken(name, 'it has a title but no text')
  manuscript.body = toMarkdown(blocks)
  const [markup] = /<\/?[a-z][^>]*>|\]\(\s*[a-z]+:[^)]*\)?/i.exec(text) ?? []
  if (markup) {
    manuscript.notes.push(
      `The text has marks of HTML or Markdown (${markup.slice(0, 40)}); they are plain words now and do nothing.`,
    )
  }
  return manuscript
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  let block: Block = []
  for (const line of [...text.split(/\r\n?|\n/), '']) {
    const bare = line.replace(/[\s\u00a0\ufeff]+/g, ' ').trim()
    if (bare) block.push(bare)
    else if (block.length > 0) {
      blocks.push(block)
      block = []
    }
  }
  return blocks
}

function takeTitle(blocks: Block[], name: string): string {
  const first = blocks[0]
  if (!first) throw manuscriptBroken(name, 'it is empty')
  const [title = ''] = first
  if (title.length > titleLimit) {
    throw manuscriptBroken(
      name,
      `its first line has ${title.length} characters, too many for a title`,
    )
  }
  first.shift()
  if (first.length === 0) blocks.shift()
  return title
}

/** The picture's description and the byline, which stand before the introduction in any number of blocks. */
function takeHead(blocks: Block[], manuscript: Manuscript): string {
  let byline = ''
  for (let block = blocks[0]; block; block = blocks[0]) {
    const line = block[0] ?? ''
    if (/^image:?$/i.test(line) && !manuscript.picture) {
      block.shift()
      const alt = block[0] && !isByline(block[0]) ? cleanText(block.shift() ?? '') : ''
      if (alt) manuscript.picture = {file: '', alt}
      else manuscript.notes.push('The line "Image" has no description; the article has no picture.')
    } else if (isByline(line) && !byline) {
      byline = cleanText(line.replace(/^by\b:?/i, '')) || ' '
      block.shift()
    } else break
    if (block.length === 0) blocks.shift()
  }
  return byline.trim()
}

/** "By", "By Jo Doe", "BY JO DOE, MBA"; not "By Monday, everyone knew.". */
function isByline(line: string): boolean {
  const [, name] = /^by\b:?\s*([^,]*)/i.exec(line) ?? []
  return name === '' || (name !== undefined && isName(name.trim()))
}

/** The author card, if the text ends with one: everything from its first line on is taken away. */
function takeCard(blocks: Block[]): ManuscriptAuthor | null {
  const at = blocks.findLastIndex((block) => readCardHead(block) !== null)
  const rest = blocks.slice(at + 1)
  // A card is the end of the text: one paragraph or two follow its head, no more sections.
  if (at < 1 || rest.length > 2 || rest.some((block) => isHeading(block))) return null
  const author = readCardHead(blocks[at] ?? [])
  if (!author) return null
  blocks.splice(at)
  return {...author, bio: rest.length > 0 ? toMarkdown(rest).trim() : ''}
}

function readCardHead(block: Block): ManuscriptAuthor | null {
  const [first = '', second] = block
  if (block.length > 2) return null
  const [name = '', ...credentials] = (second ?? first).split(',').map((part) => cleanText(part))
  if (second !== undefined && cleanText(first) !== name) return null
  if (second === undefined && credentials.length === 0) return null
  if (!isName(name) || !credentials.every(isCredential)) return null
  return {name, credentials, bio: ''}
}

const isName = (text: string) =>
  /^\p{Lu}[\p{L}\p{M}.’'-]*( [\p{L}\p{M}.’'-]+){1,4}$/u.test(text) && text.length <= 60
/** Letters such as MBA, CPHR, Ph.D., BA (Hons): two capitals at least, which tells them from a place's name. */
const isCredential = (text: string) =>
  /^\p{L}[\p{L}.]*( \(\p{L}+\))?$/u.test(text) && /\p{Lu}.*\p{Lu}/u.test(text)

function resolveAuthor(manuscript: Manuscript, byline: string, card: ManuscriptAuthor | null) {
  const named = byline.replace(/,.*/, '')
  if (card && (!named || named === card.name)) {
    manuscript.authors = [card]
    if (!named) {
      manuscript.notes.push(
        `The byline is empty; the author was taken from the card at the end: ${card.name}.`,
      )
    }
    return
  }
  if (named) manuscript.authors.push({name: named, credentials: [], bio: ''})
  if (card) {
    manuscript.authors.push(card)
    manuscript.notes.push(
      `The byline names ${named} and the card at the end ${card.name}; both are authors now. Remove one in the Studio if that is wrong.`,
    )
  }
  if (manuscript.authors.length === 0) {
    manuscript.notes.push(
      'The file names no author. Choose one in the Studio, or import again with --author NAME.',
    )
  }
}

const isHeading = (block: Block) =>
  block.length === 1 && block[0]!.length <= headingLimit && !/[.,;:!…]["”’)]?$/.test(block[0]!)

/** Plain text as Markdown: what looks like markup in it is escaped, headings become `##`. */
function toMarkdown(blocks: Block[]): string {
  const root: Root = {type: 'root', children: []}
  blocks.forEach((block, index) => {
    const text: Paragraph['children'] = [{type: 'text', value: block.join(' ')}]
    // The last block has nothing to head, so it is text however short it is; so is what stands alone.
    const heads = isHeading(block) && index < blocks.length - 1
    root.children.push(
      heads ? {type: 'heading', depth: 2, children: text} : {type: 'paragraph', children: text},
    )
  })
  return writer.stringify(root)
}
