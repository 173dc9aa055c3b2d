/**
 * Actions: what an editor means ("publish this") rather than what is to be written. Each becomes operations of the
 * running transaction, so that several actions of one request see each other's work and stand or fall together.
 */
import {notImplemented} from '../errors.ts'
import {draftIdOf, isDraftId, isVersionId, publishedIdOf} from './ids.ts'
import {isRecord} from '../record.ts'
import {strengthen} from './references.ts'
import {releaseActions} from './releases.ts'
import {
  type ActionContext,
  type ActionRule,
  belongs,
  documentIn,
  existing,
  guard,
  idList,
  openStep,
  refusal,
  type Step,
  versionOnly,
  withoutRevision,
} from './step.ts'

const documentActions: Record<string, ActionRule> = {
  'document.create'(step) {
    const {action, transaction, refuse} = step
    const attributes = documentIn(step, 'attributes')
    const publishedId = step.id('publishedId')
    belongs(step, attributes._id as string, publishedId)
    const exists = transaction.get(attributes._id as string)
    if (exists && action.ifExists === 'ignore') return
    if (exists)
      throw refuse(
        409,
        'documentAlreadyExistsError',
        `Document by ID "${exists._id}" already exists`,
        {id: exists._id},
      )
    if (!isVersionId(attributes._id as string) && transaction.get(publishedId)) {
      if (action.ifExists === 'ignore') return
      throw refuse(
        409,
        'documentAlreadyExistsError',
        `Document by ID "${publishedId}" is already published; use document.edit`,
        {id: publishedId},
      )
    }
    step.create(attributes)
  },

  'document.replaceDraft'(step) {
    const attributes = documentIn(step, 'attributes')
    const publishedId = step.id('publishedId')
    belongs(step, attributes._id as string, publishedId)
    if (!step.transaction.get(attributes._id as string)) existing(step, publishedId)
    step.create(attributes, 'createOrReplace')
  },

  'document.edit'(step) {
    const {transaction, action} = step
    const draftId = step.id('draftId')
    const publishedId = step.id('publishedId')
    belongs(step, draftId, publishedId)
    if (!transaction.get(draftId)) {
      const published = transaction.get(publishedId)
      if (!published)
        throw step.refuse(
          404,
          'documentNotFoundError',
          `Neither "${draftId}" nor "${publishedId}" exists; use document.create`,
          {id: draftId},
        )
      step.create({...withoutRevision(published), _id: draftId})
    }
    step.patch(draftId, action.patch)
  },

  'document.publish'(step) {
    const {transaction, action} = step
    const draftId = step.id('draftId')
    const publishedId = step.id('publishedId')
    belongs(step, draftId, publishedId)
    const draft = existing(step, draftId)
    const published = transaction.get(publishedId)
    guard(step, draftId, draft._rev, action.ifDraftRevisionId)
    guard(step, publishedId, published?._rev, action.ifPublishedRevisionId)
    step.create(
      {
        ...strengthen(withoutRevision(draft)),
        _id: publishedId,
        _createdAt: published?._createdAt ?? draft._createdAt,
      },
      'createOrReplace',
    )
    step.remove(draftId)
  },

  'document.unpublish'(step) {
    const draftId = step.id('draftId')
    const publishedId = step.id('publishedId')
    belongs(step, draftId, publishedId)
    const published = existing(step, publishedId)
    if (!step.transaction.get(draftId)) step.create({...withoutRevision(published), _id: draftId})
    step.remove(publishedId)
  },

  'document.delete'(step) {
    const {action, transaction} = step
    const publishedId = step.id('publishedId')
    const draftId = draftIdOf(publishedId)
    const drafts = idList(step, 'includeDrafts') ?? [draftId]
    const versions = idList(step, 'includeVersions') ?? []
    const group = [publishedId, ...drafts, ...versions]
    for (const id of group) belongs(step, id, publishedId)
    const present = group.filter((id) => transaction.get(id))
    if (!present.length)
      throw step.refuse(
        404,
        'documentNotFoundError',
        `The document with the ID "${publishedId}" was not found`,
        {id: publishedId},
      )
    // Somebody may have begun it since the list was made.
    if (transaction.get(draftId) && !drafts.includes(draftId))
      throw step.refuse(
        409,
        'documentHasDraftError',
        `"${publishedId}" has the draft "${draftId}"; name it in "includeDrafts" to delete it too`,
        {id: draftId},
      )
    const purge = action.purge === true
    // The past of a draft that was published, or of a version of a release that was, tells as much as the document's own.
    const once = purge ? versionsOnce(step, publishedId) : []
    for (const id of new Set(purge ? [...group, ...once] : present)) step.remove(id, purge)
  },

  'document.discard': (step) => discard(step, 'draftId'),
  'document.version.discard': (step) => discard(step, 'versionId'),

  'document.version.create'(step) {
    const {action, transaction} = step
    const publishedId = step.id('publishedId')
    // Studio and the client say `document`, the App SDK `attributes`, as in `document.create`.
    const content = ['document', 'attributes'].find((field) => action[field] !== undefined)
    if (content) {
      const document = documentIn(step, content)
      versionOnly(step, document._id as string, publishedId)
      return step.create(document)
    }
    const baseId = step.id('baseId')
    const versionId = step.id('versionId')
    versionOnly(step, versionId, publishedId)
    const base = existing(step, baseId)
    guard(step, baseId, base._rev, action.ifBaseRevisionId)
    if (transaction.get(versionId))
      throw step.refuse(
        409,
        'documentAlreadyExistsError',
        `Document by ID "${versionId}" already exists`,
        {id: versionId},
      )
    const {_createdAt, ...rest} = withoutRevision(base)
    step.create({...rest, _id: versionId})
  },

  'document.version.replace'(step) {
    const document = documentIn(step, 'document')
    versionOnly(step, document._id as string, publishedIdOf(document._id as string))
    existing(step, document._id as string)
    step.create(document, 'createOrReplace')
  },

  'document.version.unpublish'(step) {
    const versionId = step.id('versionId')
    const publishedId = step.id('publishedId')
    versionOnly(step, versionId, publishedId)
    const published = existing(step, publishedId)
    const version = step.transaction.get(versionId)
    const base = version ?? published
    const marked = {...(base._system as object | undefined), delete: true}
    step.create({...withoutRevision(base), _id: versionId, _system: marked}, 'createOrReplace')
  },
}

const rules: Record<string, ActionRule> = {...documentActions, ...releaseActions}

/** Run one action inside the transaction. Gives the cause of its publications, when it is not an editor's button. */
export function runAction(
  action: unknown,
  index: number,
  context: ActionContext,
): string | undefined {
  if (!isRecord(action) || typeof action.actionType !== 'string')
    throw refusal(context, index)(
      400,
      'validationError',
      'An action needs an "actionType", such as "sanity.action.document.publish"',
    )

  const name = action.actionType.replace(/^sanity\.action\./, '')
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
  if (!rule) throw notImplemented(`the action "${action.actionType}"`)
  return rule(openStep(action, index, context)) ?? undefined
}

/** Versions of a document that are gone. */
const versionsOnce = ({history}: Step, publishedId: string): string[] =>
  history.deletedIdsBeginningWith('versions.').filter((id) => publishedIdOf(id) === publishedId)

function discard(step: Step, field: string) {
  const id = step.id(field)
  if (!isDraftId(id) && !isVersionId(id))
    throw step.refuse(
      400,
      'validationError',
      `"${id}" is neither a draft nor a version; use document.delete`,
      {id},
    )
  existing(step, id)
  step.remove(id, step.action.purge === true)
}
