/** `POST /data/actions/:dataset`: publish, unpublish, edit and the other actions of editors, all or none. */
import {requireWriter} from '../access/permissions.ts'
import {withActionKeys} from '../documents/array-keys.ts'
import {newId} from '../documents/ids.ts'
import {badRequest} from '../errors.ts'
import type {Route} from '../route.ts'
import {readTransactionId} from './mutate.ts'
import {readFlag, readJson} from './read.ts'

export const actions: Route = {
  method: 'POST',
  path: '/data/actions/:dataset',
  async handle({request, url, params, identity, datasets}) {
    requireWriter(identity)
    const dataset = datasets.get(params.dataset ?? '')
    const body = await readJson(request)
    if (!Array.isArray(body.actions))
      throw badRequest('The body needs a list "actions": {"actions": [{"actionType": "…"}]}')
    const asked = readTransactionId(body.transactionId)
    const {transactionId} = await dataset.act(withActionKeys(body.actions, asked ?? newId()), {
      identity,
      transactionId: asked,
      dryRun: body.dryRun === true || readFlag(url, 'dryRun'),
    })
    return Response.json({transactionId})
  },
}
