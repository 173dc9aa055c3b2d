/** A file on disk as a manuscript: the reader that its name asks for, then the same cleaning for all of them. */
import {readFile, stat} from 'node:fs/promises'
import {basename, extname} from 'node:path'
import {toString} from 'mdast-util-to-string'
import {remark} from 'remark'
import {fileMissing, formatUnknown, manuscriptBroken} from '../errors.ts'
import {readCrawl} from './crawl.ts'
import {readHtml} from './html.ts'
import {makeInert} from './inert.ts'
import type {Manuscript} from './manuscript.ts'
import {readMarkdown} from './markdown.ts'
import {cleanMarkdown, cleanText} from './typography.ts'

const bytesAllowed = 2_000_000

const readers: Record<string, (text: string, name: string) => Manuscript> = {
  '.txt': readCrawl,
  '.md': readMarkdown,
  '.markdown': readMarkdown,
  '.html': readHtml,
  '.htm': readHtml,
}

export async function readManuscript(path: string): Promise<Manuscript> {
  const reader = readers[extname(path).toLowerCase()]
  const name = basename(path)
  if (!reader) throw formatUnknown(name, Object.keys(readers))
  return finish(reader(await readText(path, name), name), name)
}

async function readText(path: string, name: string): Promise<string> {
  try {
    const {size} = await stat(path)
    if (size > bytesAllowed)
      throw manuscriptBroken(name, 'it is larger than 2 MB, too large for a text')
    const bytes = await readFile(path)
    if (bytes.includes(0)) throw manuscriptBroken(name, 'it is no text')
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) {
      throw manuscriptBroken(name, 'it is no UTF-8 text; save it as UTF-8 first', error)
    }
    throw fileMissing(path, error)
  }
}

/** What holds for every format: harmless, typographically clean, with a standfirst. */
export function finish(manuscript: Manuscript, name: string): Manuscript {
  const {markdown, notes} = makeInert(manuscript.body)
  const body = cleanMarkdown(markdown)
  if (!body.trim()) throw manuscriptBroken(name, 'nothing of its text can be used')
  const bios = manuscript.authors.map((author) => makeInert(author.bio))
  return {
    ...manuscript,
    body,
    standfirst: manuscript.standfirst || firstSentence(body),
    authors: manuscript.authors.map((author, index) => ({
      ...author,
      bio: author.bio ? cleanMarkdown(bios[index]?.markdown ?? '').trim() : '',
    })),
    notes: [...manuscript.notes, ...notes, ...bios.flatMap((bio) => bio.notes)],
  }
}

/** The introduction's first sentence, as plain text; nothing when the text begins with a heading or a list. */
function firstSentence(markdown: string): string {
  const first = remark().parse(markdown).children[0]
  if (first?.type !== 'paragraph') return ''
  const sentences = new Intl.Segmenter('en', {granularity: 'sentence'})
  let sentence = ''
  for (const {segment} of sentences.segment(cleanText(toString(first)))) {
    sentence += segment
    // The segmenter takes "e.g. " for an end.
    if (!/\b(e\.g|i\.e|etc|vs|Mr|Mrs|Ms|Dr|St|No|\p{Lu})\.\s*$/u.test(sentence)) break
  }
  return sentence.trim()
}
