/**
 * Documents that stand behind another one at its address. Rules forbid it, but scripts, and two editors at the same moment, can write it. The page
 * shows the first of them (`content/fragments.ts`), so no list names the others: questions for lists leave their ids out (`visible`).
 *
 * Which they are is looked for when a document comes, goes or moves, at the addresses that it has and had, in one question about a few documents; and at
 * a start among all. It is in nobody's way: where nobody stands behind another, nothing is left out.
 */
import type {AskLake} from '../content/questions.ts'
import {noLake} from '../errors.ts'
import {KeptFile} from '../kept-file.ts'
import {readChange, type Change} from './change.ts'
import {isAddressed} from './table.ts'
import {
  changesAt,
  isWithAddress,
  placeOf,
  standingAt,
  typesWithAddress,
  type Behind,
} from './places.ts'
import {state} from './webhook-rule.ts'

/** What a change does to those at its addresses. */
export interface Look {
  /** The change as readers see it: a document behind another one is not there. */
  seen: Change
  /** Does it concern documents that readers do not see, now or before? */
  isOfSeveral: boolean
  /** Is another thing known here of those at its addresses? */
  isUnknown: boolean
  /** Others that readers see from now on, or see no more, as changes. */
  others: Change[]
  /** Who stands behind another one then, by id. */
  behind: readonly string[]
  /** From now on it is so. */
  take: () => void
}

/** Beyond that many they stand in lists: the ids go along with every question for one. */
const most = 200
const mostAtPlaces = 500

const placesQuery = `*[_type == $type && slug.current in $slugs] | order(_createdAt asc, _id asc)[0...${mostAtPlaces}]{
  _id, _type, _rev, _updatedAt, _createdAt, "after": ${state}
}`

const all = (type: string) => `*[_type == "${type}" && defined(slug.current)]`
const addressIn = '{"at": slug.current + " " + coalesce(language, "en")}.at'
/** How many documents of each type, and how many addresses they have. */
const countQuery = `{${typesWithAddress.map((type) => `"${type}": [count(${all(type)}), count(array::unique(${all(type)}${addressIn}))]`).join(', ')}}`
const allQuery = `*[_type in $types && defined(slug.current)] | order(_createdAt asc, _id asc){
  _id, _type, _rev, _createdAt, "after": {"slug": slug.current, language}
}`

export interface StandingBehindOptions {
  /** Where it is kept for the next start. */
  file: string
  report: (error: unknown) => void
}

export class StandingBehind {
  readonly #file: KeptFile | undefined
  #behind = new Map<string, Behind>()
  #ids: readonly string[] = []
  #looks = 0
  /** Which look each place was taken from last: a later one was answered later. */
  readonly #taken = new Map<string, number>()

  constructor(options?: StandingBehindOptions) {
    this.#file =
      options && new KeptFile({...options, content: () => JSON.stringify([...this.#behind])})
  }

  /** Begin with what an earlier process knew. */
  async load(): Promise<void> {
    try {
      const text = await this.#file?.read()
      if (text !== undefined) this.#behind = new Map(JSON.parse(text) as [string, Behind][])
    } catch {
      this.#behind = new Map() // somebody edited it: the first look among all says what there is
    }
    this.#ids = [...this.#behind.keys()].toSorted()
  }

  async close(): Promise<void> {
    await this.#file?.close()
  }

  /** Those that no list names, by id. */
  ids = (): readonly string[] => this.#ids

  /** Those that are these, or stand behind them. */
  concerned(ids: Iterable<string>): string[] {
    const some = new Set(ids)
    return [...this.#behind].flatMap(([id, {front}]) =>
      some.has(id) || some.has(front) ? [id] : [],
    )
  }

  /** It is not there any more. */
  forget(id: string): void {
    if (this.#behind.delete(id)) this.#changed()
  }

  /** Nothing where the change concerns no address. Fails when the lake does not say who stands there. */
  async look(change: Change, ask: AskLake): Promise<Look | undefined> {
    const {id, type, before, after} = change
    if (!isWithAddress(type) || id.includes('.')) return undefined // readers are not shown such documents
    const known = this.concerned([id]).map((one) => this.#behind.get(one)!)
    if (known.length === 0 && !isAddressed(change)) return undefined
    const slugs = [before?.slug, after?.slug, ...known.map(({slug}) => slug)]
    const asked = [...new Set(slugs)].filter((slug) => typeof slug === 'string')
    if (asked.length === 0) return undefined
    const places = new Set([
      ...[before, after].flatMap((one) => placeOf(type, one) ?? []),
      ...known.map(({place}) => place),
    ])
    const number = ++this.#looks
    const found = await ask<object[]>(placesQuery, {type, slugs: asked})
    if (!Array.isArray(found)) throw noLake()
    const standing = standingAt(places, change, found.map(readChange).filter(isChange))
    const then = this.#with(places, standing.behind)
    const {seen, others} = changesAt(change, standing.others, {was: this.#behind, is: then})
    return {
      seen,
      others,
      isOfSeveral: others.length > 0 || seen.before !== before || seen.after !== after,
      isUnknown: !isSame(then, this.#behind),
      behind: [...then.keys()].toSorted(),
      take: () => this.#take(places, standing.behind, number),
    }
  }

  /** Ask who stands behind whom in all of the lake. Answers the ids of whom another thing is known here. */
  async differing(ask: AskLake): Promise<string[]> {
    const counts = await ask<Record<string, [number, number]>>(countQuery, {})
    const types = typesWithAddress.filter((type) => counts[type]?.[0] !== counts[type]?.[1])
    const found = types.length > 0 ? await ask<object[]>(allQuery, {types}) : []
    const there = found.map(readChange).filter(isChange)
    const places = new Set(there.flatMap(({type, after}) => placeOf(type, after) ?? []))
    const {behind} = standingAt(places, undefined, there)
    const other = [...this.#behind].flatMap(([id, {front}]) =>
      behind.get(id)?.front === front ? [] : [id],
    )
    const unknown = [...behind.keys()].filter((id) => !this.#behind.has(id))
    const room = most - this.#behind.size + other.length
    return [...other, ...unknown.slice(0, room)]
  }

  #with(places: ReadonlySet<string>, behind: ReadonlyMap<string, Behind>): Map<string, Behind> {
    const then = new Map([...this.#behind].filter(([, {place}]) => !places.has(place)))
    for (const [id, one] of behind) if (then.size < most) then.set(id, one)
    return then
  }

  #take(places: ReadonlySet<string>, behind: ReadonlyMap<string, Behind>, number: number): void {
    const due = new Set([...places].filter((place) => (this.#taken.get(place) ?? 0) <= number))
    for (const place of due) {
      this.#taken.delete(place)
      this.#taken.set(place, number)
    }
    for (const place of this.#taken.keys()) {
      if (this.#taken.size <= 1_000) break
      this.#taken.delete(place)
    }
    const some = new Map([...behind].filter(([, {place}]) => due.has(place)))
    if (some.size === 0 && ![...this.#behind.values()].some(({place}) => due.has(place))) return
    this.#behind = this.#with(due, some)
    this.#changed()
  }

  #changed(): void {
    this.#ids = [...this.#behind.keys()].toSorted()
    this.#file?.soon()
  }
}

const isSame = (one: ReadonlyMap<string, Behind>, other: ReadonlyMap<string, Behind>): boolean =>
  one.size === other.size &&
  [...one].every(([id, {place, front}]) => {
    const known = other.get(id)
    return known?.place === place && known.front === front
  })

const isChange = (read: Change | string): read is Change => typeof read !== 'string'
