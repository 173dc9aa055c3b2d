/**
 * What each role may do, as Sanity's default roles: a viewer reads, a contributor writes drafts (and uploads what they
 * show), an editor writes everything, an administrator also manages users, tokens, webhooks and datasets. One is ours: a redirector reads
 * and writes documents of type `redirect`, so that a site that keeps old addresses working holds no key to the texts.
 *
 * Studio evaluates `grantsOf()` in the browser to grey out buttons; the lake enforces the same with the functions below.
 */
import {forbidden, sessionNotFound} from '../errors.ts'
import type {Identity, Role} from './identity.ts'

export interface Grant {
  /** A GROQ filter over documents. */
  filter: string
  permissions: string[]
}

export interface RoleDescription {
  name: Exclude<Role, 'anonymous'>
  title: string
  description: string
}

const EVERYTHING = '_id in path("**")'
const DRAFTS = '_id in path("drafts.**")'
const ASSETS = '_type in ["sanity.imageAsset", "sanity.fileAsset"]'
const ASSET_TYPES = new Set(['sanity.imageAsset', 'sanity.fileAsset'])
const REDIRECT_ID = /^redirect-[0-9a-f]{24}$/
const ASSET_ID = /^(?:image|file)-[0-9a-f]{40}-[a-z0-9-]+$/

const grants: Record<Role, Grant[]> = {
  administrator: [
    {
      filter: EVERYTHING,
      permissions: ['read', 'create', 'update', 'history', 'editHistory', 'publish', 'manage'],
    },
  ],
  editor: [{filter: EVERYTHING, permissions: ['read', 'create', 'update', 'history', 'publish']}],
  contributor: [
    {filter: EVERYTHING, permissions: ['read', 'history']},
    {filter: DRAFTS, permissions: ['create', 'update', 'history']},
    {filter: ASSETS, permissions: ['create']},
  ],
  viewer: [{filter: EVERYTHING, permissions: ['read', 'history']}],
  redirector: [
    {filter: EVERYTHING, permissions: ['read', 'history']},
    {
      filter: '_type == "redirect" && string::startsWith(_id, "redirect-")',
      permissions: ['create', 'update', 'history', 'publish'],
    },
  ],
  anonymous: [{filter: '_id in path("*")', permissions: ['read']}],
}

export const roles: readonly RoleDescription[] = [
  {
    name: 'administrator',
    title: 'Administrator',
    description: 'Reads, writes and manages everything',
  },
  {name: 'editor', title: 'Editor', description: 'Reads and writes all content'},
  {name: 'contributor', title: 'Contributor', description: 'Reads all content, writes drafts'},
  {name: 'viewer', title: 'Viewer', description: 'Reads all content, drafts included'},
  {
    name: 'redirector',
    title: 'Redirector',
    description: 'Reads all content, writes redirects that a site makes',
  },
]

export const isMemberRole = (name: unknown): name is RoleDescription['name'] =>
  roles.some((role) => role.name === name)

export const describeRole = (role: Role): RoleDescription | undefined =>
  roles.find(({name}) => name === role)

/** The access rules of a role on a dataset, as `GET …/acl` answers them. */
export const grantsOf = (role: Role): Grant[] => grants[role]

/** What is done to a document; deleting it is an update, and purging its past edits history, as Sanity has it. */
export type Permission = 'create' | 'update' | 'editHistory'

/**
 * Whether a role may do this to the document of this id and type. An asset is what contributors add to the published
 * documents, never under the id of something else, and neither do they change or delete one that others may show. A redirector
 * writes under ids that are made from a path, which nothing else has.
 */
export function mayWrite(
  role: Role,
  permission: Permission,
  documentId: string,
  documentType?: string,
): boolean {
  if (role === 'administrator') return true
  if (permission === 'editHistory') return false
  if (role === 'editor') return true
  if (role === 'redirector') return documentType === 'redirect' && REDIRECT_ID.test(documentId)
  if (role !== 'contributor') return false
  if (documentId.startsWith('drafts.')) return true
  return permission === 'create' && ASSET_TYPES.has(documentType ?? '') && ASSET_ID.test(documentId)
}

export const isMember = (identity: Identity): boolean => identity.role !== 'anonymous'

/** Refuse those who may not add a picture or another file. */
export function requireUploader(identity: Identity): void {
  requireWriter(identity)
  if (identity.role === 'redirector') throw notAllowed(identity, 'upload files')
}

/** Refuse callers without a token. */
export function requireMember(identity: Identity): void {
  if (!isMember(identity)) throw sessionNotFound()
}

/** Refuse callers who may write nothing at all. */
export function requireWriter(identity: Identity): void {
  requireMember(identity)
  if (identity.role === 'viewer') throw notAllowed(identity, 'write')
}

/** Refuse everybody but administrators. `what` completes "may not …". */
export function requireAdministrator(identity: Identity, what: string): void {
  requireMember(identity)
  if (identity.role !== 'administrator') throw notAllowed(identity, what)
}

const notAllowed = (identity: Identity, what: string) =>
  forbidden(
    `The role "${identity.role}" may not ${what}. Nothing was changed. Ask an administrator of this lake for another role.`,
  )
