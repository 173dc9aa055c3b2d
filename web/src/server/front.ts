/**
 * The front server: the first to see every request.
 *
 * Readers' pages go out of memory. The API is called. An editor with a valid draft cookie goes to Next. Everything else is a file, a picture, or a 404 that can be read without scripts.
 */
import {randomBytes} from 'node:crypto'
import type {IncomingMessage, ServerResponse} from 'node:http'
import type {ApiRoutes} from '../api/routes.ts'
import type {Assets} from './assets.ts'
import type {Cards} from './cards.ts'
import {targetHeader} from '../draft/inner-headers.ts'
import {headersForNext} from './client-headers.ts'
import {withoutCookies, type DraftCookie} from './draft-cookie.ts'
import type {ErrorPages} from './error-pages.ts'
import type {NextDoor} from './next-door.ts'
import {
  editorHeaders,
  inertHeaders,
  readerHeaders,
  type Headers,
  type PolicySettings,
} from './policy.ts'
import type {PageAnswer} from './page-answer.ts'
import {isNotFoundPath, type ReaderPages} from './reader-pages.ts'
import type {Redirect} from '../redirects/table.ts'
import type {Redirects} from '../redirects/redirects.ts'
import {isSearch, type SearchAnswers} from './search-answer.ts'
import {reviewPath} from '../reviews/link.ts'
import type {Reviews} from '../reviews/reviews.ts'
import {inSmallLetters, sitePath, withoutOrigin} from '../site-path.ts'
import type {StaticFiles} from './static-files.ts'
import type {Styles} from './styles.ts'
import {sendWebResponse, toWebRequest} from './web-request.ts'

export interface FrontOptions {
  site: URL
  pages: ReaderPages
  errors: ErrorPages
  search: Pick<SearchAnswers, 'get'>
  next: Pick<NextDoor, 'pass'>
  files: StaticFiles
  styles: Styles
  /** Pictures for links to pages that have none. */
  cards: Pick<Cards, 'has' | 'hot' | 'get'>
  /** Addresses that lead elsewhere, or nowhere any more. */
  redirects: Pick<Redirects, 'find'>
  /** Drafts that reviewers were sent a link to. */
  reviews: Pick<Reviews, 'answer'>
  api: ApiRoutes
  /** Only when pictures are served here. */
  assets: Assets | undefined
  draftCookie: DraftCookie
  /** Next's own draft cookie, which is the same for everybody and never leaves this process. */
  bypass: string
  policy: PolicySettings
  /** Called with what kept a request from being answered. */
  report: (url: string, error: unknown) => void
}

/** A redirect that leads somewhere: not every address that is taken does. */
type Leading = Exclude<Redirect, {status: 410}>

/** Next's cookies for drafts, which are ours to give. */
const nextCookies = ['__prerender_bypass', '__next_preview_data']

/** Headers of Next that are nobody's business. */
const inner = ['x-next-cache-tags', 'x-nextjs-cache', 'x-nextjs-prerender', 'x-powered-by']

export class Front {
  readonly #options: FrontOptions
  readonly #host: {host: string; protocol: string}
  readonly #readerHeaders: Headers

