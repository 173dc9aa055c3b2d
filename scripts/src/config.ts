/**
 * Which lake the commands work on: a data directory of this machine, or an address with a token.
 *
 * Options win over the environment. The token is better given by the environment: options are seen in the process list.
 */
import {join} from 'node:path'
import {checkout} from '../setup/place.mjs'

export interface Config {
  /** Data directory of a running Masthead. */
  directory: string
  /** Origin of a lake elsewhere; empty means the one that runs on `directory`. */
  lakeUrl: string
  token: string
  projectId: string
  dataset: string
}

export interface LakeOptions {
  directory?: string | undefined
  url?: string | undefined
  token?: string | undefined
  project?: string | undefined
  dataset?: string | undefined
}

/** Options that every command which speaks to a lake accepts. */
export const lakeOptions = {
  directory: {
    type: 'string',
    value: 'DIR',
    about: 'the data directory of a running Masthead (default: MASTHEAD_DIRECTORY, else data)',
  },
  url: {
    type: 'string',
    value: 'ORIGIN',
    about: 'a lake elsewhere, such as https://api.sanity.io (default: SANITY_API_HOST)',
  },
  token: {
    type: 'string',
    value: 'TOKEN',
    about: 'whose rights to use there (better by SANITY_AUTH_TOKEN: options are seen by all users)',
  },
  project: {
    type: 'string',
    value: 'ID',
    about: 'which project there (default: SANITY_PROJECT_ID, else masthead)',
  },
  dataset: {
    type: 'string',
    value: 'NAME',
    about: 'which dataset there (default: SANITY_DATASET, else production)',
  },
} as const

export function readConfig(env: NodeJS.ProcessEnv, options: LakeOptions = {}): Config {
  return {
    directory: options.directory || env.MASTHEAD_DIRECTORY || join(checkout, 'data'),
    lakeUrl: (options.url || (options.directory ? '' : env.SANITY_API_HOST) || '').replace(
      /\/+$/,
      '',
    ),
    token: options.token || env.SANITY_AUTH_TOKEN || '',
    projectId: options.project || env.SANITY_PROJECT_ID || 'masthead',
    dataset: options.dataset || env.SANITY_DATASET || 'production',
  }
}
