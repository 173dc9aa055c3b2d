/**
 * `GET /data/references/:dataset/documents/:id/to`: references from other datasets and projects. A lake's datasets do
 * not refer to each other, so there are none; those from the same dataset are found by `references()` in GROQ.
 */
import {requireMember} from '../access/permissions.ts'
import {notImplemented} from '../errors.ts'
import type {Route} from '../route.ts'
import {readFlag} from './read.ts'

export const references: Route = {
  method: 'GET',
  path: '/data/references/:dataset/documents/:id/to',
  handle({url, params, identity, datasets}) {
    requireMember(identity)
    datasets.get(params.dataset ?? '')
    if (!readFlag(url, 'excludeInternalReferences'))
      throw notImplemented('listing internal references by this path (use references() in GROQ)')
    return Response.json({totalCount: 0, references: []})
  },
}