  constructor(options: FrontOptions) {
    this.#options = options
    this.#host = {host: options.site.host, protocol: options.site.protocol.slice(0, -1)}
    this.#readerHeaders = readerHeaders(options.policy)
  }

  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    const url = (request.url = withoutOrigin(request.url ?? '/'))
    const isReading = request.method === 'GET' || request.method === 'HEAD'
    const {cookie, connection} = request.headers
    // A cache before the site keeps every header of an answer, and reads it each time. Who says nothing of the connection needs no word of it.
    if (connection === undefined && request.httpVersion === '1.1')
      response.removeHeader('connection')
    const seesDrafts = cookie !== undefined && this.#options.draftCookie.verify(cookie)
    const fail = (error: unknown) => this.#fail(request, response, error)
    try {
      const answer = isReading && !seesDrafts ? this.#hot(url) : undefined
      if (answer) answer.send(request, response)?.catch(fail)
      else this.#route(request, response, {url, isReading, seesDrafts}).catch(fail)
    } catch (error) {
      fail(error)
    }
  }

  /** What is in memory and needs no second look. */
  #hot(url: string): PageAnswer | undefined {
    if (url.startsWith('/api/') || isNotFoundPath(url)) return undefined
    const {pages, files, styles, cards, redirects} = this.#options
    if (redirects.find(url)) return undefined
    const page = pages.hot(url)
    if (page) return page.status === 404 && inSmallLetters(url) !== undefined ? undefined : page
    return files.hot(url) ?? styles.hot(url) ?? cards.hot(url)
  }

  /** What went wrong with one answer is that reader's misfortune alone. */
  #fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const {errors, report} = this.#options
    const url = request.url ?? '/'
    if (!response.destroyed) report(url, error) // else nobody is there who would miss it
    if (response.headersSent) response.destroy()
    else
      errors
        .get(503, url)
        .send(request, response)
        ?.catch(() => response.destroy())
  }

  async #route(
    request: IncomingMessage,
    response: ServerResponse,
    {url, isReading, seesDrafts}: {url: string; isReading: boolean; seesDrafts: boolean},
  ): Promise<void> {
    const {pages, errors, files, styles, cards, assets} = this.#options
    const [address = '/'] = url.split('?', 1)
    if (address.startsWith('/images/') || address.startsWith('/files/')) {
      if (assets) return assets.serve(request, response)
    }
    if (files.has(address)) {
      if (!isReading) return errors.get(405, url).send(request, response)
      return (await files.get(address))?.send(request, response)
    }
    if (styles.has(address) && isReading && !seesDrafts) {
      const answer = (await styles.get(address)) ?? (await pages.missing())
      return answer.send(request, response)
    }
    if (cards.has(address) && isReading) {
      const answer = (await cards.get(address)) ?? (await pages.missing())
      return answer.send(request, response)
    }
    const isNoSheet = address.startsWith('/styles/') && !styles.has(address)
    if (address.startsWith('/_next/') || isNoSheet)
      return (await pages.missing()).send(request, response)
    if (address.startsWith('/api/')) return this.#call(request, response, address)
    const review = reviewPath(address)
    if (review !== undefined) {
      if (!isReading) return errors.get(405, url).send(request, response)
      return (await this.#options.reviews.answer(review)).send(request, response)
    }

    const found = sitePath(url)
    if (!found || isNotFoundPath(found.path))
      return (await pages.missing(found?.path)).send(request, response)
    if (seesDrafts) return this.#draft(request, response, found.path + searchOf(url))
    if (!isReading) return errors.get(405, url).send(request, response)
    const redirect = this.#options.redirects.find(found.path)
    if (redirect?.status === 410) return errors.get(410, url).send(request, response)
    if (redirect) return this.#redirect(response, redirect, url)
    if (found.moved) {
      // At once to where it ends: the site's words in capitals come with a slug in capitals, mostly.
      const there = (await this.#wayInSmallLetters(found.path)) ?? own(found.path)
      return this.#redirect(response, there, url)
    }
    if (isSearch(found.path))
      return (await this.#options.search.get(found.path, url)).send(request, response)
    const page = await pages.get(found.path)
    const there = page.status === 404 && (await this.#wayInSmallLetters(found.path))
    if (there) return this.#redirect(response, there, url)
    return page.send(request, response)
  }

  /** Where the same address in small letters leads, when nothing is at this one. */
  async #wayInSmallLetters(path: string): Promise<Leading | undefined> {
    const small = inSmallLetters(path)
    if (small === undefined || isSearch(path)) return undefined
    return (await this.#options.pages.get(path)).status === 404 ? this.#wayTo(small) : undefined
  }

  /** To the page at this address, or where the address leads; nothing when nothing is there. */
  async #wayTo(path: string): Promise<Leading | undefined> {
    const {pages, redirects} = this.#options
    const redirect = redirects.find(path)
    if (redirect && redirect.status !== 410)
      return (await this.#isEnd(redirect.location)) ? redirect : undefined
    const isKnown = redirect !== undefined || (await pages.get(path)).status === 200
    return isKnown ? own(path) : undefined
  }

  /** Is what stands there not looked up in small letters in its turn? That may lead back here, for ever. */
  async #isEnd(location: string): Promise<boolean> {
    const path = location.startsWith('/') ? sitePath(location)?.path : undefined
    if (path === undefined || inSmallLetters(path) === undefined) return true
    return (await this.#options.pages.get(path)).status !== 404
  }

  /** A page with drafts: made for this editor, kept by nobody. */
  #draft(request: IncomingMessage, response: ServerResponse, target: string): void {
    const nonce = randomBytes(16).toString('base64url')
    const headers = editorHeaders(this.#options.policy, nonce)
    const policy = headers['content-security-policy'] ?? ''
    const cookies = [
      withoutCookies(request.headers.cookie, [...nextCookies, this.#options.draftCookie.name]),
      `__prerender_bypass=${this.#options.bypass}`,
    ].filter(Boolean)
    const asks: Headers = {
      ...headersForNext(request.headers, this.#host),
      'content-security-policy': policy,
      [targetHeader]: target,
      cookie: cookies.join('; '),
    }
    request.headers = asks
    request.rawHeaders = Object.entries(asks).flat()
    dress(response, headers)
    this.#options.next.pass(request, response)
  }

  async #call(request: IncomingMessage, response: ServerResponse, address: string): Promise<void> {
    const answers: Headers = {...inertHeaders, 'cache-control': 'no-store'}
    const {studioOrigin} = this.#options.policy
    if (address.startsWith('/api/draft-mode/')) {
      const frames = ["'self'", ...(studioOrigin ? [studioOrigin] : [])].join(' ')
      answers['content-security-policy'] = `default-src 'none'; frame-ancestors ${frames}`
    }
    const found = this.#options.api.find(request.method ?? 'GET', address)
    if (!found) return (await this.#options.pages.missing()).send(request, response)
    const answer =
      found instanceof Response
        ? found
        : await found(toWebRequest(request, this.#options.site.origin))
    return sendWebResponse(answer, request, response, answers)
  }

  /** What a reader came with, such as where from, goes along to a page of this site. */
  #redirect(response: ServerResponse, {status, location}: Leading, url: string): void {
    const search = searchOf(url)
    const isBare = location.startsWith('/') && !/[?#]/.test(location)
    const headers = {...this.#readerHeaders, 'content-length': '0'}
    response.writeHead(status, {...headers, location: isBare ? location + search : location}).end()
  }
}

const own = (location: string): Leading => ({status: 308, location})

const searchOf = (url: string): string => /\?[^#]*/.exec(url)?.[0] ?? ''

/** Have these headers on the answer, whatever else sets them, and none of Next's inner ones. */
function dress(response: ServerResponse, headers: Headers): void {
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse
  response.writeHead = (...args: unknown[]) => {
    for (const name of inner) response.removeHeader(name)
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    return writeHead(...args)
  }
}
