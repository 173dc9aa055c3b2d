/**
 * One press of Publish, from the press to its outcome.
 *
 * Sanity's own action belongs to its pane and is one of Studio's operations, of which it carries out one a document, the newest: a
 * keystroke, the saving that follows it, or going on to another document takes the place of a publication under way, and the press is lost
 * without a word (docs/decisions/0070). So a press is a promise of ours. It waits until everything is saved and checked, writes what
 * publishing changes (`rules/publication.ts`), and asks the lake for exactly the revision that it saw, again where that is safe.
 */
import {combineLatest, debounceTime, filter, firstValueFrom, merge, race, tap, timer} from 'rxjs'
import type {DocumentStore, SanityDocument, ValidationMarker} from 'sanity'
import {changesOnPublication, type ArticleLike} from '../rules/publication.ts'

export interface Pressed {
  /** The published id. */
  id: string
  type: string
}

/** What a press waits for. */
export type Progress = 'saving' | 'asking' | 'away'

export type Outcome =
  | {kind: 'published'}
  /** There is nothing to publish any more: somebody discarded or published it in the meantime. */
  | {kind: 'void'}
  | {kind: 'problems'; problems: ValidationMarker[]}
  | {kind: 'refused'; reason: string}

export interface Request {
  draftId: string
  publishedId: string
  ifDraftRevisionId: string
  ifPublishedRevisionId?: string
}

interface Means {
  pair: Pick<
    DocumentStore['pair'],
    'commitErrorStatus' | 'consistencyStatus' | 'editOperations' | 'editState' | 'validation'
  >
  /** Rejects as the client does. */
  ask: (request: Request) => Promise<unknown>
  show: (progress: Progress) => void
  pause: (milliseconds: number) => Promise<void>
}

/** Between two attempts. */
const again = 250
const againWhenAway = 1_000
/** Others may write at the same time, but not for ever. */
const mostConflicts = 40
/** How long a form may take to hear of what the lake has confirmed. */
const hearing = 10_000

export async function publish(means: Means, {id, type}: Pressed): Promise<Outcome> {
  const {pair, ask, show, pause} = means
  const edited = pair.editState(id, type).pipe(filter(({ready}) => ready))
  const operations = pair.editOperations(id, type).pipe(filter(({patch}) => !patch.disabled))
  // Whoever pressed may go on to another document, and Studio saves only where somebody listens.
  const listening = merge(edited, operations).subscribe({error: () => undefined})
  try {
    show('saving')
    const {commit, patch} = await firstValueFrom(operations)
    commit.execute()
    const {published: before} = await firstValueFrom(edited)
    for (let conflicts = 0; ;) {
      const {draft, published, problems} = await settled(means, {id, type})
      if (!draft) return {kind: published?._rev === before?._rev ? 'void' : 'published'}
      if (problems.length > 0) return {kind: 'problems', problems}
      const changes = owed(draft, published)
      if (Object.keys(changes).length > 0) {
        patch.execute([{set: changes}])
        commit.execute()
        await heard(edited.pipe(filter(({draft: now}) => !now || !isOwing(now, published))))
        continue
      }
      try {
        show('asking')
        await ask({
          draftId: draft._id,
          publishedId: id,
          ifDraftRevisionId: draft._rev,
          ...(published ? {ifPublishedRevisionId: published._rev} : {}),
        })
      } catch (error) {
        const status = statusOf(error)
        if (status === undefined || status >= 500 || status === 429) {
          show('away')
          await pause(againWhenAway)
          continue
        }
        // A revision later than the one that was seen, or the answer to an earlier attempt was lost: what is so now decides.
        if ((status === 409 || status === 404) && ++conflicts < mostConflicts) {
          show('saving')
          await pause(again)
          continue
        }
        return {kind: 'refused', reason: error instanceof Error ? error.message : String(error)}
      }
      await heard(edited.pipe(filter((now) => now.published?._rev !== published?._rev)))
      return {kind: 'published'}
    }
  } finally {
    listening.unsubscribe()
  }
}

interface Settled {
  draft: SanityDocument | null
  published: SanityDocument | null
  problems: ValidationMarker[]
}

/** Once every word is in the lake and what is there has been checked. */
async function settled({pair, show}: Means, {id, type}: Pressed): Promise<Settled> {
  const state = combineLatest({
    edit: pair.editState(id, type),
    isSaved: pair.consistencyStatus(id, type),
    check: pair.validation(`drafts.${id}`, type, true),
    error: pair.commitErrorStatus(id, type),
  }).pipe(
    // One event of the lake's changes several of these, one after the other.
    debounceTime(10),
    // Studio tries again by itself what could not be saved; what the lake will never take, it drops and tells.
    tap(({error}) => show(error ? 'away' : 'saving')),
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

const isCheckOf = (draft: {_rev?: string}, check: {isValidating: boolean; revision?: string}) =>
  !check.isValidating && check.revision === draft._rev

const owed = (draft: object, published: object | null) =>
  changesOnPublication(
    {draft: draft as ArticleLike, published: published as ArticleLike | null},
    new Date().toISOString(),
  )

const isOwing = (draft: object, published: object | null) =>
  Object.keys(owed(draft, published)).length > 0

const heard = (news: Parameters<typeof firstValueFrom>[0]) =>
  firstValueFrom(race(news, timer(hearing)))

const statusOf = (error: unknown): number | undefined =>
  (error as {statusCode?: number} | null)?.statusCode
