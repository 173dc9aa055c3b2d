/** Sessions: tokens are handed out by the operator, so there is nothing to log in with and little to log out from. */
import {requireMember} from '../access/permissions.ts'
import type {Route} from '../route.ts'

const id: Route = {
  method: 'GET',
  path: '/auth/id',
  handle({identity}) {
    requireMember(identity)
    return Response.json({id: identity.id})
  },
}

const providers: Route = {
  method: 'GET',
  path: '/auth/providers',
  handle: () => Response.json({providers: [], thirdPartyLogin: false, sso: {}}),
}

/** Studio forgets its token; the token itself stays valid until an administrator revokes it. */
const logout: Route = {
  method: 'POST',
  path: '/auth/logout',
  handle: () => new Response(null, {status: 204}),
}

export const auth: Route[] = [id, providers, logout]
