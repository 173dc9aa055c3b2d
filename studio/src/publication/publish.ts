/**
 * One press of Publish, from the press to its outcome.
 *
 * Sanity's own action belongs to its pane and is one of Studio's operations, of which it carries out one a document, the newest: a
 * keystroke, the saving that follows it, or going on to another document takes the place of a publication under way, and the press is lost
 * without a word (docs/decisions/0070). So a press is a promise of ours. It waits until everything is saved, checks that, writes what
 * publishing changes (`rules/publication.ts`), and asks the lake for exactly the revision that it checked, again where that is safe.
 */
import {filter, firstValueFrom, from, merge, race, type Observable} from 'rxjs'
import type {SanityDocument, ValidationMarker} from 'sanity'
import {changesOnPublication, type ArticleLike} from '../rules/publication.ts'
import {meaningOf} from './answers.ts'
import {
  editStateOf,
  isBackBefore,
  Refused,
  seenNow,
  settled,
  type Pressed,
  type Versions,
  type Waiting,
} from './settled.ts'

export type Outcome =
  | Published
  /** There is nothing to publish any more: somebody discarded, deleted or published it in the meantime. */
  | {kind: 'void'}
  | {kind: 'problems'; problems: ValidationMarker[]}
  | {kind: 'refused'; reason: string}
  /** Nothing was written. */
  | {kind: 'forbidden'}

export interface Published {
  kind: 'published'
  /** Under which the site keeps its receipt, when it is known. */
  transaction?: string
  /** How editors call the document. */
  title?: string
}

export interface Request {
  draftId: string
  publishedId: string
  ifDraftRevisionId: string
  ifPublishedRevisionId?: string
}

interface Means extends Waiting {
  /** What an editor may do is not known yet in the first moments of a form. */
  mayPublish: () => Promise<boolean>
  /**
   * What is wrong with exactly this text. The form's own check tells it too late: for a moment it gives the problems of the text before
   * as those of a new revision.
   */
  check: (draft: SanityDocument) => Promise<ValidationMarker[]>
  /** Rejects as the client does. */
  ask: (request: Request) => Promise<{transactionId?: string} | void>
  pause: (milliseconds: number) => Promise<void>
}

/** Between two attempts. */
const again = 250
const againWhenAway = 1_000
/** Others may write at the same time, but not for ever. */
const mostConflicts = 40
/** What publishing changes may have to be written anew when somebody else writes at the same time; more often, the lake does not take it. */
const mostWritings = 3
/** How long a form may take to hear of what the lake has confirmed. */
const hearing = 10_000

export async function publish(means: Means, pressed: Pressed): Promise<Outcome> {
  try {
    return await carryOut(means, pressed)
  } catch (error) {
    if (error instanceof Refused) return {kind: 'refused', reason: error.message}
    throw error
  }
}

async function carryOut(means: Means, pressed: Pressed): Promise<Outcome> {
  const {pair, mayPublish, check, ask, show, pause} = means
  const {id, type} = pressed
  const edited = editStateOf(pair, pressed)
  const operations = pair.editOperations(id, type).pipe(filter(({patch}) => !patch.disabled))
  const heard = (news: Observable<unknown>) => firstValueFrom(race(news, from(pause(hearing))))
  // Whoever pressed may go on to another document, and Studio saves only where somebody listens.
  const listening = merge(edited, operations).subscribe({error: () => undefined})
  try {
    show('saving')
    const {commit, patch} = await firstValueFrom(operations)
    const seen = await seenNow(pair, pressed)
    commit.execute()
    if (!(await mayPublish())) return {kind: 'forbidden'}
    let now = await settled(means, pressed)
    if (!seen.isSaved && isBackBefore(seen, now)) {
      // After a break Studio may show what the lake has before it hands in the rest.
      await heard(edited.pipe(filter((later) => !isBackBefore(seen, later as Versions))))
      now = await settled(means, pressed)
      if (isBackBefore(seen, now)) throw new Refused(dropped)
    }

    let tried: Attempt | undefined
    for (let [conflicts, writings] = [0, 0]; ; now = await settled(means, pressed)) {
      const {draft, published} = now
      if (tried && published && isDone(tried, {draft, published})) {
        return publishedAs(published, published._rev)
      }
      if (!draft) {
        const isNew = published && published._rev !== seen.published?._rev
        return isNew ? publishedAs(published, published._rev) : {kind: 'void'}
      }
      const problems = (await check(draft)).filter(({level}) => level === 'error')
      const {draft: since, isSaved} = await seenNow(pair, pressed)
      if (!isSaved || since?._rev !== draft._rev) continue // who wrote on meanwhile, or mended it
      if (problems.length > 0) return {kind: 'problems', problems}
      const changes = owed(draft, published)
      if (Object.keys(changes).length > 0) {
        if (++writings > mostWritings) throw new Refused(notWritten)
        patch.execute([{set: changes}])
        commit.execute()
        await heard(
          edited.pipe(filter(({draft: written}) => !written || !isOwing(written, published))),
        )
        continue
      }
      let transaction: string | undefined
      try {
        show('asking')
        const answer = await ask({
          draftId: draft._id,
          publishedId: id,
          ifDraftRevisionId: draft._rev,
          ...(published ? {ifPublishedRevisionId: published._rev} : {}),
        })
        transaction = answer?.transactionId
      } catch (error) {
        const meaning = meaningOf(error)
        if (meaning.kind === 'refused') throw new Refused(meaning.reason)
        tried = {draft: draft._rev, over: published?._rev}
        if (meaning.kind === 'unknown') {
          show('away', meaning.said)
          await pause(againWhenAway)
          continue
        }
        // A revision later than the one that was seen, or the answer to an earlier attempt was lost: what is so now decides.
        if (++conflicts >= mostConflicts) throw new Refused(messageOf(error))
        show('saving')
        await pause(again)
        continue
      }
      // It is published, whether the form hears of it or not.
      await heard(edited.pipe(filter((later) => later.published?._rev !== published?._rev))).catch(
        () => undefined,
      )
      return publishedAs(draft, transaction)
    }
  } finally {
    listening.unsubscribe()
  }
}

function publishedAs(document: SanityDocument, transaction: string | undefined): Published {
  const {title, name} = document as {title?: string; name?: string}
  return {kind: 'published', transaction, title: title ?? name}
}

const dropped =
  'Your last change was not taken by the Content Lake, and the form shows the text from before it. Write it anew.'
const notWritten =
  'The Content Lake does not take what publishing writes into the draft, such as its date.'

/** The revisions that an attempt without a known outcome was made for, and over which. */
interface Attempt {
  draft: string
  over: string | undefined
}

/** A draft with another revision may be the next one, which nobody has asked to publish. */
const isDone = (tried: Attempt, {draft, published}: Versions): boolean =>
  !!published && published._rev !== tried.over && draft?._rev !== tried.draft

const owed = (draft: object, published: object | null) =>
  changesOnPublication(
    {draft: draft as ArticleLike, published: published as ArticleLike | null},
    new Date().toISOString(),
  )

const isOwing = (draft: object, published: object | null) =>
  Object.keys(owed(draft, published)).length > 0

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
