/** What a command gets: the lake to work on, where to print, and where paths are taken from. */
import {resolve} from 'node:path'
import type {SanityClient} from '@sanity/client'
import {readConfig} from './config.ts'
import type {Config, LakeOptions} from './config.ts'
import {readRunning} from './directory/running.ts'
import type {Running} from './directory/running.ts'
import {readSecrets} from './directory/secrets.ts'
import {notRunning, tokenMissing} from './errors.ts'
import {checkAddress, connect} from './lake/address.ts'
import type {LakeAddress} from './lake/address.ts'
import {manage, refusePages} from './lake/management.ts'
import type {Manage} from './lake/management.ts'

export interface Operator {
  env: NodeJS.ProcessEnv
  print: (line: string) => void
  /** A path of the arguments, taken from the folder in which the command was typed. */
  path: (given: string) => string
  /** The data directory that the options name, whether Masthead runs on it or not. */
  directory(options: Pick<LakeOptions, 'directory'>): string
  /** The lake that the options name; throws when none is running. */
  lake(options: LakeOptions): Promise<ConnectedLake>
}

export interface ConnectedLake {
  address: LakeAddress
  documents: SanityClient
  management: Manage
  /** Where the other parts answer; `null` for a lake elsewhere. */
  running: Running | null
}

export function createOperator(
  env: NodeJS.ProcessEnv,
  folder: string,
  print: (line: string) => void,
): Operator {
  const path = (given: string) => resolve(folder, given)
  return {
    env,
    print,
    path,
    directory: (options) => path(readConfig(env, options).directory),
    async lake(options) {
      const config = readConfig(env, options)
      const found = config.lakeUrl ? elsewhere(config) : await onThisMachine(config, path)
      const {address} = found
      checkAddress(address)
      if (!found.running) await refusePages(address)
      return {...found, documents: connect(address), management: manage(address)}
    },
  }
}

function elsewhere({lakeUrl, token, projectId, dataset}: Config) {
  if (!token) throw tokenMissing(lakeUrl)
  return {address: {origin: lakeUrl, projectId, dataset, token}, running: null}
}

async function onThisMachine(config: Config, path: (given: string) => string) {
  const {directory, token, projectId, dataset} = config
  const place = {file: (...names: string[]) => resolve(path(directory), ...names)}
  const running = await readRunning(place)
  if (!running) throw notRunning(place.file())
  const {editorToken} = await readSecrets(place)
  const origin = running.lake.replace('//localhost:', '//127.0.0.1:')
  return {address: {origin, projectId, dataset, token: token || editorToken}, running}
}
