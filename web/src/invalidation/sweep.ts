/**
 * What a lost webhook missed: asked of the lake at start and from time to time.
 *
 * Changed documents are those updated since the last sweep whose revision no webhook told. A document that is gone leaves
 * no trace to ask for, so the addresses of pages at hand are compared with what is still published. Both come without
 * the facts of a webhook, so everything that may show the document is cleared: what is found from time to time is looked at again a
 * little later, because its webhook may be on the way.
 */
import type {PageCache} from '../cache/page-cache.ts'
import {isPageSlug, partOf} from '../addresses.ts'
import {addressTag, listTag, slugTag} from '../content/tags.ts'
import {KeptFile} from '../kept-file.ts'
import {readChange, type Change} from './change.ts'
import type {AskLake} from '../content/questions.ts'
import {state, watchedTypes} from './webhook-rule.ts'

export interface SweepOptions {
  cache: Pick<PageCache, 'clear' | 'paths'>
  apply: (change: Change) => Promise<unknown>
  /** Render whatever is stale, also what is being rendered. */
  renewStale: () => void
  /** Render whatever is stale and nobody sees to. */
  renewForgotten: () => void
  /** Nothing is at these addresses any more. */
  left: (tags: string[]) => void
  ask: AskLake
  /** Where the time of the last sweep is kept. */
  file: string
  every: number
  /** Milliseconds after which a webhook that did not come is taken for lost. */
  grace?: number
  /** Milliseconds after which a sweep that failed is tried again; each time twice as long. */
  again?: number
  report: (error: unknown) => void
}

const atOnce = 500
const usualGrace = 5_000
const usualAgain = 1_000
/** Of one moment there may be thousands: an import is one transaction. */
const changedQuery = `*[_type in $types && _updatedAt >= $since && (_updatedAt > $since || _id > $after)] | order(_updatedAt asc, _id asc) [0...${atOnce}] {
  _id, _type, _rev, _updatedAt, "after": ${state}
}`
const newestQuery = `*[_type in $types] | order(_updatedAt desc)[0]._updatedAt`
const presentQuery = `{
  "present": *[_type == $type && slug.current in $slugs && ($language == null || coalesce(language, "en") == $language)].slug.current,
  "documents": count(*[_type in $types])
}`

interface Present {
  present: string[]
  documents: number
}

interface Found {
  _id: string
  _rev: string
  _updatedAt: string
}

export class Sweep {
  readonly #options: SweepOptions
  readonly #told = new Map<string, string>()
  readonly #kept: KeptFile
  /** How far sweeps came, and the revisions seen at that very moment, which the next one meets again. */
  #position: Position | undefined
  #isRead = false
  #timer: NodeJS.Timeout | undefined
  #again: NodeJS.Timeout | undefined
  #failures = 0
  #lastAt: number | undefined
  #running: Promise<void> | undefined
  #stopWaiting: (() => void) | undefined
  #closed = false

