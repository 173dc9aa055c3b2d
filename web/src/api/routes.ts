/**
 * The site's own API, one line for each endpoint.
 *
 * These run beside Next, not in it: a change must get through before Next is loaded and while it is busy, and the answer to
 * the lake must not leave before the change is on disk. What is not named here is not there.
 */
export type Handler = (request: Request) => Promise<Response>

export interface ApiHandlers {
  revalidate: Handler
  webhookRule: Handler
  enableDraft: Handler
  disableDraft: Handler
  draftPage: Handler
  receipts: Handler
}

export class ApiRoutes {
  readonly #routes: ReadonlyMap<string, Handler>
  readonly #paths: ReadonlySet<string>

  constructor(handlers: ApiHandlers) {
    this.#routes = new Map([
      ['POST /api/revalidate', handlers.revalidate],
      ['GET /api/webhook-rule', handlers.webhookRule],
      ['GET /api/draft-mode/enable', handlers.enableDraft],
      ['GET /api/draft-mode/disable', handlers.disableDraft],
      ['POST /api/draft-mode/page', handlers.draftPage],
      ['GET /api/receipts', handlers.receipts],
      ['OPTIONS /api/receipts', handlers.receipts],
      ['GET /api/receipts/:one', handlers.receipts],
      ['POST /api/receipts/:one', handlers.receipts],
      ['OPTIONS /api/receipts/:one', handlers.receipts],
    ])
    this.#paths = new Set([...this.#routes.keys()].map((route) => route.replace(/^\S+ /, '')))
  }

  /** The handler, or a refusal when the address is ours and the method is not (some, such as TRACE, no `Request` may have). */
  find(method: string, path: string): Handler | Response | undefined {
    const route = path.replace(/^\/api\/receipts\/[\w-]{1,128}$/, '/api/receipts/:one')
    if (!this.#paths.has(route)) return undefined
    // HEAD is answered like GET; whoever sends the answer leaves its body away.
    const handler = this.#routes.get(`${method === 'HEAD' ? 'GET' : method} ${route}`)
    return handler ?? wrongMethod(this.#methodsOf(route))
  }

  #methodsOf(path: string): string {
    return [...this.#routes.keys()]
      .map((route) => route.split(' '))
      .flatMap(([method, where]) => (where === path ? [method] : []))
      .flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
      .join(', ')
  }
}

const wrongMethod = (allow: string): Response =>
  Response.json({error: `This address takes ${allow} only.`}, {status: 405, headers: {allow}})
