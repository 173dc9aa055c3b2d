/** All of Masthead as `npm start` brings it up: three servers on free ports over a temporary directory, the first article in it. */
import {join} from 'node:path'
import {removeDirectory, repository, temporaryDirectory} from './directory.ts'
import {type Started, startProcess} from './process.ts'
import {compiledBefore, lakeClient, userIn, type User} from './servers.ts'

export interface Addresses {
  site: string
  studio: string
  lake: string
  /** The first editor's. */
  token: string
}

export interface Masthead extends Addresses {
  directory: string
  client: ReturnType<typeof lakeClient>
  addUser(name: string, role?: string): Promise<User>
  log(): string
  stop(signal?: NodeJS.Signals): Promise<void>
}

export interface MastheadOptions {
  directory?: string
  /** Settings that `npm start` takes from its environment. */
  env?: Record<string, string>
  sitePort?: number
}

export async function startMasthead(options: MastheadOptions = {}): Promise<Masthead> {
  const directory = options.directory ?? temporaryDirectory('masthead')
  const ports = [
    '--site-port',
    String(options.sitePort ?? 0),
    '--studio-port',
    '0',
    '--lake-port',
    '0',
  ]
  const started: Started<Addresses> = await startProcess('npm start', {
    args: [join(repository, 'scripts', 'start.mjs'), '--json', '--directory', directory, ...ports],
    env: {...compiledBefore, ...options.env},
    // Without builds from `npm test` it makes them itself.
    patience: 300_000,
  })
  const {token, lake} = started.ready
  return {
    ...started.ready,
    directory,
    client: lakeClient(Number(new URL(lake).port), token),
    addUser: async (name, role = 'editor') => userIn(lakeDirectory(directory), name, role),
    log: started.log,
    async stop(signal: NodeJS.Signals = 'SIGTERM') {
      await started.stop(signal, 60_000)
      if (!options.directory) removeDirectory(directory)
    },
  }
}

const lakeDirectory = (directory: string) => join(directory, 'lake')
