/**
 * What an endpoint is: a method, a path pattern, and a function from what was asked to a `Response`.
 *
 * `path` is written without the leading version segment: `/data/query/:dataset` answers `/v2025-02-19/data/query/…`.
 * A last segment `:name+` takes the rest of the path, slashes included.
 */
import type {Identity} from './access/identity.ts'
import type {Origins} from './access/origin.ts'
import type {Datasets} from './dataset.ts'
import type {Registry} from './store/registry.ts'

export interface RouteContext {
  request: Request
  url: URL
  /** API version without the `v`: `2025-02-19`, `1`, `X`; empty on paths that have none (`/images/…`). */
  version: string
  params: Record<string, string>
  /** Who asks. Anonymous callers have role `anonymous`; a wrong or revoked token never gets this far (401). */
  identity: Identity
  datasets: Datasets
  registry: Registry
  /** Web pages that may speak to the lake. */
  origins: Origins
  /** Base of the addresses that the lake writes into asset documents, without a slash at the end. */
  publicUrl: string
  /** For failures after the answer has begun, of which no client can be told. */
  report(error: unknown): void
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  /** `false` for the few paths outside `/v<version>/…` (image and file CDN). */
  versioned?: boolean
  handle(context: RouteContext): Response | Promise<Response>
}
