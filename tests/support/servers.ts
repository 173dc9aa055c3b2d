/** The real processes on free ports: a lake, and a site, which needs its build (`npm test` makes it first). */
import {execFile} from 'node:child_process'
import {randomBytes} from 'node:crypto'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {createClient, type SanityClient} from '@sanity/client'
import type {Role} from '../../lake/src/access/identity.ts'
import {Registry} from '../../lake/src/store/registry.ts'
import {removeDirectory, repository, temporaryDirectory} from './directory.ts'
import {startProcess, type Started} from './process.ts'

export interface Server {
  port: number
  /** Where it says how it is, when it was given such a port. */
  adminPort: number | undefined
  /** As a browser names it. */
  url: string
  directory: string
  pid: number
  log(): string
  hangUp(): void
  stop(signal?: NodeJS.Signals): Promise<void>
  endedBy: Started<Ready>['endedBy']
}

export interface RunningLake extends Server {
  /** A client as servers and commands have it: by IP address, without the project in the host name. */
  client(token?: string): SanityClient
  /** A new user and the token that is theirs. */
  addUser(name: string, role?: string): Promise<User>
}

export interface User {
  id: string
  name: string
  role: string
  token: string
}

interface Place {
  /** Where the data is; a temporary directory that goes with the server when none is given. */
  directory?: string
  port?: number
  env?: Record<string, string>
  under?: string[]
}

interface Ready {
  port: number
  adminPort?: number
}

/**
 * What Node compiled of the site's code, kept from test to test, until `npm test` begins anew. The site keeps it in its data directory, and
 * that of a test is new: half of the work of a start. Give `{NODE_COMPILE_CACHE: ''}` for a site that has only its own. Benches, which
 * vitest does not run, start as a user does: without it.
 */
export const compiledBefore: Record<string, string> = process.env.VITEST
  ? {NODE_COMPILE_CACHE: join(repository, 'test-results', 'compiled')}
  : {}

export const projectId = 'masthead'
export const dataset = 'production'
export const apiVersion = '2025-02-19'

/** Start a process over a directory; `settings` gives its environment. A temporary directory goes with it, also when it fails. */
async function start(
  name: string,
  main: string,
  place: Place,
  settings: (directory: string) => Record<string, string>,
  flags: string[] = [],
) {
  const directory = place.directory ?? temporaryDirectory(name)
  const clear = () => {
    if (!place.directory) removeDirectory(directory)
  }
  const child = await startProcess<Ready>(name, {
    args: [...flags, join(repository, main)],
    env: {...settings(directory), ...place.env},
    ...(place.under ? {under: place.under} : {}),
  }).catch((error: unknown) => {
    clear()
    throw error
  })
  const server: Server = {
    port: child.ready.port,
    adminPort: child.ready.adminPort,
    url: `http://localhost:${child.ready.port}`,
    directory,
    pid: child.pid,
    log: child.log,
    hangUp: child.hangUp,
    endedBy: child.endedBy,
    async stop(signal) {
      await child.stop(signal)
      clear()
    },
  }
  return server
}

export async function startLake(place: Place = {}): Promise<RunningLake> {
  const server = await start('lake', 'lake/src/main.mjs', place, (directory) => ({
    LAKE_DIRECTORY: directory,
    LAKE_PORT: String(place.port ?? 0),
  }))
  return {
    ...server,
    client: (token) => lakeClient(server.port, token),
    addUser: async (name, role = 'editor') => userIn(server.directory, name, role),
  }
}

/** A user made in this process, beside a running lake: what the operator's command does, for a tenth of its work. */
export function userIn(directory: string, name: string, role: string): User {
  const registry = new Registry(directory, PATIENCE_OF_WRITERS_MS)
  try {
    const {user, token} = registry.addUser({name, role: role as Role})
    return {id: user.id, name: user.name, role: user.role, token}
  } finally {
    registry.close()
  }
}

const PATIENCE_OF_WRITERS_MS = 10_000

/** A user made as the operator makes one, beside a running lake or without one. */
export async function addUser(directory: string, name: string, role: string): Promise<User> {
  const command = join(repository, 'lake', 'src', 'users.ts')
  const args = [command, 'add', '--directory', directory, '--name', name, '--role', role]
  const {stdout} = await promisify(execFile)(process.execPath, args)
  return JSON.parse(stdout) as User
}

export const lakeClient = (port: number, token?: string): SanityClient =>
  createClient({
    apiHost: `http://127.0.0.1:${port}`,
    useProjectHostname: false,
    projectId,
    dataset,
    apiVersion,
    useCdn: false,
    ...(token ? {token} : {}),
  })

export function startSite(
  place: Place & {lake: Server; token?: string; studio?: string},
): Promise<Server> {
  needBuild('web/.next')
  return start(
    'site',
    'web/src/server/main.mjs',
    place,
    (directory) => ({
      ...compiledBefore,
      SITE_PORT: String(place.port ?? 0),
      SITE_DIRECTORY: directory,
      SANITY_API_HOST: `http://127.0.0.1:${place.lake.port}`,
      SANITY_USE_PROJECT_HOSTNAME: 'false',
      SANITY_PROJECT_ID: projectId,
      SANITY_DATASET: dataset,
      SANITY_WEBHOOK_SECRET: randomBytes(32).toString('hex'),
      DRAFT_SECRET: randomBytes(32).toString('hex'),
      ...(place.token ? {SANITY_READ_TOKEN: place.token} : {}),
      ...(place.studio ? {STUDIO_URL: place.studio} : {}),
    }),
    ['--max-semi-space-size=4'],
  )
}

function needBuild(folder: string): void {
  if (existsSync(join(repository, folder))) return
  throw new Error(
    `${folder} is not there. Run \`npm test\`, or build with \`pnpm -r build\` first.`,
  )
}
