/** `POST /data/mutate/:dataset`: apply mutations, all or none. */
import {requireWriter} from '../access/permissions.ts'
import {badRequest} from '../errors.ts'
import type {MutationResult} from '../dataset.ts'
import {withArrayKeys} from '../documents/array-keys.ts'
import {newId} from '../documents/ids.ts'
import type {Route} from '../route.ts'
import {readFlag, readJson} from './read.ts'

export const mutate: Route = {
  method: 'POST',
  path: '/data/mutate/:dataset',
  async handle({request, url, params, identity, datasets}) {
    requireWriter(identity)
    const dataset = datasets.get(params.dataset ?? '')
    const body = await readJson(request)
    const asked = readTransactionId(body.transactionId ?? url.searchParams.get('transactionId'))
    const list = readMutationList(body)
    const mutations = readFlag(url, 'autoGenerateArrayKeys')
      ? withArrayKeys(list, asked ?? newId())
      : list
    const {transactionId, results} = await dataset.mutate(mutations, {
      identity,
      transactionId: asked,
      // Sanity's reference has it in the address, its guide in the body; whoever writes either means it.
      dryRun: body.dryRun === true || readFlag(url, 'dryRun'),
    })

    const wantsDocuments = readFlag(url, 'returnDocuments')
    const wantsIds = wantsDocuments || readFlag(url, 'returnIds')
    return Response.json({
      transactionId,
      results: wantsIds ? results.map((result) => describe(result, wantsDocuments)) : [],
    })
  },
}

const describe = ({id, operation, document}: MutationResult, withDocument: boolean) =>
  withDocument && document ? {id, operation, document} : {id, operation}

function readMutationList(body: Record<string, unknown>): Record<string, unknown>[] {
  if (Array.isArray(body.mutations)) return body.mutations
  throw badRequest('The body needs a list "mutations": {"mutations": [{"create": {…}}]}')
}

export function readTransactionId(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'string' && /^[A-Za-z0-9._-]{1,128}$/.test(value)) return value
  throw badRequest('A transaction id has 1 to 128 letters, digits, "_", "-" or dots')
}
