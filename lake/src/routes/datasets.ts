/** `/datasets` and `/projects/:project/datasets`: list, create and delete the datasets of the lake. */
import {requireAdministrator, requireMember} from '../access/permissions.ts'
import type {Datasets} from '../dataset.ts'
import {badRequest, notFound, notImplemented} from '../errors.ts'
import type {Route, RouteContext} from '../route.ts'
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

function list({url, params, identity, datasets}: RouteContext): Response {
  requireMember(identity)
  requireProject(datasets, params.project)
  // Add-on datasets (comments, tasks) are asked for by profile; there are none.
  const profile = url.searchParams.get('datasetProfile')
  const names = profile && profile !== 'content' ? [] : datasets.names()
  return Response.json(names.map(describe))
}

async function create({request, params, identity, datasets}: RouteContext): Promise<Response> {
  requireAdministrator(identity, 'create datasets')
  requireProject(datasets, params.project)
  const body = await readJson(request)
  if (body.aclMode !== undefined && body.aclMode !== null && body.aclMode !== 'public')
    throw notImplemented(`datasets with aclMode "${String(body.aclMode)}"`)
  const name = params.name ?? ''
  datasets.create(name)
  return Response.json({datasetName: name, aclMode: 'public'})
}

async function remove({params, identity, datasets}: RouteContext): Promise<Response> {
  requireAdministrator(identity, 'delete datasets')
  requireProject(datasets, params.project)
  const name = params.name ?? ''
  if (datasets.names().length === 1 && datasets.names()[0] === name)
    throw badRequest(
      `"${name}" is the only dataset of this lake and stays; create another one first`,
    )
  await datasets.delete(name)
  return Response.json({deleted: true})
}

function requireProject(datasets: Datasets, project: string | undefined) {
  if (project === undefined || project === datasets.projectId) return
  throw notFound(
    `This lake holds the project "${datasets.projectId}", not "${project.slice(0, 80)}"`,
  )
}

export const datasetRoutes: Route[] = ['/datasets', '/projects/:project/datasets'].flatMap(
  (path): Route[] => [
    {method: 'GET', path, handle: list},
    {method: 'PUT', path: `${path}/:name`, handle: create},
    {method: 'DELETE', path: `${path}/:name`, handle: remove},
  ],
)
