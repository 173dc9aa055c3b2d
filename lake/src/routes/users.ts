/** Who is who, and what each user's Studio remembers: `/users/me`, `/users/:ids`, `/users/me/keyvalue`. */
import {describeRole, requireMember} from '../access/permissions.ts'
import {badRequest, notFound, payloadTooLarge} from '../errors.ts'
import type {Route} from '../route.ts'
import type {Registry, User} from '../store/registry.ts'
import {parseJson, readBytes, readList} from './read.ts'

const MAX_USERS = 400
const MAX_VALUE_BYTES = 256_000
const MAX_KEYS = 100
const MAX_KEY = 512

const me: Route = {
  method: 'GET',
  path: '/users/me',
  handle({identity, registry}) {
    requireMember(identity)
    const user = registry.user(identity.id)
    const role = describeRole(identity.role)
    return Response.json({
      id: identity.id,
      name: identity.name,
      email: identity.email,
      profileImage: null,
      provider: 'lake',
      role: identity.role,
      roles: role ? [role] : [],
      createdAt: user?.createdAt,
      updatedAt: user?.updatedAt,
      isCurrentUser: true,
    })
  },
}

const byId: Route = {
  method: 'GET',
  path: '/users/:ids',
  handle({params, identity, registry}) {
    requireMember(identity)
    const ids = readList(params['ids'] ?? '').slice(0, MAX_USERS)
    const found = ids.flatMap((id) => describe(registry, id === 'me' ? identity.id : id))
    if (ids.length > 1) return Response.json(found)
    if (!found[0]) throw notFound('There is no such user')
    return Response.json(found[0])
  },
}

const readValues: Route = {
  method: 'GET',
  path: '/users/me/keyvalue/:keys',
  handle({params, identity, registry}) {
    requireMember(identity)
    const keys = readList(params['keys'] ?? '').slice(0, MAX_KEYS)
    return Response.json(registry.readValues(identity.id, keys))
  },
}

const writeValues: Route = {
  method: 'PUT',
  path: '/users/me/keyvalue',
  async handle({request, identity, registry}) {
    requireMember(identity)
    const pairs = readPairs(await readBytes(request, MAX_VALUE_BYTES))
    return Response.json(registry.writeValues(identity.id, pairs))
  },
}

function describe(registry: Registry, id: string) {
  const user = registry.user(id)
  return user ? [presentUser(user)] : []
}

/** A user as other users see them. */
export const presentUser = ({id, name, createdAt, updatedAt}: User) => ({
  id,
  sanityUserId: id,
  displayName: name,
  givenName: null,
  familyName: null,
  middleName: null,
  imageUrl: null,
  createdAt,
  updatedAt,
  isCurrentUser: false,
})

function readPairs(bytes: Buffer): {key: string; value: unknown}[] {
  const body = parseJson(bytes)
  if (!Array.isArray(body) || !body.every(isPair)) {
    throw badRequest('The body must be a list of {key, value}. Nothing was stored.')
  }
  if (body.length > MAX_KEYS) throw payloadTooLarge(`At most ${MAX_KEYS} values at a time.`)
  return body
}

const isPair = (item: unknown): item is {key: string; value: unknown} =>
  typeof item === 'object' &&
  item !== null &&
  'key' in item &&
  typeof item.key === 'string' &&
  item.key.length <= MAX_KEY

/** Before `/users/:ids`, which would take `me` for an id. */
export const users: Route[] = [me, readValues, writeValues, byId]
