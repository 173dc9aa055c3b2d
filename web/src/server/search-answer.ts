/**
 * `/search?q=…`: made for each question and kept by nobody, neither here nor on the way.
 *
 * The question is cut to what search reads, so that an address of any length costs the same.
 */
import {digestOf} from '../cache/page.ts'
import {revisionsIn} from '../content/revisions.ts'
import type {PageMaker} from '../rendering/page-maker.ts'
import type {ErrorPages} from './error-pages.ts'
import {PageAnswer} from './page-answer.ts'
import type {Headers} from './policy.ts'
import type {SheetInside} from './sheet-inside.ts'

const longest = 100
const mostAtOnce = 8

export const isSearch = (path: string): boolean => path === '/search' || path === '/fr/search'

interface SearchOptions {
  maker: Pick<PageMaker, 'ask'>
  headers: Headers
  errors: ErrorPages
  sheet: Pick<SheetInside, 'put'>
  /** Called with what kept a question from being answered. The question is the reader's own, and no part of it. */
  report: (path: string, error: unknown) => void
}

export class SearchAnswers {
  readonly #maker: Pick<PageMaker, 'ask'>
  readonly #headers: Headers
  readonly #errors: ErrorPages
  readonly #sheet: Pick<SheetInside, 'put'>
  readonly #report: (path: string, error: unknown) => void
  #underWay = 0

  constructor({maker, headers, errors, sheet, report}: SearchOptions) {
    this.#maker = maker
    this.#errors = errors
    this.#sheet = sheet
    this.#report = report
    this.#headers = {
      ...headers,
      'cache-control': 'private, no-store',
      'referrer-policy': 'strict-origin', // the question goes to no server's log with the picture or the page that comes next
      'x-robots-tag': 'noindex',
    }
  }

  async get(path: string, url: string): Promise<PageAnswer> {
    if (this.#underWay >= mostAtOnce) return this.#errors.get(503, path)
    this.#underWay++
    try {
      const {status, headers, body} = await this.#maker.ask(path + questionOf(url))
      if (status !== 200) return this.#errors.get(status === 404 ? 404 : 503, path)
      const html = body.toString()
      const page = await this.#sheet.put(html, this.#headers)
      const revision = revisionsIn(html)
      return new PageAnswer({
        status,
        headers: {
          'content-type': headers['content-type'] ?? '',
          ...(revision === undefined ? {} : {'x-content-revision': revision}),
          ...page.headers,
        },
        body: page.html,
        digest: digestOf(page.html),
      })
    } catch (error) {
      this.#report(path, error)
      return this.#errors.get(503, path)
    } finally {
      this.#underWay--
    }
  }
}

function questionOf(url: string): string {
  const at = url.indexOf('?')
  const asked = at < 0 ? null : new URLSearchParams(url.slice(at, at + 2_000)).get('q')
  const question = asked?.toWellFormed().slice(0, longest).trim()
  return question ? `?q=${encodeURIComponent(question.toWellFormed())}` : ''
}
