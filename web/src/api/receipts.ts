/**
 * `GET /api/receipts/<transaction>`: what became of a publish. `POST` to the same address: render again what lags.
 *
 * `GET /api/receipts?transaction=<transaction>` answers `{receipts: []}` with that one, or none: who asks before the webhook came is
 * told so without an error, of which a browser would make a red line in the editor's console each time.
 *
 * For editors: `authorization: Bearer <a lake token of somebody who writes>`. Browsers may ask from Studio's origin only.
 * 404 until the webhook came, or a sweep found what it missed. The answer:
 *
 *     {transaction, document, documents, receivedAt, state: 'working' | 'live' | 'lagging', more,
 *      pages: [{path, state, revision, ms, reason?}]}
 *
 * `ms` runs from the webhook's arrival to the moment when the page, asked for as a reader does, showed the change. `more` pages beyond those in
 * `pages` are still to be rendered.
 */
import type {Editors} from '../receipts/editors.ts'
import {isTransaction, type Receipt} from '../receipts/receipt.ts'
import type {Receipts} from '../receipts/receipts.ts'
import type {Handler} from './routes.ts'

export interface ReceiptsApiOptions {
  receipts: Pick<Receipts, 'get' | 'retry' | 'adopt'>
  /** A receipt that another instance of the site keeps. */
  elsewhere?: ((transaction: string) => Promise<Receipt | undefined>) | undefined
  editors: Pick<Editors, 'verdict'>
  studioOrigin: string | undefined
}

export function receiptsApi(options: ReceiptsApiOptions): Handler {
  const {receipts, elsewhere, editors, studioOrigin} = options
  const answer = async (request: Request): Promise<Response> => {
    const verdict = await editors.verdict(request.headers.get('authorization'))
    if (verdict === 'unknown')
      return refuse(503, 'The lake could not be asked who you are. Try again.')
    if (verdict === 'stranger')
      return refuse(401, 'Receipts are for editors. Send your lake token as a bearer token.')
    const {pathname, searchParams} = new URL(request.url)
    const asked = searchParams.get('transaction')
    const isFiltered = /\/receipts\/?$/.test(pathname)
    const transaction = (isFiltered ? asked : pathname.split('/').at(-1)) ?? ''
    if (!isTransaction(transaction)) return refuse(400, 'Say which: ?transaction=<transaction>.')
    const found = receipts.get(transaction) ?? (await elsewhere?.(transaction))
    if (isFiltered) return Response.json({receipts: found ? [found] : []})
    if (found && request.method === 'POST') receipts.adopt(found)
    const receipt = request.method === 'POST' ? receipts.retry(transaction) : found
    return receipt
      ? Response.json(receipt)
      : refuse(
          404,
          'The site has not heard of this transaction (yet). It looks for what it missed every minute.',
        )
  }
  return async (request) => {
    const response =
      request.method === 'OPTIONS' ? new Response(null, {status: 204}) : await answer(request)
    response.headers.set('vary', 'origin')
    if (studioOrigin && request.headers.get('origin') === studioOrigin) {
      response.headers.set('access-control-allow-origin', studioOrigin)
      response.headers.set('access-control-allow-methods', 'GET, POST')
      response.headers.set('access-control-allow-headers', 'authorization')
      response.headers.set('access-control-max-age', '600')
    }
    return response
  }
}

const refuse = (status: number, error: string): Response => Response.json({error}, {status})
