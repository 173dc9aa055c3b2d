/** `GET /data/doc/:dataset/:ids+`: documents by id, and which of the ids were left out and why. */
import {isMember} from '../access/permissions.ts'
import {isPublicId} from '../documents/ids.ts'
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

    const documents: StoredDocument[] = []
    const omitted: {id: string; reason: 'existence' | 'permission'}[] = []
    for (const id of ids) {
      const document = dataset.document(id)
      if (!document) omitted.push({id, reason: 'existence'})
      else if (!isMember(identity) && !isPublicId(id)) omitted.push({id, reason: 'permission'})
      else documents.push(document)
    }
    return Response.json({documents: readFlag(url, 'excludeContent') ? [] : documents, omitted})
  },
}
