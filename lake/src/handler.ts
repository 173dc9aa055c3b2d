/** The whole API as one function: find the route, know who asks, answer. What a route throws becomes a response here and nowhere else. */
import {authenticate, watchToken} from './access/authenticate.ts'
import {
  allowOrigin,
  type Origins,
  preflight,
  refuseForeignRead,
  refuseForeignWrite,
} from './access/origin.ts'
import type {Datasets} from './dataset.ts'
import {LakeError, methodNotAllowed, notFound, unavailable} from './errors.ts'
import type {Route} from './route.ts'
import {absent} from './routes/absent.ts'
import {actions} from './routes/actions.ts'
import {datasetRoutes} from './routes/datasets.ts'
import {doc} from './routes/doc.ts'
import {exportDataset} from './routes/export.ts'
import {history} from './routes/history.ts'
import {listen} from './routes/listen.ts'
import {live} from './routes/live.ts'
import {mutate} from './routes/mutate.ts'
import {longQuery, query} from './routes/query.ts'
import {references} from './routes/references.ts'
import {assets} from './routes/assets.ts'
import {auth} from './routes/auth.ts'
import {files} from './routes/files.ts'
import {hooks} from './routes/hooks.ts'
import {images} from './routes/images.ts'
import {members} from './routes/members.ts'
import {projects} from './routes/projects.ts'
import {service} from './routes/service.ts'
import {users} from './routes/users.ts'
import {createStreams, type Streams} from './routes/stream.ts'
import {passingFault} from './store/faults.ts'
import type {Registry} from './store/registry.ts'

/** Every address of the API. */
export const routesOf = (streams: Streams): Route[] => [
  query,
  longQuery,
  mutate,
  actions,
  doc,
  listen(streams),
  live(streams),
  ...history,
  references,
  exportDataset,
  ...datasetRoutes,
  ...projects,
  ...members,
  ...users,
  ...auth,
  ...service,
  ...assets,
  ...images,
  ...files,
  ...hooks,
  ...absent,
]

export interface HandlerOptions {
  datasets: Datasets
  registry: Registry
  origins: Origins
  publicUrl: string
  report(error: unknown): void
}

export interface Handler {
  fetch(request: Request): Promise<Response>
  /** Event streams that are open. */
  streams(): number
  /** End every event stream, so that a server can close. */
  close(): void
}

export function createHandler(options: HandlerOptions): Handler {
  const {datasets, registry, origins, publicUrl, report} = options
  const streams = createStreams((request) =>
    watchToken(request.headers.get('authorization'), registry),
  )
  const stopWatching = [
    registry.onShutOut(streams.endRevoked),
    datasets.watch({
      // One that could not be deleted is another object now: who listened comes back, and goes on.
      opened: ({name}) => streams.endOf(name),
      deleted: (name) => streams.endOf(name, `The dataset "${name}" was deleted`),
    }),
  ]
  const find = createTable(routesOf(streams))

  const answer = async (request: Request): Promise<Response> => {
    refuseForeignWrite(request, origins)
    const url = new URL(request.url)
    const {route, version, params} = find(request.method, url.pathname)
    // Pictures and files are for pages anywhere; they have no version.
    if (version) refuseForeignRead(request, origins)
    const identity = authenticate(request, registry)
    const caller = {request, url, version, params, identity}
    return route.handle({...caller, datasets, registry, origins, publicUrl, report})
  }

  const fetch = async (request: Request): Promise<Response> => {
    if (request.method === 'OPTIONS') return preflight(request, origins)
    let response: Response
    try {
      response = await answer(request)
    } catch (error) {
      response = toResponse(error, report)
    }
    return allowOrigin(request, withoutBody(request, response), origins)
  }
  const close = () => {
    for (const stop of stopWatching) stop()
    streams.closeAll()
  }
  return {fetch, streams: () => streams.count, close}
}

/** `HEAD` is answered like `GET`, without the body. */
function withoutBody(request: Request, response: Response): Response {
  if (request.method !== 'HEAD' || !response.body) return response
  void response.body.cancel()
  return new Response(null, response)
}

function toResponse(error: unknown, report: (error: unknown) => void): Response {
  if (error instanceof LakeError) {
    if (error.status >= 500 && error.status !== 501) report(error)
    return Response.json(error.body, {status: error.status, headers: error.headers})
  }
  report(error)
  const fault = passingFault(error)
  if (fault) {
    const {status, body} = unavailable(`Nothing was changed: ${fault}. Try again in a moment.`)
    return Response.json(body, {status, headers: {'retry-after': '1'}})
  }
  return Response.json(
    {
      statusCode: 500,
      error: 'Internal Server Error',
      message: 'The lake failed; its log has the details.',
    },
    {status: 500},
  )
}

type Find = (
  method: string,
  pathname: string,
) => {route: Route; version: string; params: Record<string, string>}

const VERSIONED = /^\/v(\d{4}-\d\d-\d\d|1|X)(\/.*)$/

/** Routes compiled to expressions, tried in the order of the list. */
function createTable(list: Route[]): Find {
  const table = list.map((route) => ({route, pattern: compile(route.path)}))
  return (asked, pathname) => {
    const method = asked === 'HEAD' ? 'GET' : asked
    const versioned = VERSIONED.exec(pathname)
    const [version, path] = versioned ? [versioned[1] ?? '', versioned[2] ?? '/'] : ['', pathname]
    const possible = new Set<string>()
    for (const {route, pattern} of table) {
      if ((route.versioned !== false) !== Boolean(versioned)) continue
      const match = pattern.exec(path)
      if (!match) continue
      possible.add(route.method)
      if (route.method === 'GET') possible.add('HEAD')
      if (route.method === method) return {route, version, params: decode(match.groups)}
    }
    if (possible.size > 0) throw methodNotAllowed(asked, [...possible])
    throw notFound(
      `There is nothing at ${pathname.slice(0, 200)}; paths begin with an API version, as in /v2025-02-19/data/query/production`,
    )
  }
}

function compile(path: string): RegExp {
  const source = path
    .split('/')
    .map((part) => {
      if (!part.startsWith(':')) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
      return part.endsWith('+') ? `(?<${part.slice(1, -1)}>.+)` : `(?<${part.slice(1)}>[^/]+)`
    })
    .join('/')
  return new RegExp(`^${source}/?$`)
}

function decode(groups: Record<string, string> = {}): Record<string, string> {
  const params: Record<string, string> = {}
  for (const [name, value] of Object.entries(groups)) {
    try {
      params[name] = decodeURIComponent(value)
    } catch {
      throw notFound('The path is not well encoded')
    }
  }
  return params
}
