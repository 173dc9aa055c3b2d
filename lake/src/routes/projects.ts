/** The project: its description and members, and what a role may do in it. Its datasets: `datasets.ts`. */
import {createHash} from 'node:crypto'
import {describeRole, grantsOf, requireMember} from '../access/permissions.ts'
import {notFound} from '../errors.ts'
import type {Route, RouteContext} from '../route.ts'

/** Refuse a path that names another project than this lake's. */
export function requireProject({params, datasets}: RouteContext): void {
  if (params['project'] === datasets.projectId) return
  throw notFound(`Project not found. This Content Lake holds the project "${datasets.projectId}".`)
}

const list: Route = {
  method: 'GET',
  path: '/projects',
  handle(context) {
    requireMember(context.identity)
    return Response.json([describeProject(context)])
  },
}

const one: Route = {
  method: 'GET',
  path: '/projects/:project',
  handle(context) {
    requireProject(context)
    requireMember(context.identity)
    return Response.json(describeProject(context))
  },
}

function describeProject({datasets, registry, identity, url}: RouteContext) {
  const people = registry.users()
  const members = people.map(({id, role, robot}) => ({
    id,
    role,
    isRobot: robot,
    isCurrentUser: id === identity.id,
    roles: [describeRole(role)],
  }))
  return {
    id: datasets.projectId,
    displayName: datasets.projectId,
    organizationId: null,
    studioHost: null,
    isBlocked: false,
    isDisabled: false,
    isDisabledByUser: false,
    activityFeedEnabled: false,
    metadata: {},
    createdAt: people[0]?.createdAt ?? null,
    ...(url.searchParams.get('includeMembers') === 'false' ? {} : {members}),
    ...(url.searchParams.get('includeFeatures') === 'false' ? {} : {features: []}),
  }
}

const acl: Route = {
  method: 'GET',
  path: '/projects/:project/datasets/:dataset/acl',
  handle(context) {
    requireProject(context)
    context.datasets.get(context.params['dataset'] ?? '')
    return Response.json(grantsOf(context.identity.role))
  },
}

/** Resources of Sanity's management that Studio asks about, and the role that may change them. */
const RESOURCES = [
  'sanity.project',
  'sanity.project.cors',
  'sanity.project.datasets',
  'sanity.project.members',
  'sanity.project.schemas',
  'sanity.project.webhooks',
  'sanity.document.filter',
]

const grants: Route = {
  method: 'GET',
  path: '/projects/:project/grants',
  handle(context) {
    requireProject(context)
    requireMember(context.identity)
    const {role} = context.identity
    const names =
      role === 'administrator' ? ['read', 'create', 'update', 'delete', 'manage'] : ['read']
    const granted = names.map((name) => ({name, params: {}}))
    return Response.json(
      Object.fromEntries(
        RESOURCES.map((name) => [
          name,
          [{id: name, name, title: name, grants: granted, config: {}}],
        ]),
      ),
    )
  },
}

/**
 * The Studios of this project. A lake knows one: the Studio that asks, whose origin the operator allowed. Without it, Studio
 * would urge its editors to register it with Sanity.
 */
const applications: Route = {
  method: 'GET',
  path: '/projects/:project/user-applications',
  handle(context) {
    requireProject(context)
    requireMember(context.identity)
    const origin = context.request.headers.get('origin')
    const asking = {id: 'studio', type: 'studio', urlType: 'external', appHost: origin}
    return Response.json(origin ? [{...asking, projectId: context.params['project']}] : [])
  },
}

/** The web pages that may speak to the lake. They are settings of whoever runs it, so there is nothing to add or delete here. */
const cors: Route = {
  method: 'GET',
  path: '/projects/:project/cors',
  handle(context) {
    requireProject(context)
    requireMember(context.identity)
    const {projectId} = context.datasets
    const listed = [...context.origins].map((origin) => ({
      id: createHash('sha256').update(origin).digest('hex').slice(0, 16),
      origin,
      allowCredentials: true,
      projectId,
      createdAt: null,
      updatedAt: null,
      deletedAt: null,
    }))
    return Response.json(listed)
  },
}

/** Nobody is invited: users are added with their token. */
const invitations: Route = {
  method: 'GET',
  path: '/invitations/project/:project',
  handle(context) {
    requireProject(context)
    requireMember(context.identity)
    return Response.json([])
  },
}

export const projects: Route[] = [list, one, acl, grants, applications, cors, invitations]