  constructor(options: SweepOptions) {
    const {file, report} = options
    this.#options = options
    this.#kept = new KeptFile({
      file,
      content: () => this.#position && `${JSON.stringify(this.#position)}\n`,
      flush: true, // without it nobody knows what was published while the site was down
      report,
    })
  }

  /** When a sweep last went through, in milliseconds since 1970. */
  get lastAt(): number | undefined {
    return this.#lastAt
  }

  /** A webhook told this revision, so the sweep need not. */
  told({id, rev}: Change): void {
    if (rev !== undefined) this.#told.set(id, rev)
  }

  /** Sweep now and from time to time. Settles when the first sweep is done. */
  start(): Promise<void> {
    const {every, grace = usualGrace} = this.#options
    this.#timer = setInterval(() => void this.#run(grace), every)
    this.#timer.unref()
    return this.now()
  }

  /** End, and keep what webhooks told since the last sweep: the next start need not render it again. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    clearTimeout(this.#again)
    const isAsking = this.#running && !this.#stopWaiting
    this.#closed = true
    this.#stopWaiting?.()
    const since = isAsking ? undefined : await this.#since()
    if (since !== undefined) this.#position = {since, seen: Object.fromEntries(this.#told)}
    await this.#kept.close()
  }

  /** Never fails: a lake that cannot be asked is asked again, a moment later. */
  now(): Promise<void> {
    this.#stopWaiting?.()
    return this.#run(0)
  }

  #run(grace: number): Promise<void> {
    this.#running ??= this.#sweep(grace)
      .then(() => {
        this.#lastAt = Date.now()
        this.#failures = 0
        clearTimeout(this.#again)
      })
      .catch((error: unknown) => {
        this.#options.report(error)
        this.#soonAgain(grace)
      })
      .finally(() => (this.#running = undefined))
    return this.#running
  }

  /** A lake that was away at the start may be back in a second, and what was published meanwhile is not shown until then. */
  #soonAgain(grace: number): void {
    if (this.#closed) return
    const {every, again = usualAgain} = this.#options
    clearTimeout(this.#again)
    this.#again = setTimeout(
      () => void this.#run(grace),
      Math.min(every, again * 2 ** this.#failures++),
    )
    this.#again.unref()
  }

  async #sweep(grace: number): Promise<void> {
    this.#options.renewForgotten()
    const since = await this.#since()
    if (since === undefined) {
      // Nothing was ever shown from here, so nothing can be out of date.
      const newest = await this.#options.ask<string | null>(newestQuery, {types: watchedTypes})
      return this.#note(newest ?? new Date(0).toISOString())
    }
    await this.#findChanged(since, grace)
    if (!this.#closed) await this.#findGone(grace)
  }

  async #findChanged(start: string, grace: number): Promise<void> {
    const isTold = ({_id, _rev}: Found) => this.#told.get(_id) === _rev
    let atLast: Found[] = []
    for await (const found of this.#changedSince(start)) {
      if (grace > 0 && !found.every(isTold)) {
        await this.#wait(grace)
        return this.#closed ? undefined : this.#findChanged(start, 0)
      }
      for (const document of found) {
        const change = readChange(document)
        if (typeof change === 'string' || isTold(document)) continue
        await this.#options.apply({...change, isFound: true})
        this.#told.set(document._id, document._rev)
      }
      const before = atLast
      atLast = ofLastMoment([...atLast, ...found])
      if (before[0]?._updatedAt !== atLast[0]?._updatedAt) await this.#keep(atLast)
    }
    await this.#keep(atLast)
    const met = new Set(atLast.map(({_id}) => _id)) // the next sweep meets them again
    for (const id of [...this.#told.keys()].slice(0, -2_000))
      if (!met.has(id)) this.#told.delete(id)
  }

  /** Everything of this moment is known. */
  async #note(moment: string): Promise<void> {
    let atLast: Found[] = []
    for await (const found of this.#changedSince(moment)) {
      for (const {_id, _rev} of found) this.#told.set(_id, _rev)
      atLast = ofLastMoment([...atLast, ...found])
    }
    await this.#write(moment, seen(atLast))
  }

  /** What was changed at this moment or later, in the order of time. */
  async *#changedSince(moment: string): AsyncGenerator<Found[]> {
    for (let [since, after] = [moment, '']; ;) {
      const params = {types: watchedTypes, since, after}
      const found = await this.#options.ask<Found[]>(changedQuery, params)
      const last = found.at(-1)
      if (!last) return
      yield found
      if (found.length < atOnce) return
      since = last._updatedAt
      after = last._id
    }
  }

  async #findGone(grace: number): Promise<void> {
    const suspected = await this.#lookForGone()
    if (suspected.length === 0) return
    if (grace > 0) await this.#wait(grace)
    if (this.#closed) return
    for (const {type, slugs, code} of grace > 0 ? await this.#lookForGone() : suspected)
      await this.#clearGone(type, slugs, code)
  }

  async #lookForGone(): Promise<Gone[]> {
    const found = await Promise.all(folders.map((folder) => this.#goneUnder(folder)))
    return found.flat()
  }

  async #goneUnder([type, folder, code]: Folder): Promise<Gone[]> {
    const all: Gone[] = []
    const slugs = this.#slugsUnder(folder)
    for (let from = 0; from < slugs.length; from += atOnce) {
      const some = slugs.slice(from, from + atOnce)
      const language = code ?? null
      const params = {type, slugs: some, language, types: watchedTypes}
      const {present, documents} = await this.#options.ask<Present>(presentQuery, params)
      // Not a word about what is gone from a lake that has nothing at all, nor from what is no lake.
      if (!Array.isArray(present) || typeof documents !== 'number' || documents === 0) return []
      const found = new Set(present)
      const gone = some.filter((slug) => !found.has(slug))
      if (gone.length > 0) all.push({type, slugs: gone, code})
    }
    return all
  }

  /** Wait, unless somebody cannot: who asks for a sweep now, or closes. */
  async #wait(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      timer.unref()
      this.#stopWaiting = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#stopWaiting = undefined
  }

  async #clearGone(type: string, slugs: string[], code: Folder[2]): Promise<void> {
    const lists = this.#options.cache
      .paths()
      .flatMap(({tags}) => tags.filter((tag) => tag.startsWith(anyList)))
    const own = slugs.flatMap((slug) => [slugTag(type, slug, code), addressTag(type, slug, code)])
    this.#options.left(own)
    await this.#options.cache.clear([...new Set([...own, ...lists])])
    this.#options.renewStale()
  }

  #slugsUnder(folder: string): string[] {
    const all = this.#options.cache.paths().flatMap(({path: address = '', status}) => {
      // Of a list, a later page or a feed may be all that is at hand; of an article, its Markdown.
      const own = partOf(address)?.whole ?? address
      if (status !== 200 || !own.startsWith(folder)) return []
      const slug = decodeURIComponent(own.slice(folder.length))
      if (slug.includes('/')) return []
      return folder === '/' || folder === '/fr/' ? (isPageSlug(slug) ? [slug] : []) : [slug]
    })
    return [...new Set(all)]
  }

  async #since(): Promise<string | undefined> {
    if (!this.#isRead) this.#position = readPosition(await this.#kept.read())
    if (!this.#isRead) this.#learn(this.#position?.seen)
    this.#isRead = true
    return this.#position?.since
  }

  #learn(seen: Record<string, string> = {}): void {
    for (const [id, rev] of Object.entries(seen)) if (!this.#told.has(id)) this.#told.set(id, rev)
  }

  /**
   * Keep how far this sweep came. Of one moment there are as many documents as one transaction may write, which fit into a request of a
   * few megabytes; they are written down once, when all of them were met.
   */
  async #keep(atLast: Found[]): Promise<void> {
    const [newest] = atLast
    if (newest) await this.#write(newest._updatedAt, seen(atLast))
  }

  async #write(since: string, found: Record<string, string>): Promise<void> {
    this.#position = {since, seen: found}
    await this.#kept.now()
  }
}

interface Position {
  since: string
  seen: Record<string, string>
}

function readPosition(text = ''): Position | undefined {
  try {
    const {since, seen} = JSON.parse(text) as Partial<Position>
    return typeof since === 'string' ? {since, seen: seen ?? {}} : undefined
  } catch {
    return undefined
  }
}

interface Gone {
  type: string
  slugs: string[]
  code: Folder[2]
}

const seen = (documents: Found[]): Record<string, string> =>
  Object.fromEntries(documents.map(({_id, _rev}) => [_id, _rev]))

/** Those that were changed when the last one was. */
function ofLastMoment(documents: Found[]): Found[] {
  const moment = documents.at(-1)?._updatedAt
  return documents.filter(({_updatedAt}) => _updatedAt === moment)
}

type Folder = readonly [type: string, folder: string, code?: 'en' | 'fr']

const folders: Folder[] = [
  ['article', '/articles/', 'en'],
  ['author', '/authors/'],
  ['topic', '/topics/'],
  ['page', '/', 'en'],
  ['article', '/fr/articles/', 'fr'],
  ['author', '/fr/authors/'],
  ['topic', '/fr/topics/'],
  ['page', '/fr/', 'fr'],
]

const anyList = listTag('')
