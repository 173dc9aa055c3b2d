/**
 * What a reader gets when a page can neither be rendered nor found in a cache, in the language of the address.
 *
 * It wears the frame of the page for what is not there, which the site makes at its start and keeps: so it has the firm's
 * name, colours and links even when everything behind is down. Before that page is known, and when it never can be, the
 * words stand on a page that needs nothing but itself: its few styles are inside, allowed by their hash.
 */
import {homePath, type LanguageCode} from '../addresses.ts'
import {digestOf} from '../cache/page.ts'
import type {ErrorWords, Language} from '../language/language.ts'
import {languageOf} from '../language/language.ts'
import {compact} from '../theme/compact.ts'
import {themeCss} from '../theme/theme.ts'
import {PageAnswer} from './page-answer.ts'
import {allowStyle, type Headers} from './policy.ts'

export type ErrorStatus = keyof Language['errors']

interface Choice {
  headers?: Headers
  wordsOf?: (language: Language) => ErrorWords | undefined
}

const styles = compact(`
  :root { color-scheme: light dark; --paper: #fcfbf8; --ink: #1b1a17; --soft: #5b574f }
  @media (prefers-color-scheme: dark) { :root { --paper: #17181b; --ink: #ebe7de; --soft: #aca79b } }
  body { margin: 0; border-top: 5px solid var(--accent); background: var(--paper); color: var(--ink);
    font: 1.25rem/1.5 Newsreader, 'Iowan Old Style', Charter, Cambria, Georgia, serif }
  main { max-width: 36rem; margin: auto; padding: 18vh 1.5rem 4rem }
  h1 { margin: 0; font-size: clamp(2rem, 1.4rem + 3vw, 3.25rem); font-weight: 500; line-height: 1.08; letter-spacing: -0.02em }
  p { margin: 1.25rem 0 0; color: var(--soft) }
  a { display: inline-block; padding: 0.6rem 1.3rem; border-radius: 3px; background: var(--accent); color: var(--on-accent);
    font: 600 1rem system-ui, sans-serif; text-decoration: none }
  a:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
`)
const sheet = styles + themeCss(null)

const codeFor = (path: string): LanguageCode => (/^\/fr(?:[/?#]|$)/.test(path) ? 'fr' : 'en')

export class ErrorPages {
  readonly #headers: Headers
  readonly #frames = new Map<LanguageCode, string>()

  constructor(headers: Headers) {
    this.#headers = headers
  }

  /** Remember the frame of a page of ours, for the language of its address. */
  learn(path: string, html: string): void {
    if (/<main\b[\s\S]*<\/main>/.test(html)) this.#frames.set(codeFor(path), html)
  }

  /** `path` is the address that was asked for; the choice of words and headers may be another's. */
  get(
    status: ErrorStatus,
    path = '/',
    {headers = this.#headers, wordsOf}: Choice = {},
  ): PageAnswer {
    const words = languageOf(codeFor(path)) ?? languageOf('en')
    if (!words) throw new Error('English is missing from src/language/language.ts.')
    const frame = this.#frames.get(words.code)
    const said = wordsOf?.(words) ?? words.errors[status]
    // A review link that is over is nobody else's to know.
    const isPublic = status === 410 && headers === this.#headers
    const body = frame
      ? (isPublic && reworded(frame, said)) || framed(frame, words, said)
      : alone(words, said)
    const [, css] = /<style>([\s\S]*?)<\/style>/.exec(body) ?? []
    return new PageAnswer({
      status,
      body,
      digest: digestOf(body),
      headers: {
        ...(css ? allowStyle(headers, css) : headers),
        'content-type': 'text/html; charset=utf-8',
        // What is gone takes the place of the page in every cache before the site; what is wrong for a moment is kept by nobody.
        'cache-control': isPublic ? 'public, max-age=0, must-revalidate' : 'no-store',
        ...(status === 503 ? {'retry-after': '5'} : {}),
        ...(status === 405 ? {allow: 'GET, HEAD'} : {}),
      },
    })
  }
}

/** The page for what is not there in other words: who looks for what was taken down may find the like of it as well. */
function reworded(frame: string, {title, text}: ErrorWords): string | undefined {
  const opening = /<h1>[^<]*<\/h1><p class="standfirst">[^<]*<\/p>/
  if (!opening.test(frame)) return undefined
  return frame
    .replace(/<title>[^<]*<\/title>/, () => `<title>${title}</title>`)
    .replace(opening, () => `<h1>${title}</h1><p class="standfirst">${text}</p>`)
}

function framed(frame: string, words: Language, {title, text}: ErrorWords): string {
  const main =
    `<main id="content"><header class="opening wrap"><h1>${title}</h1><p class="standfirst">${text}</p></header>` +
    `<div class="wrap"><p>${homeLink(words, 'button')}</p></div></main>`
  return frame
    .replace(/<title>[^<]*<\/title>/, () => `<title>${title}</title>`)
    .replace(/<main\b[\s\S]*<\/main>/, () => main)
}

function alone(words: Language, {title, text}: ErrorWords): string {
  return `<!doctype html>
<html lang="${words.tag}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${title}</title><style>${sheet}</style></head>
<body><main><h1>${title}</h1><p>${text}</p><p>${homeLink(words)}</p></main></body></html>
`
}

const homeLink = (words: Language, className?: string): string =>
  `<a${className ? ` class="${className}"` : ''} href="${homePath(words.code)}">${words.backToFrontPage}</a>`
