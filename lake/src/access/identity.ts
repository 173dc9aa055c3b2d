/**
 * Who makes a request, and what a role may do. The roles and their names are Sanity's default ones, and one of our own: `redirector`, for
 * a site that writes down where an address went.
 */

export type Role =
  'administrator' | 'editor' | 'contributor' | 'viewer' | 'redirector' | 'anonymous'

export interface Identity {
  /** User id, as it appears as `author` in history; `anonymous` for a caller without token. */
  id: string
  name: string
  email: string
  role: Role
}

export const anonymous: Identity = {
  id: 'anonymous',
  name: 'Anonymous',
  email: '',
  role: 'anonymous',
}

/** The lake itself, as author of what no person did: scheduled releases, seeds, migrations. */
export const system: Identity = {
  id: '<system>',
  name: 'Content Lake',
  email: '',
  role: 'administrator',
}
