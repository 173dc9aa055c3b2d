/**
 * What Studio tells the preview, as it happens: the words in its form at each keystroke, and each change that the lake has.
 *
 * The words come from our own plug-in (`studio/src/preview/following.ts`). The changes are those that Presentation hands on for Sanity's
 * optimistic editing; by itself it says "refresh" only when a second has passed since the last. Should a later Studio stop that, the
 * second remains.
 */
import type {Words} from './unsaved.ts'

interface SnapshotEvent {
  domain: 'sanity/channels'
  type: 'presentation/snapshot-event'
  data: {
    event:
      | {type: 'mutation'; documentId: string; transactionId: string}
      /** Studio listens from now on, or again: what happened before is not told. */
      | {type: 'welcome' | 'reconnect'}
  }
}

interface WordsEvent {
  domain: 'masthead/preview'
  type: 'words'
  id: string
  /** None when the form is closed: from then on what is saved holds. */
  words: Words | null
}

export interface Told {
  /** A document that this page shows has changed, and this is its revision; or it may have, unheard. */
  changed(revision?: string): void
  /** What the form of a document says now, shown on this page or not. */
  typed(id: string, words: Words | null, isShown: boolean): void
}

/** Listen to the Studio at this origin. Answers how to stop. */
export function hearStudio(studioOrigin: string, told: Told): () => void {
  const studio = opener && parent === window ? (opener as Window) : parent
  const listen = ({data, source, origin}: MessageEvent<unknown>) => {
    if (origin !== studioOrigin || source !== studio) return
    if (isWordsEvent(data)) told.typed(data.id, data.words, isShown(data.id))
    if (!isSnapshotEvent(data)) return
    const {event} = data.data
    if (event.type !== 'mutation') told.changed()
    else if (isShown(event.documentId)) told.changed(event.transactionId)
  }
  addEventListener('message', listen)
  // Alone in a tab, the page has nobody to tell that it is there.
  if (studio !== window)
    studio.postMessage({domain: 'masthead/preview', type: 'ready'}, studioOrigin)
  return () => removeEventListener('message', listen)
}

function isSnapshotEvent(data: unknown): data is SnapshotEvent {
  const {domain, type} = (data ?? {}) as Partial<SnapshotEvent>
  return domain === 'sanity/channels' && type === 'presentation/snapshot-event'
}

function isWordsEvent(data: unknown): data is WordsEvent {
  const {domain, type} = (data ?? {}) as Partial<WordsEvent>
  return domain === 'masthead/preview' && type === 'words'
}

/** Does an element of this page say that it shows the document, or the draft of it? */
function isShown(documentId: string): boolean {
  const start = `id=${documentId.replace(/^drafts\./, '')};`
  return document.querySelector(`[data-sanity^="${CSS.escape(start)}"]`) !== null
}
