/** What Studio knows of a document: at once, and when every word of it is in the lake and was checked. */
import {combineLatest, debounceTime, filter, firstValueFrom, tap, type Observable} from 'rxjs'
import type {DocumentStore, SanityDocument, ValidationMarker} from 'sanity'
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
  'commitErrorStatus' | 'consistencyStatus' | 'editOperations' | 'editState' | 'validation'
>

export interface Versions {
  draft: SanityDocument | null
  published: SanityDocument | null
}

export interface Settled extends Versions {
  problems: ValidationMarker[]
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

export async function settled(
  {pair, waitsForLake, show}: Waiting,
  {id, type}: Pressed,
): Promise<Settled> {
  const state = combineLatest({
    edit: pair.editState(id, type),
    isSaved: pair.consistencyStatus(id, type),
    check: pair.validation(`drafts.${id}`, type, true),
    waits: waitsForLake,
    unsaved: pair.commitErrorStatus(id, type),
  }).pipe(
    // One event of the lake's changes several of these, one after the other.
    debounceTime(10),
    tap(({waits, unsaved}) => tell(waits, unsaved && meaningOf(unsaved.error), show)),
    filter(({edit, isSaved, check}) => {
      if (!edit.ready || !isSaved) return false
      if (!edit.draft) return true
      return edit.draft._rev !== undefined && isCheckOf(edit.draft, check)
    }),
  )
  const {edit, check} = await firstValueFrom(state)
  return {
    draft: edit.draft as SanityDocument | null,
    published: edit.published as SanityDocument | null,
    problems: check.validation.filter(({level}) => level === 'error'),
  }
}

/** What could not be saved is sent again (`saving/repeat.ts`), by Studio itself also where that is of no use: after the session ended, for instance. */
function tell(waits: Waits | undefined, unsaved: Meaning | undefined, show: Show): void {
  if (unsaved?.kind === 'refused') throw new Refused(unsaved.reason)
  if (unsaved?.kind === 'unknown') show('away', unsaved.said)
  else if (waits) show('away', waits.said)
  else show('saving')
}

const isCheckOf = (draft: {_rev?: string}, check: {isValidating: boolean; revision?: string}) =>
  !check.isValidating && check.revision === draft._rev

/**
 * Whether the lake took none of the words that were not saved then. What it refuses for good, Studio drops: the form shows the text
 * from before, and that counts as saved and checked. The revision is the lake's, so it stays until the lake takes something.
 */
export const isBackBefore = (seen: Versions, now: Versions): boolean =>
  now.draft?._rev === seen.draft?._rev &&
  now.published?._rev === seen.published?._rev &&
  wordsOf(now.draft) !== wordsOf(seen.draft)
