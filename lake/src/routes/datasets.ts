/** `/datasets` and `/projects/:project/datasets`: list, create and delete the datasets of the lake. */
import {requireAdministrator, requireMember} from '../access/permissions.ts'
import {badRequest, notImplemented} from '../errors.ts'
import type {Route, RouteContext} from '../route.ts'
import {requireProject} from './projects.ts'
import {readJson} from './read.ts'

const describe = (name: string) => ({
  name,
  aclMode: 'public',
  createdAt: null,
  createdByUserId: null,
  addonFor: null,
  datasetProfile: 'content',
  features: [],
  tags: [],
})

function list(context: RouteContext): Response {
  const {url, identity, datasets} = context
  requireMember(identity)
  requireOwnProject(context)
  // Add-on datasets (comments, tasks) are asked for by profile; there are none.
  const profile = url.searchParams.get('datasetProfile')
  const names = profile && profile !== 'content' ? [] : datasets.names()
  return Response.json(names.map(describe))
}

async function create(context: RouteContext): Promise<Response> {
  const {request, params, identity, datasets} = context
  requireAdministrator(identity, 'create datasets')
  requireOwnProject(context)
  const body = await readJson(request)
  requirePublic(body.aclMode)
  const name = params.name ?? ''
  datasets.create(name)
  return Response.json({datasetName: name, aclMode: 'public'})
}

async function edit(context: RouteContext): Promise<Response> {
  const {request, params, identity, datasets} = context
  requireAdministrator(identity, 'change datasets')
  requireOwnProject(context)
  const {name} = datasets.get(params.name ?? '')
  const body = await readJson(request)
  requirePublic(body.aclMode)
  return Response.json({datasetName: name, aclMode: 'public'})
}

async function remove(context: RouteContext): Promise<Response> {
  const {params, identity, datasets} = context
  requireAdministrator(identity, 'delete datasets')
  requireOwnProject(context)
  const name = params.name ?? ''
  if (datasets.names().length === 1 && datasets.names()[0] === name)
    throw badRequest(
      `"${name}" is the only dataset of this lake and stays; create another one first`,
    )
  await datasets.delete(name)
  return Response.json({deleted: true})
}

/** There are none: clients are told so, and refused when they ask to have some. */
function embeddings(context: RouteContext): Response {
  requireMember(context.identity)
  requireOwnProject(context)
  context.datasets.get(context.params.name ?? '')
  return Response.json({enabled: false, status: 'disabled'})
}

function requirePublic(aclMode: unknown) {
  if (aclMode === undefined || aclMode === null || aclMode === 'public') return
  throw notImplemented(`datasets with aclMode "${String(aclMode)}"`)
}

/** The project is in the path, or in a header that only routers of the hosted service read. */
function requireOwnProject(context: RouteContext) {
  if (context.params.project !== undefined) requireProject(context)
}

export const datasetRoutes: Route[] = ['/datasets', '/projects/:project/datasets'].flatMap(
  (path): Route[] => [
    {method: 'GET', path, handle: list},
    {method: 'PUT', path: `${path}/:name`, handle: create},
    {method: 'PATCH', path: `${path}/:name`, handle: edit},
    {method: 'DELETE', path: `${path}/:name`, handle: remove},
    {method: 'GET', path: `${path}/:name/settings/embeddings`, handle: embeddings},
  ],
)
