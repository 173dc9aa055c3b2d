/** `POST /data/actions/:dataset`: publish, unpublish, edit and the other actions of editors, all or none. */
import {requireWriter} from '../access/permissions.ts'
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
    const {transactionId} = await dataset.act(body.actions, {
      identity,
      transactionId: readTransactionId(body.transactionId),
      dryRun: body.dryRun === true || readFlag(url, 'dryRun'),
    })
    return Response.json({transactionId})
  },
}
