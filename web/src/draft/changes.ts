/**
 * Changes of documents, as they happen.
 *
 * Presentation tells a preview to refresh when a second has passed since the last change. For Sanity's optimistic editing it
 * also hands on every event of the lake, at once: these are heard here. Should a later Studio stop that, the second remains.
 */
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

/**
 * Call `tell` when a document that this page shows has changed, with its revision, or may have changed unheard, without one.
 * Answers how to stop.
 */
export function hearChanges(tell: (revision?: string) => void): () => void {
  const listen = ({data, source}: MessageEvent<unknown>) => {
    if ((source !== parent && source !== opener) || !isSnapshotEvent(data)) return
    const {event} = data.data
    if (event.type !== 'mutation') tell()
    else if (isShown(event.documentId)) tell(event.transactionId)
  }
  addEventListener('message', listen)
  return () => removeEventListener('message', listen)
}

function isSnapshotEvent(data: unknown): data is SnapshotEvent {
  const {domain, type} = (data ?? {}) as Partial<SnapshotEvent>
  return domain === 'sanity/channels' && type === 'presentation/snapshot-event'
}

/** Does an element of this page say that it shows the document, or the draft of it? */
function isShown(documentId: string): boolean {
  const start = `id=${documentId.replace(/^drafts\./, '')};`
  return [...document.querySelectorAll('[data-sanity]')].some((element) =>
    element.getAttribute('data-sanity')?.startsWith(start),
  )
}
