/** A web page: its `<article>` (or `<main>`, or everything) as Markdown, its title and author from where pages have them. */
import type {Element, Root} from 'hast'
import {rehype} from 'rehype'
import rehypeRemark from 'rehype-remark'
import {remark} from 'remark'
import remarkGfm from 'remark-gfm'
import {unified} from 'unified'
import {SKIP, visit} from 'unist-util-visit'
import {manuscriptBroken} from '../errors.ts'
import {emptyManuscript} from './manuscript.ts'
import type {Manuscript} from './manuscript.ts'
import {readAuthor, readDate} from './markdown.ts'
import {cleanText} from './typography.ts'

/** What is no part of an article's text, in the words of the report. */
const dropped: Record<string, string> = {
  script: 'scripts',
  style: 'styles',
  iframe: 'embedded pages',
  object: 'embedded objects',
  embed: 'embedded objects',
  form: 'forms',
  button: 'buttons',
  nav: 'navigation',
  footer: 'footers',
  aside: 'asides',
  svg: 'drawings',
  video: 'videos',
  audio: 'sounds',
  canvas: 'drawings',
  template: 'templates',
  noscript: 'fallbacks',
}

export function readHtml(source: string, name: string): Manuscript {
  const tree = rehype().parse(source)
  const manuscript = emptyManuscript()
  const meta = readMeta(tree)
  const article = find(tree, 'article') ?? find(tree, 'main') ?? find(tree, 'body')
  if (!article) throw manuscriptBroken(name, 'it holds no page')

  const headline = find(article, 'h1')
  const title = headline ? textOf(headline) : (meta.get('og:title') ?? meta.get('title') ?? '')
  manuscript.title = cleanText(title)
  if (!manuscript.title) throw manuscriptBroken(name, 'it has neither a heading nor a title')
  manuscript.standfirst = cleanText(meta.get('description') ?? '')
  const published = meta.get('article:published_time') ?? ''
  manuscript.publishedAt = readDate(published)
  if (published && !manuscript.publishedAt) {
    manuscript.notes.push(
      `The page's date "${published}" was not understood: it counts as published when it is imported. Change that in the Studio (Workflow).`,
    )
  }
  manuscript.language = meta.get('lang')?.startsWith('fr') ? 'fr' : 'en'
  const author = meta.get('author')
  if (author) manuscript.authors = [readAuthor(author)]

  const what = takeOut(article, headline)
  if (what.size > 0)
    manuscript.notes.push(`Left out of the page: ${[...what].toSorted().join(', ')}.`)
  manuscript.body = toMarkdown(article)
  if (!manuscript.body.trim()) throw manuscriptBroken(name, 'it has a title but no text')
  return manuscript
}

function find(tree: Root | Element, tag: string): Element | undefined {
  let found: Element | undefined
  visit(tree, 'element', (node) => {
    if (node.tagName === tag) found ??= node
  })
  return found
}

function textOf(node: Element): string {
  let text = ''
  visit(node, 'text', (inner) => {
    text += inner.value
  })
  return text.replace(/\s+/g, ' ')
}

function readMeta(tree: Root): Map<string, string> {
  const meta = new Map<string, string>()
  visit(tree, 'element', ({tagName, properties, ...node}) => {
    if (tagName === 'html' && properties.lang) meta.set('lang', String(properties.lang))
    if (tagName === 'title') meta.set('title', textOf({tagName, properties, ...node}))
    if (tagName !== 'meta' || typeof properties.content !== 'string') return
    const key = properties.property ?? properties.name
    if (typeof key === 'string') meta.set(key.toLowerCase(), properties.content)
  })
  return meta
}

/** Remove the headline (it is the title) and what is no text; names what there was. */
function takeOut(article: Element, headline: Element | undefined): Set<string> {
  const what = new Set<string>()
  visit(article, 'element', (node, index, parent) => {
    if (!parent || index === undefined) return
    const kind = dropped[node.tagName]
    if (!kind && node !== headline) return
    if (kind) what.add(kind)
    parent.children.splice(index, 1)
    return [SKIP, index]
  })
  return what
}

function toMarkdown(article: Element): string {
  const root: Root = {type: 'root', children: article.children}
  const tree = unified().use(rehypeRemark).runSync(root)
  return remark()
    .use(remarkGfm)
    .data('settings', {bullet: '-', emphasis: '_', rule: '-'})
    .stringify(tree)
}
