/** A Markdown file: front matter if it has any, its first `#` heading as the title otherwise. */
import type {Heading} from 'mdast'
import {toString} from 'mdast-util-to-string'
import {remark} from 'remark'
import remarkGfm from 'remark-gfm'
import {manuscriptBroken} from '../errors.ts'
import {readFrontMatter} from './front-matter.ts'
import {emptyManuscript} from './manuscript.ts'
import type {Manuscript, ManuscriptAuthor} from './manuscript.ts'
import {cleanText} from './typography.ts'

const parser = remark().use(remarkGfm)

/** What a value at the head of the file is for; several names mean the same elsewhere. */
const meanings = {
  title: ['title'],
  slug: ['slug', 'permalink'],
  standfirst: ['standfirst', 'description', 'summary', 'excerpt'],
  authors: ['authors', 'author', 'by'],
  topics: ['topics', 'topic', 'tags', 'categories', 'category'],
  date: ['publishedat', 'published', 'date'],
  image: ['image', 'cover', 'hero'],
  alt: ['imagealt', 'image-alt', 'image_alt', 'alt'],
  language: ['language', 'lang', 'locale'],
} as const

export function readMarkdown(source: string, name: string): Manuscript {
  const {values, body, notes} = readFrontMatter(source.replace(/\r\n?/g, '\n'))
  const all = (meaning: keyof typeof meanings) =>
    meanings[meaning].flatMap((key) => values.get(key) ?? [])
  const one = (meaning: keyof typeof meanings) => cleanText(all(meaning)[0] ?? '')

  const {heading, rest} = takeHeading(body)
  const manuscript = emptyManuscript()
  manuscript.notes.push(...notes, ...unused(values))
  manuscript.title = one('title') || heading
  if (!manuscript.title) throw manuscriptBroken(name, 'it has neither a title nor a # heading')
  manuscript.body = one('title') && heading && heading !== one('title') ? body : rest
  if (!manuscript.body.trim()) throw manuscriptBroken(name, 'it has a title but no text')

  manuscript.slug = one('slug').replace(/^.*\//, '')
  manuscript.standfirst = one('standfirst')
  manuscript.authors = all('authors').map(readAuthor)
  manuscript.topics = all('topics').map(cleanText).filter(Boolean)
  manuscript.publishedAt = readDate(one('date'))
  // Without it the article would come as today's, and stay so: the day of the first publication is set once.
  if (one('date') && !manuscript.publishedAt) {
    throw manuscriptBroken(name, `its date "${one('date')}" is not understood (2026-03-31 is)`)
  }
  manuscript.language = one('language').startsWith('fr') ? 'fr' : 'en'
  if (one('image')) manuscript.picture = {file: all('image')[0] ?? '', alt: one('alt')}
  return manuscript
}

/** The first heading, if it is the first thing in the text and a `#`; and the text without it. */
function takeHeading(body: string): {heading: string; rest: string} {
  const first = parser.parse(body).children.find((node) => node.type !== 'html')
  if (first?.type !== 'heading' || (first as Heading).depth !== 1) return {heading: '', rest: body}
  const end = first.position?.end.offset ?? 0
  return {heading: cleanText(toString(first)), rest: body.slice(end)}
}

/** "Andrea Forbes-Hurley, MBA, CPHR": the name, then the letters behind it. */
export function readAuthor(text: string): ManuscriptAuthor {
  const [name = '', ...credentials] = text.split(',').map(cleanText)
  return {name, credentials: credentials.filter(Boolean), bio: ''}
}

/** An ISO time; empty when there is no date, or none that can be understood. */
export function readDate(text: string): string {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text)
  const date = new Date(isDay ? `${text}T12:00:00Z` : text)
  if (Number.isNaN(date.getTime())) return ''
  const time = date.toISOString()
  return isDay && !time.startsWith(text) ? '' : time // the 31st of February
}

function unused(values: Map<string, string[]>): string[] {
  const known = new Set<string>(Object.values(meanings).flat())
  const names = [...values.keys()].filter((name) => !known.has(name))
  return names.length > 0
    ? [
        `Not used from the head of the file, because an article has no such field: ${names.join(', ')}.`,
      ]
    : []
}
