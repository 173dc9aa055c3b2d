/**
 * Another lake in place of our own, for the contract: the hosted one, or one of ours in another process. Chosen by
 * `SANITY_CONTRACT_PROJECT`, `…_DATASET`, `…_TOKEN` (an administrator's) and, for any but the hosted lake, `…_HOST`.
 *
 * The tests stay as they are: their requests are for project and dataset of this repository, and are rewritten on the way.
 * What only a lake in this process can show (its tables, its clock) is not run, and named.
 */
import type {Lake} from '@masthead/lake'
import {bypass} from 'msw'
import {dataset, projectId} from './servers.ts'

export interface Remote {
  project: string
  dataset: string
  token: string
  /** `https://<project>.api.sanity.io` unless told otherwise. */
  host: string
}

export type Role = 'administrator' | 'editor' | 'contributor' | 'viewer'

export interface Member {
  id: string
  name: string
  token: string
}

/** `undefined`: the contract is for our own lake. */
export function readRemote(env: Record<string, string | undefined>): Remote | undefined {
  const {
    SANITY_CONTRACT_PROJECT: project,
    SANITY_CONTRACT_DATASET: name,
    SANITY_CONTRACT_TOKEN: token,
    SANITY_CONTRACT_HOST: host,
  } = env
  if (!project && !name && !token && !host) return undefined
  if (!project || !name || !token)
    throw new Error(
      'Set SANITY_CONTRACT_PROJECT, SANITY_CONTRACT_DATASET and SANITY_CONTRACT_TOKEN together.',
    )
  // Each test empties it.
  if (!name.startsWith('contract'))
    throw new Error(
      `SANITY_CONTRACT_DATASET="${name}" would be emptied. Make a dataset whose name begins with "contract".`,
    )
  return {project, dataset: name, token, host: host ?? `https://${project}.api.sanity.io`}
}

export const remote = readRemote(process.env)

/** A request that a test made for this repository's project and dataset, sent to the other lake. */
export function forward(target: Remote, request: Request): Promise<Response> {
  const url = new URL(request.url)
  const ours = url.hostname === 'localhost' || url.hostname.endsWith('.sanity.io')
  const isFile = /^\/(?:images|files)\//.test(url.pathname)
  if (!ours || (isFile && url.pathname.includes(`/${target.project}/`)))
    return fetch(bypass(request))
  const path = url.pathname
    .split('/')
    .map((part) => (part === projectId ? target.project : part === dataset ? target.dataset : part))
  const moved = new URL(`${path.join('/')}${url.search}`, target.host)
  return fetch(bypass(new Request(moved, request)))
}

/** Users of the other lake, made before the tests because those ask for them without waiting. */
export async function makeMembers(target: Remote) {
  const free: Record<Role, Member[]> = {administrator: [], editor: [], contributor: [], viewer: []}
  const made: string[] = []
  for (const [role, count] of Object.entries({
    administrator: 2,
    editor: 3,
    contributor: 2,
    viewer: 2,
  }))
    for (let at = 1; at <= count; at++) {
      const label = `Contract ${role} ${at}`
      const path = `/v2021-06-07/projects/${target.project}/tokens`
      const token = await ask<{id: string; key: string; projectUserId?: string}>(target, path, {
        method: 'POST',
        body: {label, roleName: role},
      })
      if (!token) continue // a plan without that role: tests that need it are not run
      made.push(token.id)
      const {id, name} = (await ask<Member>(
        {...target, token: token.key},
        '/v2021-06-07/users/me',
      )) ?? {id: token.projectUserId ?? '', name: label}
      free[role as Role].push({id, name, token: token.key})
    }
  return {
    free,
    async remove() {
      for (const id of made)
        await ask(target, `/v2021-06-07/projects/${target.project}/tokens/${id}`, {
          method: 'DELETE',
        })
    },
  }
}

/** Take everything out of the dataset. */
export async function empty(target: Remote): Promise<void> {
  const path = `/v2025-02-19/data/mutate/${target.dataset}`
  const mutations = ['!(_id in path("_.**"))', '_type == "system.release"'].map((filter) => ({
    delete: {query: `*[${filter}]`},
  }))
  for (const mutation of mutations)
    await ask(target, path, {method: 'POST', body: {mutations: [mutation]}})
  const hooks = `/v2021-06-07/hooks/projects/${target.project}`
  for (const {id, dataset: of} of (await ask<{id: string; dataset: string}[]>(target, hooks)) ?? [])
    if (of === target.dataset) await ask(target, `${hooks}/${id}`, {method: 'DELETE'})
}

/** The other lake as tests know ours. `notHere` ends the test: it needs what cannot be reached from outside. */
export function asLake(target: Remote, notHere: (reason: string) => never): Lake {
  return {
    projectId,
    fetch: (request) => forward(target, request),
    async seed(documents) {
      const mutations = documents.map((document) => ({createOrReplace: document}))
      const path = `/v2025-02-19/data/mutate/${target.dataset}`
      const done = await ask(target, path, {method: 'POST', body: {mutations}})
      if (!done) throw new Error(`${target.host} refused the documents of a test`)
    },
    get datasets() {
      return notHere('it looks into the tables of the lake')
    },
    get registry() {
      return notHere('it looks into the users of the lake')
    },
    streams: () => notHere('it counts the streams of a server'),
    get presence() {
      return notHere('it takes sockets out of the hands of a server')
    },
    close: async () => {},
  }
}

/** `undefined` when it is refused. */
async function ask<T>(
  {host, token}: Pick<Remote, 'host' | 'token'>,
  path: string,
  {method = 'GET', body}: {method?: string; body?: unknown} = {},
): Promise<T | undefined> {
  const request = new Request(new URL(path, host), {
    method,
    headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json'},
    ...(body === undefined ? {} : {body: JSON.stringify(body)}),
  })
  const response = await fetch(bypass(request))
  const text = await response.text()
  if (!response.ok) return undefined
  return (text ? JSON.parse(text) : {}) as T
}
