/**
 * Mutation events: one for each document of a commit that a listener's filter matches, numbered within what this
 * listener gets. Studio buffers a transaction until all its events came, and chains them by revision.
 */
import type {Change, Commit} from '../dataset.ts'
import {isDraftId, isPublicId, isVersionId} from '../documents/ids.ts'
import type {Filter} from './filter.ts'
import {encodeFrame} from './frame.ts'

export interface ListenOptions {
  includeMutations: boolean
  includePreviousRevision: boolean
  includeResult: boolean
  includeDrafts: boolean
  includeVersions: boolean
  effects: boolean
  /** Anonymous listeners hear of published root documents only. */
  publicOnly: boolean
}

interface ListenEvent {
  eventId: string
  documentId: string
  [field: string]: unknown
}

async function eventsFor(
  commit: Commit,
  filter: Filter,
  options: ListenOptions,
): Promise<ListenEvent[]> {
  const matched: {change: Change; transition: string}[] = []
  for (const change of commit.changes) {
    const {documentId} = change
    if (options.publicOnly && !isPublicId(documentId)) continue
    if (!options.includeDrafts && isDraftId(documentId)) continue
    if (!options.includeVersions && isVersionId(documentId)) continue
    const {before, after} = await filter(change)
    if (!before && !after) continue
    matched.push({change, transition: before ? (after ? 'update' : 'disappear') : 'appear'})
  }
  return matched.map(({change, transition}, index) => {
    const {documentId, before, after, mutations, effects} = change
    return {
      eventId: eventId(commit.transactionId, documentId),
      documentId,
      transactionId: commit.transactionId,
      transition,
      identity: commit.author,
      ...(options.includeMutations ? {mutations} : {}),
      ...(options.includePreviousRevision && before ? {previousRev: before._rev} : {}),
      resultRev: commit.transactionId,
      ...(options.includeResult && after ? {result: after} : {}),
      ...(options.effects ? {effects} : {}),
      timestamp: commit.timestamp,
      visibility: 'query',
      transactionTotalEvents: matched.length,
      transactionCurrentEvent: index + 1,
    }
  })
}

/** An event ready to be sent, and where it stands in its commit. */
export interface ListenFrame {
  documentId: string
  bytes: Uint8Array
}

/** What identifies a listener's view of a commit; listeners with the same key get the same frames. */
export interface ListenView {
  key: string
  filter: Filter
  options: ListenOptions
}

/** Many tabs listen for the same: each view of a commit is made once, and kept as long as the commit is. */
const made = new WeakMap<Commit, Map<string, Promise<ListenFrame[]>>>()

export function framesFor(
  commit: Commit,
  {key, filter, options}: ListenView,
): Promise<ListenFrame[]> {
  let views = made.get(commit)
  if (!views) made.set(commit, (views = new Map()))
  let frames = views.get(key)
  if (!frames) {
    frames = eventsFor(commit, filter, options).then((events) =>
      events.map((event) => ({
        documentId: event.documentId,
        bytes: encodeFrame('mutation', event, event.eventId),
      })),
    )
    views.set(key, frames)
  }
  return frames
}

const START = '-'
/** Sorts after every document id: the whole transaction was seen. */
const END = '~'

export const eventId = (transactionId: string, documentId: string) =>
  `${transactionId}#${documentId}`

/** The event id that a listener begins with: everything up to this transaction is behind it. */
export const positionAfter = (transactionId: string | undefined) =>
  eventId(transactionId ?? START, END)

export function readPosition(id: string): {transactionId?: string; documentId: string} | undefined {
  const mark = id.indexOf('#')
  if (mark < 1) return undefined
  const transactionId = id.slice(0, mark)
  return {
    ...(transactionId === START ? {} : {transactionId}),
    documentId: id.slice(mark + 1),
  }
}
