/**
 * Makes readers' pages: out of the page cache while they are good, else rendered and kept there.
 *
 * With the lake away, what is kept by nobody (the answers of the search) is made of what the lake said last.
 *
 * A page's age is the moment before its first question. What is cleared after that makes it stale, however late it is done.
 */
import {renderer, type Render} from './door.ts'
import type {AskForPage} from './reading.ts'
import {bodyOf} from './written.ts'
import {isOfAddresses} from '../content/lists.ts'
import {tagsOfRead, type ReadField} from '../content/settings-fields.ts'
import {ByteBoundedMap} from '../cache/byte-bounded-map.ts'
import type {Keeping, PageCache} from '../cache/page-cache.ts'
import {digestOf, type StoredPage} from '../cache/page.ts'
import type {AskLake} from '../content/questions.ts'
import type {Refusal} from '../content/together.ts'
import {AskAhead} from './ask-ahead.ts'
import {LakeAnswers, type Question} from './lake-answers.ts'
import {PageQuestions, type LastTime} from './page-questions.ts'
import {mayBeUnchanged} from './unchanged.ts'

export interface Asked {
  status: number
  headers: Record<string, string>
  body: Buffer
}

export interface PageMakerOptions {
  cache: PageCache
  /** Ask the lake as a reader. */
  ask: AskLake
  /** Settles when there is something that renders: it is part of Next's build. */
  opened: () => Promise<void>
  report: (target: string, error: unknown) => void
  /** Documents that lists leave out, by id. */
  behind?: () => readonly string[]
  /** Milliseconds after which a page asks nothing more: each answer may come late, but not all of them. */
  patience?: number
  /** Those for which each question is asked for itself after the lake refused them as one, and after they took too long as one. */
  apartFor?: number
  apartAfterTimeout?: number
}

/** For so many milliseconds an answer that was asked for anew because no page could be made of it is not doubted again. */
const doubtedEvery = 5_000

/** Of a page that was made here. */
interface Made extends LastTime {
  /** Its body's. One of another instance with the same was made of the same. */
  digest: string
  tags: string[]
}

export class PageMaker {
  readonly #cache: PageCache
  readonly #answers: LakeAnswers
  readonly #opened: () => Promise<void>
  readonly #report: (target: string, error: unknown) => void
  readonly #behind: () => readonly string[]
  readonly #patience: number
  readonly #apartFor: (refusal: Refusal) => number
  /** What each page asked when it was made last, if that went well. */
  readonly #asked = new ByteBoundedMap<Made>({bytes: 4e6})
  readonly #ahead: AskAhead
  /** When an answer of which no page could be made was forgotten. */
  readonly #doubted = new ByteBoundedMap<number>({bytes: Infinity, entries: 5_000})

