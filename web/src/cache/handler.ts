/**
 * Next's `cacheHandler`: gives and takes what Next renders, and decides alone what is stale.
 *
 * Next makes one of these for each request, before it renders. That moment is the age of everything the request
 * stores: a render that began before a tag was cleared stays older than the clearing, however late it ends.
 *
 * What is done about a stale page depends on who asks. The front server either wants it as it is, because it sees to a new
 * one itself, or wants the new one: to it a stale page is none at all. (`lastModified: -1` would make Next wait for it too,
 * but also ask the lake again for every answer that is still good.) For anybody else an age past `revalidate` means "show
 * this and render behind it". If a render fails, Next stores the old value again, the very same
 * object; that is no new page.
 */
import type {IncomingHttpHeaders} from 'node:http'
import {shownIn} from '../content/shown.ts'
import {askHeader, pageCache, pathHeader, renewHeader} from './door.ts'
import {isReaderPage, stripScripts} from './strip.ts'
import {digestOf, type PageValue, type StoredPage} from './page-cache.ts'

interface FetchValue {
  kind: 'FETCH'
  data: {body: string; [field: string]: unknown}
  revalidate: number
  tags?: string[]
}

interface GetContext {
  kind: string
  tags?: string[]
  softTags?: string[]
}

interface SetContext {
  fetchCache?: boolean
  tags?: string[]
  cacheControl?: {revalidate: number | false; expire?: number}
}

interface Entry {
  lastModified: number
  value: PageValue | FetchValue
  cacheControl?: {revalidate: number | false; expire: number | undefined}
}

/** The tags of a stored page, as Next writes them. */
const tagsHeader = 'x-next-cache-tags'

/** How long a page whose render just failed is shown before Next tries again by itself. */
const retryAfter = 3_000
/** Seconds for which a page is believed although not all is known of what it shows. */
const doubtedAfter = 60
const failedAt = new Map<string, number>()

/** Values that Next got from here: one that comes back means that the render failed. */
const given = new WeakSet<object>()

export default class CacheHandler {
  readonly #startedAt: number
  readonly #path: string | undefined
  readonly #renew: boolean
  readonly #ask: string

  constructor(context: {_requestHeaders?: IncomingHttpHeaders}) {
    const headers = context._requestHeaders ?? {}
    this.#startedAt = pageCache()?.tags.now() ?? 0
    this.#path = text(headers[pathHeader])
    this.#renew = headers[renewHeader] !== undefined
    this.#ask = text(headers[askHeader]) ?? ''
  }

  async get(key: string, context: GetContext): Promise<Entry | null> {
    const cache = pageCache()
    if (!cache) return null
    if (context.kind === 'FETCH') {
      const tags = [...(context.tags ?? []), ...(context.softTags ?? [])]
      const answer = cache.answers.get<FetchValue>(key, tags)
      if (answer) cache.given.given(this.#ask, key, answer.tags)
      else cache.given.awaits(this.#ask, key)
      return answer ? {lastModified: Date.now(), value: answer.value} : null
    }
    let page = await cache.read(key)
    if (!page) return null
    if (cache.verdict(page) !== 'fresh') page = (await cache.newer(key)) ?? page
    const verdict = cache.verdict(page)
    if (verdict === 'expired' || (verdict === 'stale' && this.#renew)) return null
    given.add(page.value)
    if (this.#path !== undefined && !isNextsOwn(page.value)) cache.served(this.#path, page)
    return verdict === 'stale' ? this.#stale(page) : fresh(page)
  }

  async set(key: string, value: PageValue | FetchValue | null, context: SetContext): Promise<void> {
    const cache = pageCache()
    if (!cache || !value) return
    if (isFetch(value)) return this.#keepAnswer(key, value, context)

    if (given.has(value)) {
      failedAt.set(key, Date.now())
      if (failedAt.size > 1_000) failedAt.clear()
      return
    }
    failedAt.delete(key)
    const kept = forReaders(value)
    const answers = await cache.given.to(this.#ask)
    const page = {
      key,
      ...(this.#path === undefined || isNextsOwn(value) ? {} : {path: this.#path}),
      status: value.status ?? 200,
      tags: [
        ...new Set([...String(value.headers?.[tagsHeader] ?? '').split(','), ...answers.tags]),
      ].filter(Boolean),
      renderedAt: this.#startedAt,
      revalidate: answers.isWhole ? (context.cacheControl?.revalidate ?? false) : doubtedAfter,
      ...(context.cacheControl?.expire === undefined ? {} : {expire: context.cacheControl.expire}),
      digest: digestOf(kept.html ?? kept.body ?? ''),
      value: kept,
    }
    await cache.keepBelieved(page, answers)
  }

  async revalidateTag(tags: string | string[], durations?: {expire?: number}): Promise<void> {
    const expired = durations === undefined || durations.expire === 0
    await pageCache()?.clear([tags].flat(), {expired})
  }

  resetRequestCache(): void {}

  #stale(page: StoredPage): Entry {
    if (this.#path !== undefined) return fresh(page)
    if (Date.now() - (failedAt.get(page.key) ?? 0) < retryAfter) return fresh(page)
    const entry = fresh(page)
    return {
      ...entry,
      lastModified: Date.now() - 5_000,
      cacheControl: {revalidate: 1, expire: undefined},
    }
  }

  #keepAnswer(key: string, value: FetchValue, context: SetContext): void {
    const result = resultOf(value)
    const answer = {
      value,
      tags: [...(value.tags ?? []), ...(context.tags ?? []), ...shownIn(result)],
      madeAt: this.#startedAt,
      revalidate:
        value.revalidate > 0 && value.revalidate < 31_536_000 ? value.revalidate : (false as const),
    }
    const bytes = 1_000 + 2 * value.data.body.length
    const cache = pageCache()
    const doubt = cache?.judge.ofAnswer(result)
    cache?.given.given(this.#ask, key, answer.tags, doubt)
    if (doubt === undefined) cache?.answers.keep(key, answer, {bytes, empty: result === null})
  }
}

/** Next asks for the age only to find out what is stale. That is decided already, so the page is as of now. */
const fresh = (page: StoredPage): Entry => ({
  lastModified: Date.now(),
  value: page.value,
  cacheControl: {revalidate: page.revalidate, expire: page.expire},
})

const isFetch = (value: PageValue | FetchValue): value is FetchValue => value.kind === 'FETCH'

const text = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : undefined

function forReaders(value: PageValue): PageValue {
  const {html} = value
  if (typeof html !== 'string' || !isReaderPage(html)) return value
  return {...value, html: stripScripts(html)}
}

/**
 * Next's page for addresses that no route has: one page, and no end of addresses, so they are not noted. It has no status, where
 * a route of ours that finds nothing has 404 and is noted.
 */
const isNextsOwn = ({kind, html, status = 200}: PageValue): boolean =>
  kind === 'APP_PAGE' && status === 200 && !isReaderPage(html ?? '')

/** What the lake answered (`body` is in base64): `null` when there is nothing, nothing at all when it is no answer of a lake. */
function resultOf(value: FetchValue): unknown {
  try {
    const answer = JSON.parse(Buffer.from(value.data.body, 'base64').toString()) as {
      result?: unknown
    }
    return answer.result
  } catch {
    return undefined
  }
}
