/**
 * Managing who may enter: tokens (Sanity's API) and users (ours). Administrators only; a token is shown once.
 */
import {describeRole, isMemberRole, requireAdministrator, roles} from '../access/permissions.ts'
import {badRequest, conflict, notFound} from '../errors.ts'
import type {Route, RouteContext} from '../route.ts'
import {requireProject} from './projects.ts'
import {readJson} from './read.ts'

const MAX_NAME = 200

const listTokens: Route = {
  method: 'GET',
  path: '/projects/:project/tokens',
  handle(context) {
    requireManager(context)
    return Response.json(
      context.registry.tokens().map(({id, userId, label, role, createdAt}) => ({
        id,
        label,
        projectUserId: userId,
        createdAt,
        roles: [describeRole(role)],
      })),
    )
  },
}

const addToken: Route = {
  method: 'POST',
  path: '/projects/:project/tokens',
  async handle(context) {
    requireManager(context)
    const body = await readJson(context.request)
    const label = readName(body['label'], 'label')
    const role = readRole(body['roleName'])
    const {user, token, tokenId} = context.registry.addUser({name: label, role, robot: true})
    return Response.json({
      id: tokenId,
      key: token,
      label,
      projectUserId: user.id,
      roles: [describeRole(role)],
    })
  },
}

const removeToken: Route = {
  method: 'DELETE',
  path: '/projects/:project/tokens/:token',
  handle(context) {
    requireManager(context)
    const id = context.params['token'] ?? ''
    const owner = context.registry.tokens().find((token) => token.id === id)
    if (!owner) throw notFound('There is no such token')
    keepOneAdministrator(context, owner.userId, 1)
    context.registry.removeToken(id)
    return new Response(null, {status: 204})
  },
}

const listUsers: Route = {
  method: 'GET',
  path: '/projects/:project/users',
  handle(context) {
    requireManager(context)
    return Response.json(context.registry.users())
  },
}

const addUser: Route = {
  method: 'POST',
  path: '/projects/:project/users',
  async handle(context) {
    requireManager(context)
    const body = await readJson(context.request)
    const name = readName(body['name'], 'name')
    const email = body['email'] === undefined ? '' : readName(body['email'], 'email')
    const {user, token} = context.registry.addUser({name, email, role: readRole(body['role'])})
    return Response.json({id: user.id, name, role: user.role, token})
  },
}

const removeUser: Route = {
  method: 'DELETE',
  path: '/projects/:project/users/:user',
  handle(context) {
    requireManager(context)
    const id = context.params['user'] ?? ''
    if (!context.registry.user(id)) throw notFound('There is no such user')
    keepOneAdministrator(context, id, Infinity)
    context.registry.removeUser(id)
    return new Response(null, {status: 204})
  },
}

function requireManager(context: RouteContext) {
  requireProject(context)
  requireAdministrator(context.identity, 'manage users and tokens')
}

/** Refuse to take away the last token with which somebody could manage this lake. */
function keepOneAdministrator({registry}: RouteContext, userId: string, tokens: number) {
  const administrators = registry.administrators()
  const left = administrators.filter((one) => one.userId !== userId || one.tokens > tokens)
  if (administrators.length === 0 || left.length > 0) return
  throw conflict(
    'That is the last administrator of this lake. Nothing was changed; add another one first.',
  )
}

function readName(value: unknown, field: string): string {
  if (typeof value === 'string' && value.trim() && value.length <= MAX_NAME) return value.trim()
  throw badRequest(`"${field}" must be a text of 1 to ${MAX_NAME} characters. Nothing was changed.`)
}

function readRole(value: unknown) {
  if (isMemberRole(value)) return value
  const known = roles.map(({name}) => name).join(', ')
  throw badRequest(`The role must be one of ${known}. Nothing was changed.`)
}

export const members: Route[] = [listTokens, addToken, removeToken, listUsers, addUser, removeUser]
