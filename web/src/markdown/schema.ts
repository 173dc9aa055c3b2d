/**
 * What a body may contain, in full: an element, attribute, class, id or address that is not listed here does not reach a
 * reader, whichever plugin made it.
 *
 * Ids are safe from clobbering by pattern: only the prefixes that our own plugins write pass, behind that of a biography if it is one.
 */
import type {Options as Schema} from 'rehype-sanitize'

/** A tag of BCP 47 as far as texts need it: `fr`, `fr-CA`, `zh-Hant-TW`. */
export const LANGUAGE = /^[a-z]{2,3}(?:-[a-z\d]{2,8}){0,3}$/i

export const LINK_PROTOCOLS = ['http', 'https', 'mailto', 'tel']
export const HEADING_PREFIX = 'section-'
export const NOTE_PREFIX = 'note-'

/** The heading of notes, which is in the text for the ear alone, is on the level of its highest. */
const HIDDEN: [string, string] = ['className', 'visually-hidden']
const ID: [string, RegExp] = ['id', /^(?:bio-[\w.-]+-)?(?:(?:section|note)-[^\s]+|footnote-label)$/]

/** What a passage in another language says of itself. */
const LANG: [string, RegExp] = ['lang', LANGUAGE]
const DIR: [string, string, string] = ['dir', 'ltr', 'rtl']

export const schema: Schema = {
  strip: ['script', 'style'],
  clobber: [],
  tagNames: [
    'p',
    'br',
    'hr',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'em',
    'strong',
    'del',
    'sup',
    'code',
    'pre',
    'blockquote',
    'ul',
    'ol',
    'li',
    'a',
    'img',
    'figure',
    'figcaption',
    'div',
    'span',
    'section',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
  ],
  ancestors: {
    li: ['ul', 'ol'],
    thead: ['table'],
    tbody: ['table'],
    tr: ['table'],
    th: ['table'],
    td: ['table'],
    figcaption: ['figure'],
  },
  protocols: {href: LINK_PROTOCOLS, src: ['http', 'https']},
  attributes: {
    a: [
      'href',
      'title',
      ID,
      ['rel', 'external', 'noopener'],
      'ariaDescribedBy',
      'ariaLabel',
      'dataFootnoteRef',
      'dataFootnoteBackref',
      ['className', 'data-footnote-backref'],
    ],
    code: [['className', /^language-[\w-]{1,30}$/]],
    div: [
      ['className', 'table', 'callout', /^callout-[a-z]+$/],
      LANG,
      DIR,
      ['role', 'group', 'note'],
      'ariaLabel',
      ['tabIndex', 0],
    ],
    h1: [ID],
    h2: [ID, HIDDEN],
    h3: [ID, HIDDEN],
    h4: [ID, HIDDEN],
    h5: [ID, HIDDEN],
    h6: [ID, HIDDEN],
    img: [
      'src',
      'srcSet',
      'sizes',
      'alt',
      'title',
      'width',
      'height',
      ['loading', 'lazy'],
      ['decoding', 'async'],
    ],
    li: [ID, ['className', 'task-list-item']],
    ol: ['start'],
    p: [['className', 'callout-title', 'source', 'unshown']],
    pre: [['tabIndex', 0]],
    section: ['dataFootnotes', ['className', 'footnotes']],
    span: [['className', 'task'], ['role', 'img'], 'ariaLabel', LANG, DIR],
    td: [['className', 'center', 'end']],
    th: [
      ['className', 'center', 'end'],
      ['scope', 'col'],
    ],
    ul: [['className', 'contains-task-list']],
  },
}
