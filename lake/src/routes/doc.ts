/**
 * `GET /data/doc/:dataset/:ids+`: documents by id, and which of the ids were left out and why. With `includeAllVersions` each id
 * stands for its published document with draft and versions.
 */
import {isMember} from '../access/permissions.ts'
import {isPublicId, publishedIdOf} from '../documents/ids.ts'
import {badRequest} from '../errors.ts'
import type {StoredDocument} from '../dataset.ts'
import type {Route} from '../route.ts'
import {readFlag, readList} from './read.ts'

/** Studio asks for up to a few hundred at a time; a URL holds no more than this anyway. */
const MAX_IDS = 1_000

export const doc: Route = {
  method: 'GET',
  path: '/data/doc/:dataset/:ids+',
  handle({url, params, identity, datasets}) {
    const dataset = datasets.get(params.dataset ?? '')
    const ids = readList(params.ids ?? '')
    if (!ids.length || ids.length > MAX_IDS)
      throw badRequest(`Ask for 1 to ${MAX_IDS} document ids`)

    const all = readFlag(url, 'includeAllVersions')
    const isShown = ({_id}: StoredDocument) => isMember(identity) || isPublicId(_id)
    const documents: StoredDocument[] = []
    const omitted: {id: string; reason: 'existence' | 'permission'}[] = []
    for (const id of ids) {
      const found = all ? dataset.group(publishedIdOf(id)) : alone(dataset.document(id))
      const shown = found.filter(isShown)
      if (shown.length) documents.push(...shown)
      else omitted.push({id, reason: found.length ? 'permission' : 'existence'})
    }
    return Response.json({documents: readFlag(url, 'excludeContent') ? [] : documents, omitted})
  },
}

const alone = (document: StoredDocument | null) => (document ? [document] : [])
