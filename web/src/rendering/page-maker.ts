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
import {isTagOfFew} from '../content/lists.ts'
import {tagsOfRead, type ReadField} from '../content/settings-fields.ts'
import {ByteBoundedMap} from '../cache/byte-bounded-map.ts'
import type {Keeping, PageCache} from '../cache/page-cache.ts'
import {digestOf, type StoredPage} from '../cache/page.ts'
import type {AskLake} from '../content/questions.ts'
import type {Refusal} from '../content/together.ts'
import {LakeAnswers, type Question} from './lake-answers.ts'
import {asNow, PageQuestions, type LastTime} from './page-questions.ts'

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
/** Pages whose questions are asked together: more of them wait longer for the first. */
const pagesAtOnce = 4

export class PageMaker {
  readonly #cache: PageCache
  readonly #answers: LakeAnswers
  readonly #opened: () => Promise<void>
  readonly #report: (target: string, error: unknown) => void
  readonly #behind: () => readonly string[]
  readonly #patience: number
  readonly #apartFor: (refusal: Refusal) => number
  /** What each page asked when it was made last, if that went well. */
  readonly #asked = new ByteBoundedMap<LastTime>({bytes: 4e6})
  /** When an answer of which no page could be made was forgotten. */
  readonly #doubted = new ByteBoundedMap<number>({bytes: Infinity, entries: 5_000})
  /** Until then each page asks for itself. */
  #aloneUntil = 0

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

  /**
   * These will be made next: ask for several of them in one question. Only what is about few documents, however large the
   * archive, so that no page waits for another's list to be counted.
   */
  askAhead(targets: string[]): void {
    const now = performance.now()
    if (now < this.#aloneUntil) return
    const behind = this.#behind()
    const open = targets.flatMap((target) => {
      const last = this.#asked.peek(target)
      if (!last || last.apartUntil > now) return []
      const questions = this.#answers.outdated(asNow(last.questions, behind))
      return questions.length > 0 && questions.every(isOfFew) ? [questions] : []
    })
    const refused = (refusal: Refusal) => {
      this.#aloneUntil = Math.max(this.#aloneUntil, performance.now() + this.#apartFor(refusal))
    }
    for (let from = 0; from < open.length; from += pagesAtOnce)
      this.#answers.anew(open.slice(from, from + pagesAtOnce).flat(), {refused})
  }

  async #held(path: string, renew: boolean): Promise<StoredPage | undefined> {
    const cache = this.#cache
    const known = renew ? cache.at(path) : undefined
    // Known to be old: its words need not be read from the disk.
    const isOld = known !== undefined && cache.verdict(known) !== 'fresh'
    let page = await (isOld ? cache.newer(path) : cache.read(path))
    if (!page) return undefined
    if (cache.verdict(page) !== 'fresh') page = (await cache.newer(path)) ?? page
    const verdict = cache.verdict(page)
    if (verdict === 'expired' || (verdict === 'stale' && renew)) return undefined
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

  #remember(target: string, {questions, apartUntil}: LastTime): void {
    const bytes = questions.reduce((sum, question) => sum + sizeOf(question), 2 * target.length)
    this.#asked.set(target, {questions, apartUntil}, bytes)
  }

  async #make(target: string, keeping: Keeping): Promise<Asked | undefined> {
    await this.#opened()
    const render = renderer()
    if (!render) throw new Error('The build of the site has no renderer.')
    const cache = this.#cache
    const renderedAt = cache.tags.now()
    const read = new Set<ReadField>()
    const questions = new PageQuestions({
      answers: this.#answers,
      last: this.#asked.get(target),
      behind: this.#behind(),
      patience: this.#patience,
      apartFor: this.#apartFor,
    })
    this.#asked.delete(target) // a page whose questions fail together asks each for itself the next time
    const {ask, keys} = questions
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
    if (status === 200) this.#remember(target, questions.lastTime)
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

const isOfFew = ({tags}: Question): boolean => tags.every(isTagOfFew)

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
