/** Whether words that an editor wrote came to nothing: which, and why. */
import type {EditStateFor} from 'sanity'
import type {Refusal} from './under-way.ts'
import {differing, titleOf, type Words} from './words.ts'

type Edit = Pick<EditStateFor, 'draft' | 'published'>
type Document = NonNullable<EditStateFor['draft']>

/** What a form showed that was not in the lake, and over what. */
export interface Seen {
  document: Document
  draft: string | undefined
  published: string | undefined
}

/** Words that are not known to be in the lake, from the first of them until they are judged. More than one thing may happen to them. */
export interface Doubted {
  /** What the form showed last. */
  shown: Seen
  /** What it showed when a save outlived its event stream: Studio shows the text from before it until the lake has it. */
  outlived?: Seen
  /** What it showed when Studio dropped them because the draft went away (published, discarded, deleted). Who types on begins another draft. */
  dropped?: Seen
  refused?: {seen: Seen; refusal: Refusal}
}

export interface Loss {
  title: string | undefined
  /** The fields that say something else now; what was emptied is `undefined`. */
  words: Words
  reason: string
}

/** Studio changes the revision of what it has shown. */
export const seenIn = ({draft, published}: Edit, shown: Document): Seen => ({
  document: shown,
  draft: draft?._rev,
  published: published?._rev,
})

/** With what they were refused. */
export type Said = Partial<Pick<Refusal, 'status' | 'said'>>

interface Known {
  /** What was in the lake before. */
  before: Edit | undefined
  refusal: Said | undefined
}

/** Once nothing moves any more. What others have written since is no loss. */
export function lossOf(
  {shown, outlived, dropped, refused}: Doubted,
  now: Edit | undefined,
  {before, refusal}: Known,
): Loss | undefined {
  const seen = refused?.seen ?? dropped ?? outlived ?? shown
  const isDropped = dropped !== undefined
  if (!refusal && !isDropped && !isAsBefore(seen, now)) return undefined
  const is = now?.draft ?? now?.published
  const words = owedTo(now, seen, before)
  if (Object.keys(words).length === 0) return undefined
  return {
    title: titleOf(seen.document),
    words,
    reason: reasonOf({refusal, isDropped, isGone: now !== undefined && !is}),
  }
}

/** Of what the form showed, the fields that were written in it and say something else now. */
function owedTo(now: Edit | undefined, {document}: Seen, before: Edit | undefined): Words {
  const written = differing(document, before?.draft ?? before?.published)
  const missing = differing(document, now?.draft ?? now?.published)
  return Object.fromEntries(Object.entries(missing).filter(([name]) => name in written))
}

/** The revisions are the lake's, so they stay until it takes something. */
const isAsBefore = (seen: Seen, now: Edit | undefined): boolean =>
  now?.draft?._rev === seen.draft && now?.published?._rev === seen.published

interface Circumstances {
  refusal: Said | undefined
  /** Whether Studio has dropped them of its own accord. */
  isDropped: boolean
  isGone: boolean
}

function reasonOf({refusal, isDropped, isGone}: Circumstances): string {
  if (isGone) return 'It was deleted in the meantime.'
  if (refusal?.status === 403) return 'You may not change it any more.'
  const said = refusal?.said?.replace(/[^.!?]$/, '$&.')
  if (said) return `The Content Lake refused it: ${said}`
  if (isDropped) return 'The draft was published or discarded in that moment.'
  return 'The Content Lake did not take it.'
}
