/**
 * What a reviewer gets: the page of one draft as readers will see it, without scripts, kept by nobody.
 *
 * It is rendered in Next's draft mode, so that no cache takes part, but with a mark that lets it see this draft alone:
 * everything else on the page is what is published, and its links lead to what is published. No cookie is ever set.
 */
import {articlePath, pagePath} from '../addresses.ts'
import {digestOf} from '../cache/page.ts'
import type {ErrorPages} from '../server/error-pages.ts'
import type {Asked} from '../server/next-door.ts'
import {PageAnswer} from '../server/page-answer.ts'
import {readerHeaders, type Headers, type PolicySettings} from '../server/policy.ts'
import {linkIdOf, verdictOn, type ReviewLink} from './link.ts'
import {stripScripts} from './strip-scripts.ts'

export interface ReviewsOptions {
  /** One document of the lake, private ones too; absent when the site has no token for that. */
  document: ((id: string) => Promise<unknown>) | undefined
  /** A page in which the draft of this document is shown. */
  render: (path: string, draftOf: string) => Promise<Asked>
  policy: PolicySettings
  errors: ErrorPages
  /** Called with what kept a draft from being shown. */
  report: (error: unknown) => void
  now?: () => number
}

interface Target {
  _type?: string
  slug?: {current?: string}
  language?: string
}

/** Types that have a page of their own to look at. */
const pathOf: Record<string, (of: {slug: string; language: string | null}) => string> = {
  article: articlePath,
  page: pagePath,
}

/** A draft may have no address yet; its page is found by its id. */
const noSlug = 'draft'

export class Reviews {
  readonly #options: ReviewsOptions
  readonly #headers: Headers

  constructor(options: ReviewsOptions) {
    this.#options = options
    this.#headers = {
      ...readerHeaders({imagesOrigin: options.policy.imagesOrigin}),
      'cache-control': 'private, no-store',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow, noarchive',
    }
  }

  async answer(path: string): Promise<PageAnswer> {
    const {document, render, report, now = Date.now} = this.#options
    const id = linkIdOf(path)
    if (!id) return this.#words(404)
    if (!document) return this.#words(503)
    try {
      const link = (await document(id)) as ReviewLink | undefined
      if (link?._type !== 'reviewLink') return this.#words(404)
      const verdict = verdictOn(link, now())
      if (verdict.kind !== 'open') return this.#words(410, verdict.kind)
      const {target} = verdict
      const found = (await document(`drafts.${target}`)) ?? (await document(target))
      const {_type = '', slug, language = null} = (found ?? {}) as Target
      const page = pathOf[_type]?.({slug: slug?.current || noSlug, language})
      if (!page) return this.#words(410, 'deleted')
      const asked = await render(page, target)
      if (asked.status === 404) return this.#words(410, 'deleted')
      if (asked.status !== 200) return this.#words(503)
      return this.#page(stripScripts(asked.body.toString()))
    } catch (error) {
      report(error)
      return this.#words(503)
    }
  }

  #page(body: string): PageAnswer {
    const headers = {'content-type': 'text/html; charset=utf-8', ...this.#headers}
    return new PageAnswer({status: 200, body, digest: digestOf(body), headers})
  }

  #words(status: 404 | 410 | 503, reason?: Reason): PageAnswer {
    return this.#options.errors.get(status, '/', {
      headers: this.#headers,
      ...(reason ? {wordsOf: ({reviewLink}) => reviewLink[reason]} : {}),
    })
  }
}

type Reason = 'over' | 'revoked' | 'deleted'
