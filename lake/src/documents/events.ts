/**
 * What a transaction did to each group of versions, in the words of Studio's history list. The events follow from the
 * changes alone, so that a script's plain mutations read the same as an editor's actions.
 */
import type {Change, GroupEvent} from '../dataset.ts'
import {draftIdOf, isDraftId, isPublishedId, isSystemId, publishedIdOf, releaseOf} from './ids.ts'

export interface EventContext {
  transactionId: string
  timestamp: string
  author: string
  /** The revision of a document after the transaction; `undefined` when it does not exist. */
  revisionOf(id: string): string | undefined
  /** Whether any version of the group exists after the transaction. */
  groupExists(publishedId: string): boolean
  /** Ids of documents that begin with `prefix`, after the transaction. */
  idsBeginningWith(prefix: string): string[]
  /** Why versions were published: `document.publish`, `release.publish` or `release.schedule`. */
  cause?: string
}

export function groupEvents(changes: Change[], context: EventContext): GroupEvent[] {
  const groups = Map.groupBy(
    changes.filter(({documentId}) => !isSystemId(documentId)),
    ({documentId}) => publishedIdOf(documentId),
  )
  const ofGroups = [...groups].flatMap(([publishedId, group]) =>
    eventsOfGroup(publishedId, group, context).map((body) => ({publishedId, body})),
  )
  return [...ofGroups, ...changes.flatMap((change) => scheduleEvents(change, context))]
}

/** A release that was scheduled, or no longer is, is news for each document that has a version in it. */
function scheduleEvents({documentId, before, after}: Change, context: EventContext): GroupEvent[] {
  const isRelease = after?._type === 'system.release' && isSystemId(documentId)
  const scheduled = after?.state === 'scheduled'
  const unscheduled = before?.state === 'scheduled' && after?.state === 'active'
  if (!isRelease || before?.state === after.state || (!scheduled && !unscheduled)) return []

  const releaseId = String(after.name)
  return context.idsBeginningWith(`versions.${releaseId}.`).map((versionId) => {
    const publishedId = publishedIdOf(versionId)
    const body = {
      type: scheduled ? 'scheduleDocumentVersion' : 'unscheduleDocumentVersion',
      timestamp: context.timestamp,
      author: context.author,
      documentId: publishedId,
      releaseId,
      versionId,
      versionRevisionId: context.revisionOf(versionId),
      ...(scheduled ? {publishAt: after.publishAt, state: 'pending'} : {}),
    }
    return {publishedId, body}
  })
}

function eventsOfGroup(publishedId: string, group: Change[], context: EventContext) {
  const {transactionId, timestamp, author} = context
  const event = (type: string, fields: Record<string, unknown> = {}) => ({
    type,
    timestamp,
    author,
    documentId: publishedId,
    ...fields,
  })
  const published = group.find(({documentId}) => isPublishedId(documentId))
  const versions = group.filter((change) => change !== published)
  const created = versions.filter(({before, after}) => !before && after)
  const gone = versions.filter(({before, after}) => before && !after)

  if (published?.after) {
    const born = created.map((change) =>
      versionEvent('createDocumentVersion', change, transactionId),
    )
    if (gone.length)
      return [
        ...born,
        ...gone.map(({documentId, before}) =>
          event('publishDocumentVersion', {
            versionId: documentId,
            versionRevisionId: before?._rev,
            revisionId: transactionId,
            ...releaseField(documentId),
            publishCause: context.cause ?? 'document.publish',
            cause: {type: context.cause ?? 'document.publish', ...releaseField(documentId)},
          }),
        ),
      ]
    const type = published.before ? 'updateLiveDocument' : 'createLiveDocument'
    return [...born, event(type, {revisionId: transactionId})]
  }

  if (published) {
    const draft = draftIdOf(publishedId)
    const revision = context.revisionOf(draft)
    if (revision)
      return [event('unpublishDocument', {versionId: draft, versionRevisionId: revision})]
    if (!context.groupExists(publishedId)) return [event('deleteDocumentGroup')]
    return [event('unpublishDocument', {versionRevisionId: transactionId})]
  }

  if (gone.length && !context.groupExists(publishedId)) return [event('deleteDocumentGroup')]
  return [
    ...created.map((change) => versionEvent('createDocumentVersion', change, transactionId)),
    ...gone.map((change) => versionEvent('deleteDocumentVersion', change, change.before?._rev)),
  ]

  function versionEvent(type: string, {documentId}: Change, versionRevisionId?: string) {
    return event(type, {versionId: documentId, versionRevisionId, ...releaseField(documentId)})
  }
}

const releaseField = (id: string) => (isDraftId(id) ? {} : {releaseId: releaseOf(id)})
