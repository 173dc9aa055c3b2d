/** What Studio knows of a document: at once, and when every word of it is in the lake. */
import {combineLatest, debounceTime, filter, firstValueFrom, tap, type Observable} from 'rxjs'
import type {DocumentStore, SanityDocument} from 'sanity'
import type {Waits} from '../saving/under-way.ts'
import {wordsOf} from '../saving/words.ts'
import {meaningOf, type Meaning} from './answers.ts'

export interface Pressed {
  /** The published id. */
  id: string
  type: string
}

/** What a press waits for. */
export type Progress = 'saving' | 'asking' | 'away'

export type Show = (progress: Progress, said?: string) => void

export type Pair = Pick<
  DocumentStore['pair'],
  'commitErrorStatus' | 'consistencyStatus' | 'editOperations' | 'editState'
>

export interface Versions {
  draft: SanityDocument | null
  published: SanityDocument | null
}

/** What ends a press without a publication. Its message is for the editor. */
export class Refused extends Error {}

export const editStateOf = (pair: Pair, {id, type}: Pressed) =>
  pair.editState(id, type).pipe(filter(({ready}) => ready))

export async function seenNow(
  pair: Pair,
  pressed: Pressed,
): Promise<Versions & {isSaved: boolean}> {
  const [{draft, published}, isSaved] = await firstValueFrom(
    combineLatest([editStateOf(pair, pressed), pair.consistencyStatus(pressed.id, pressed.type)]),
  )
  return {
    draft: draft as SanityDocument | null,
    published: published as SanityDocument | null,
    isSaved,
  }
}

export interface Waiting {
  pair: Pair
  /** What is being saved and waits for the lake, which may have said why. */
  waitsForLake: Observable<Waits | undefined>
  show: Show
}

/** Who types on has not finished: a publication between two letters would publish half a word. */
const pauseMs = 200

export async function settled(
  {pair, waitsForLake, show}: Waiting,
  {id, type}: Pressed,
): Promise<Versions> {
  const state = combineLatest({
    edit: pair.editState(id, type),
    isSaved: pair.consistencyStatus(id, type),
    waits: waitsForLake,
    unsaved: pair.commitErrorStatus(id, type),
  }).pipe(
    // Also, one event of the lake's changes several of these, one after the other.
    debounceTime(pauseMs),
    tap(({waits, unsaved}) => tell(waits, unsaved && meaningOf(unsaved.error), show)),
    filter(({edit, isSaved}) => {
      if (!edit.ready) return false
      // What was typed while the draft went away is dropped (docs/decisions/0063), and never called saved.
      return edit.draft ? isSaved && edit.draft._rev !== undefined : true
    }),
  )
  const {edit} = await firstValueFrom(state)
  return {
    draft: edit.draft as SanityDocument | null,
    published: edit.published as SanityDocument | null,
  }
}

/** What could not be saved is sent again (`saving/repeat.ts`), by Studio itself also where that is of no use: after the session ended, for instance. */
function tell(waits: Waits | undefined, unsaved: Meaning | undefined, show: Show): void {
  if (unsaved?.kind === 'refused') throw new Refused(unsaved.reason)
  if (unsaved?.kind === 'unknown') show('away', unsaved.said)
  else if (waits) show('away', waits.said)
  else show('saving')
}

/**
 * Whether the lake took none of the words that were not saved then. What it refuses for good, Studio drops: the form shows the text
 * from before, and that counts as saved. The revision is the lake's, so it stays until the lake takes something.
 */
export const isBackBefore = (seen: Versions, now: Versions): boolean =>
  now.draft?._rev === seen.draft?._rev &&
  now.published?._rev === seen.published?._rev &&
  wordsOf(now.draft) !== wordsOf(seen.draft)
