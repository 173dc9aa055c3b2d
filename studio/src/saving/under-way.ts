/** What this window is saving: each save from when it is first sent until it is answered, and those that the lake refused for good. */
import {BehaviorSubject, distinctUntilChanged, map, Subject, type Observable} from 'rxjs'
import {idsOf, type Save} from './carried-out.ts'

/** A save waits for its next attempt. What the lake said to the last one, if it said anything. */
export interface Waits {
  said?: string
}

/** Studio has dropped these words, or is about to. */
export interface Refusal {
  /** Published ids. */
  documents: ReadonlySet<string>
  status: number
  /** The lake's own sentence. */
  said?: string
}

interface UnderWay {
  documents: ReadonlySet<string>
  waits?: Waits | undefined
}

const saves = new BehaviorSubject<readonly UnderWay[]>([])
const refused = new Subject<Refusal>()

/** Of those that wait for their next attempt, the newest. */
export const waitsForLake = saves.pipe(
  map((all) => all.findLast(({waits}) => waits)?.waits),
  distinctUntilChanged(),
)

export const refusals = refused.asObservable()

/** Whether words of this document are on their way, by its published id. */
export const isUnderWay = (id: string): Observable<boolean> =>
  saves.pipe(
    map((all) => all.some(({documents}) => documents.has(id))),
    distinctUntilChanged(),
  )

export function begin(save: Save) {
  let now: UnderWay = {documents: documentsOf(save)}
  const become = (next?: UnderWay) => {
    const {value} = saves
    const [at, before] = [value.indexOf(now), now]
    if (next) now = next
    const others = value.filter((one) => one !== before)
    saves.next(next ? (at < 0 ? [...others, next] : value.with(at, next)) : others)
  }
  become(now)
  return {
    waits: (waits: Waits) => become({...now, waits}),
    refused: (status: number, {said}: Waits) =>
      refused.next({documents: now.documents, status, ...(said === undefined ? {} : {said})}),
    end: () => become(),
  }
}

const documentsOf = (save: Save): ReadonlySet<string> =>
  new Set([...idsOf(save)].map((id) => id.replace(/^drafts\./, '')))
