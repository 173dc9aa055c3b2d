/** What a change concerns, asked of the lake: who refers to the document, what is beside it, who else has its address. */
import {askWithout, type AskLake} from '../content/questions.ts'
import {idShownBy} from '../content/shown.ts'
import {together} from '../content/together.ts'
import type {Belief} from './belief.ts'
import type {Change, DocumentState} from './change.ts'
import {findDependents} from './dependents.ts'
import {findFirstInFrench, listedInFrench} from './first-in-french.ts'
import {findNeighbours} from './neighbours.ts'
import type {Look, StandingBehind} from './standing-behind.ts'
import {effectOf, tagsOfShown, type Dependent, type Effect} from './table.ts'

export interface Concern extends Effect {
  /** Of those at its addresses, if it concerns any: to be taken before anything is cleared. */
  look?: Look | undefined
}

interface ConcernsOptions {
  ask: AskLake
  belief: Pick<Belief, 'ofAnswer'>
  standing: StandingBehind
}

export class Concerns {
  readonly #options: ConcernsOptions

  constructor(options: ConcernsOptions) {
    this.#options = options
  }

  /** Asks all at once; again where it concerns documents that readers do not see. Fails when the lake does not say. */
  async of(change: Change): Promise<Concern> {
    const ask = this.#asking(this.#options.standing.ids)
    const found = [
      findDependents(change, ask),
      findNeighbours(change, ask),
      findFirstInFrench(change, ask),
      this.#look(change, ask),
    ] as const
    const [dependents, neighbours, french, look] = await Promise.all(found)
    if (look?.isOfSeveral) return this.#ofSeveral(look, change, dependents)
    return {...effectOf(change, dependents, neighbours, french), look}
  }

  /** What of it concerns those at its addresses, if another thing is known of them than the lake says now: else no tags. */
  async ofOthers(change: Change): Promise<Concern | undefined> {
    const look = await this.#look(change, this.#options.ask)
    if (look?.isUnknown) return this.#ofSeveral(look, change, [])
    return look && {tags: [], paths: [], look}
  }

  async #ofSeveral(look: Look, change: Change, dependents: Dependent[]): Promise<Concern> {
    const ask = this.#asking(() => look.behind)
    const changes = [look.seen, ...look.others]
    const beside = Promise.all([
      findNeighbours(look.seen, ask),
      ...look.others.map((other) => findNeighbours(asEntering(other), ask)),
    ])
    // They come and go when the change does, whenever they were written.
    const {updatedAt} = change
    const french = Promise.all(changes.map((one) => findFirstInFrench({...one, updatedAt}, ask)))
    const [neighbours, first] = [await beside, firstOfSeveral(changes, await french)]
    // By whom each is referred to, and named as the same in another language, does not follow from where it stands.
    const tags = changes.flatMap((one, i) =>
      one.before || one.after
        ? effectOf(withoutTranslations(one), [], neighbours[i], first[i]).tags.filter(
            (tag) => idShownBy(tag) !== one.id,
          )
        : [],
    )
    tags.push(...tagsOfShown(change, dependents))
    return {tags: [...new Set(tags)], paths: effectOf(change, []).paths, look}
  }

  /** Whom to leave out is said of each question: in one of several the names of parameters are others. */
  #asking(behind: () => readonly string[]): AskLake {
    return askWithout(together(this.#options.ask), behind)
  }

  #look(change: Change, ask: AskLake): Promise<Look | undefined> {
    return this.#options.standing.look(change, async (query, params) => {
      const answer = await ask<never>(query, params)
      const doubt = this.#options.belief.ofAnswer(answer)
      if (doubt !== undefined) throw new Error(doubt)
      return answer
    })
  }
}

const withoutTranslations = (change: Change): Change => {
  const {before, after} = change
  const bare = (state: DocumentState | null) => state && {...state, translations: []}
  return {...change, before: bare(before), after: bare(after)}
}

/** Beside what it stood, if it goes: the pages of these are found as if it came. */
const asEntering = (change: Change): Change => ({
  ...change,
  before: null,
  after: change.after ?? change.before,
})

/**
 * Where one goes and another comes there was something in French, and there is. Where several come at once each finds the others there, and is
 * not the first.
 */
function firstOfSeveral(changes: Change[], french: string[][]): string[][] {
  const before = new Set(changes.flatMap((one) => listedInFrench(one.before)))
  const after = changes.flatMap((one) => [...new Set(listedInFrench(one.after))])
  const both = after.filter((id, i) => after.indexOf(id) !== i && !before.has(id))
  return french.map((ids) => [
    ...ids.filter((id) => !(before.has(id) && after.includes(id))),
    ...both,
  ])
}