  constructor({
    cache,
    ask,
    opened,
    report,
    behind = () => [],
    patience = 12_000,
    apartFor = 3_600_000,
    apartAfterTimeout = 60_000,
  }: PageMakerOptions) {
    this.#behind = behind
    this.#patience = patience
    this.#apartFor = ({isPassing}) => (isPassing ? apartAfterTimeout : apartFor)
    this.#cache = cache
    this.#answers = new LakeAnswers(cache, ask)
    this.#ahead = new AskAhead({
      answers: this.#answers,
      lastOf: (target) => this.#asked.peek(target),
      behind,
      apartFor: this.#apartFor,
      isStale: (target) => {
        const page = cache.at(target)
        return page !== undefined && cache.verdict(page) !== 'fresh'
      },
    })
    this.#opened = opened
    this.#report = report
  }

  /**
   * The page at `target`, a stale one too unless `renew` says otherwise. Status 500 when it cannot be rendered. `isAhead`: nobody has asked
   * for it yet.
   */
  async ask(target: string, {renew = false, isAhead = false} = {}): Promise<Asked> {
    const held = await this.#held(target, renew)
    if (held) return askedOf(held.status, held.value)
    try {
      return (await this.#make(target, {isAhead})) ?? nothing
    } catch (error) {
      this.#report(target, error)
      return {status: 500, headers: {}, body: Buffer.alloc(0)}
    }
  }

  /** These will be made next: ask for several of them in one question. */
  askAhead(targets: string[]): void {
    this.#ahead.few(targets)
  }

  /**
   * These are made next because something that was there before has moved or gone: those of them that probably do not show it are asked for in
   * one question. Not the sitemap, which names all that there is.
   */
  askTogether(targets: string[]): void {
    const {tags} = this.#cache
    const some = targets.filter((target) => {
      const page = this.#cache.at(target)
      return page && mayBeUnchanged(page, tags) && !page.tags.some(isOfAddresses)
    })
    this.#ahead.unchanged(some)
  }

  async #held(path: string, renew: boolean): Promise<StoredPage | undefined> {
    const cache = this.#cache
    const known = renew ? cache.at(path) : undefined
    // Known to be old: its words need not be read from the disk.
    const isOld = known !== undefined && cache.verdict(known) !== 'fresh'
    let page = await (isOld ? cache.newer(path) : cache.read(path))
    if (!page) return undefined
    if (cache.verdict(page) !== 'fresh') page = (await cache.newer(path)) ?? page
    if (renew && cache.verdict(page) !== 'fresh') return undefined
    cache.served(path, page)
    return page
  }

  /** These are asked for anew, but not all the time: a page that fails whatever the lake says must cost no others their answers. */
  #askOnceMore(keys: Iterable<string>): void {
    const now = performance.now()
    const due = [...keys].filter((key) => {
      const at = this.#doubted.peek(key)
      return at === undefined || now - at >= doubtedEvery
    })
    for (const key of due) this.#doubted.set(key, now, 1)
    this.#cache.answers.forget(due)
  }

  #remember(target: string, made: Made): void {
    const {questions} = made
    const bytes = questions.reduce((sum, question) => sum + sizeOf(question), 2 * target.length)
    this.#asked.set(target, made, bytes)
  }

  /** The page at hand, if it is stale and what a render would make. */
  async #unchanged(
    target: string,
    {digest, tags}: Made,
    questions: PageQuestions,
  ): Promise<StoredPage | undefined> {
    const cache = this.#cache
    const record = cache.at(target)
    if (record?.digest !== digest || !mayBeUnchanged(record, cache.tags)) return undefined
    if (!(await questions.areAnswersTheSame())) return undefined
    const page = await cache.read(target)
    if (page?.digest !== digest) return undefined
    return {...page, tags, sameSince: page.sameSince ?? page.renderedAt, revalidate: false}
  }

  async #make(target: string, keeping: Keeping): Promise<Asked | undefined> {
    await this.#opened()
    const render = renderer()
    if (!render) throw new Error('The build of the site has no renderer.')
    const cache = this.#cache
    const renderedAt = cache.tags.now()
    const read = new Set<ReadField>()
    const last = this.#asked.get(target)
    this.#ahead.begun(target)
    const questions = new PageQuestions({
      answers: this.#answers,
      last,
      behind: this.#behind(),
      patience: this.#patience,
      apartFor: this.#apartFor,
    })
    this.#asked.delete(target) // a page whose questions fail together asks each for itself the next time
    const {ask, keys} = questions
    const same = last && (await this.#unchanged(target, last, questions))
    if (same) {
      this.#remember(target, {...last, apartUntil: questions.apartUntil})
      await cache.keepBelieved({...same, renderedAt}, {doubt: questions.doubt, keys}, keeping)
      return askedOf(same.status, same.value)
    }
    const reads = (field: ReadField) => read.add(field)
    const written = await write(render, target, {ask, reads}).catch((error: unknown) => {
      // What the lake said makes no page: that must not be so a second time because it was kept.
      if (questions.isAnswered) this.#askOnceMore(keys)
      throw error
    })
    if (!written) return undefined
    const {made, body} = written
    const {status, headers} = made
    if (made.isFleeting) return askedOf(status, {headers, body})
    if (questions.failure) throw questions.failure.error // what is kept is made of what the lake says now
    const page = {
      key: target,
      path: target,
      status,
      tags: [...questions.tags, ...tagsOfRead(read)],
      renderedAt,
      revalidate: false as const,
      digest: digestOf(body),
      value: {headers, body},
    }
    if (status === 200) {
      const {tags, digest} = page
      this.#remember(target, {...questions.lastTime, tags, digest})
    }
    await cache.keepBelieved(page, {doubt: questions.doubt, keys}, keeping)
    return askedOf(status, page.value)
  }
}

async function write(
  render: Render,
  target: string,
  {ask, reads}: {ask: AskForPage; reads: (field: ReadField) => void},
) {
  const made = await render(target, ask, {reads})
  return made && {made, body: await bodyOf(made)}
}

/** About so many bytes: the words of a question are the same for all pages of a kind. */
const sizeOf = ({params, tags}: Question): number =>
  300 + 2 * (JSON.stringify(params).length + tags.join().length)

const nothing: Asked = {status: 404, headers: {}, body: Buffer.alloc(0)}

export const askedOf = (status: number, {headers, body}: StoredPage['value']): Asked => ({
  status,
  headers,
  body:
    typeof body === 'string'
      ? Buffer.from(body)
      : Buffer.from(body.buffer, body.byteOffset, body.byteLength),
})
