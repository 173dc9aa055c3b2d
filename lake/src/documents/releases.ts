/**
 * Release actions. A release is a document `_.releases.<name>` of type `system.release`; its content are the documents
 * `versions.<name>.<id>`. States: active → scheduled → published, active → archived → active.
 */
import {isDeepStrictEqual} from 'node:util'
import type {StoredDocument} from '../dataset.ts'
import {type ActionRule, existing, guard, type Step, withoutRevision} from './step.ts'
import {publishedIdOf, releaseDocumentId} from './ids.ts'
import {isRecord} from '../record.ts'
import {strengthen} from './references.ts'

/** What says where a release stands. Patched at will, it would be published without being checked. */
const KEPT_BY_ACTIONS = [
  'name',
  'state',
  'userId',
  'publishAt',
  'publishedAt',
  'finalDocumentStates',
]
const STATES = ['active', 'scheduled', 'published', 'archived']

export const releaseActions: Record<string, ActionRule> = {
  'release.create'(step) {
    const name = releaseName(step)
    const metadata = isRecord(step.action.metadata) ? step.action.metadata : {}
    step.create({
      _id: releaseDocumentId(name),
      _type: 'system.release',
      name,
      state: 'active',
      userId: step.author,
      metadata: {releaseType: 'undecided', ...metadata},
    })
  },

  'release.edit'(step) {
    const release = inState(step, 'active', 'scheduled')
    step.patch(release._id, step.action.patch)
    const edited = existing(step, release._id)
    const changed = KEPT_BY_ACTIONS.find((name) => !isDeepStrictEqual(edited[name], release[name]))
    if (changed)
      throw step.refuse(
        400,
        'validationError',
        `"${changed}" of a release is changed by its own actions; release.edit changes "metadata"`,
        {id: release._id},
      )
  },

  'release.schedule'(step) {
    const release = inState(step, 'active')
    const publishAt = step.text('publishAt')
    if (Number.isNaN(Date.parse(publishAt)))
      throw step.refuse(400, 'validationError', `"publishAt" is not a time: "${publishAt}"`)
    const finalDocumentStates = versionIds(step).map((id) => ({id}))
    step.patch(release._id, {
      set: {state: 'scheduled', publishAt: new Date(publishAt).toISOString(), finalDocumentStates},
    })
  },

  'release.unschedule'(step) {
    const release = inState(step, 'scheduled')
    step.patch(release._id, {
      set: {state: 'active'},
      unset: ['publishAt', 'finalDocumentStates'],
    })
  },

  'release.publish'(step) {
    const release = inState(step, 'active', 'scheduled')
    guard(step, release._id, release._rev, step.action.ifRevisionId)
    const states = versionIds(step).map((id) => ({id: publishedIdOf(id)}))
    for (const id of versionIds(step)) publishVersion(step, id)
    step.patch(release._id, {
      set: {
        state: 'published',
        publishedAt: new Date().toISOString(),
        finalDocumentStates: states,
      },
    })
    return release.state === 'scheduled' ? 'release.schedule' : 'release.publish'
  },

  'release.archive'(step) {
    const release = inState(step, 'active')
    const ids = versionIds(step)
    step.patch(release._id, {
      set: {state: 'archived', finalDocumentStates: ids.map((id) => ({id: publishedIdOf(id)}))},
    })
    for (const id of ids) step.remove(id)
  },

  'release.unarchive'(step) {
    const release = inState(step, 'archived')
    const archived = new Set(finalIds(release))
    for (const id of step.history.deletedIdsBeginningWith(versionPrefix(step))) {
      const version = step.history.revision(id, 'last')
      if (version && archived.has(publishedIdOf(id))) step.create(withoutRevision(version))
    }
    step.patch(release._id, {set: {state: 'active'}, unset: ['finalDocumentStates']})
  },

  'release.import'(step) {
    const {action, transaction, refuse} = step
    const name = releaseName(step)
    const _id = releaseDocumentId(name)
    const given = action.document === undefined ? 'attributes' : 'document'
    const value = action[given]
    const attributes = isRecord(value) ? value : {}
    if (!STATES.includes(attributes.state as string))
      throw refuse(400, 'validationError', `"${given}.state" must be one of ${STATES.join(', ')}`)
    if (transaction.get(_id)) {
      if (action.ifExists === 'ignore') return
      if (action.ifExists !== 'replace')
        throw refuse(409, 'documentAlreadyExistsError', `Document by ID "${_id}" already exists`, {
          id: _id,
        })
    }
    const {_updatedAt, _rev, ...release} = attributes
    // One whose time went by meanwhile would be published at once, perhaps before its documents are there.
    const missed =
      release.state === 'scheduled' && !(Date.parse(String(release.publishAt)) > Date.now())
    if (missed) {
      release.state = 'active'
      delete release.publishAt
      delete release.finalDocumentStates
    }
    step.create({...release, _id, _type: 'system.release', name}, 'createOrReplace')
  },

  'release.delete'(step) {
    const release = inState(step, 'archived', 'published')
    for (const id of versionIds(step)) step.remove(id)
    step.remove(release._id)
  },
}

function publishVersion(step: Step, id: string) {
  const version = existing(step, id)
  const publishedId = publishedIdOf(id)
  const published = step.transaction.get(publishedId)
  const {_system, ...rest} = withoutRevision(version)
  if (isRecord(_system) && _system.delete === true) {
    if (published) step.remove(publishedId)
  } else {
    const _createdAt = published?._createdAt ?? version._createdAt
    step.create({...strengthen(rest), _id: publishedId, _createdAt}, 'createOrReplace')
  }
  step.remove(id)
}

function releaseName(step: Step): string {
  const name = step.text('releaseId')
  if (/^[A-Za-z0-9_-]+$/.test(name)) return name
  throw step.refuse(
    400,
    'validationError',
    `"${name}" cannot name a release; use letters, digits, "_" and "-"`,
  )
}

function inState(step: Step, ...states: string[]): StoredDocument {
  const release = existing(step, releaseDocumentId(releaseName(step)))
  if (states.includes(release.state as string)) return release
  throw step.refuse(
    409,
    'releaseStateError',
    `The release "${String(release.name)}" is ${String(release.state)}; this needs it ${states.join(' or ')}`,
    {id: release._id},
  )
}

const versionPrefix = (step: Step) => `versions.${releaseName(step)}.`

const versionIds = (step: Step): string[] => step.transaction.idsBeginningWith(versionPrefix(step))

const finalIds = ({finalDocumentStates: states}: StoredDocument): unknown[] =>
  Array.isArray(states) ? states.map((state: {id?: unknown} | null) => state?.id) : []
