/** Settings of the Studio's server, from the environment. The browser gets the part that `config.json` holds. */
import {fileURLToPath} from 'node:url'
import type {StudioSettings} from '../settings/settings.ts'

export interface ServerConfig {
  /** 0 picks a free port. */
  port: number
  /** What `sanity build` wrote. */
  directory: string
  /** A name that it answers to beside those of this machine, as `Host` has it; for a web server on this machine that passes editors on. */
  publicHost: string | undefined
  settings: StudioSettings
}

type Environment = Readonly<Record<string, string | undefined>>

const builtStudio = fileURLToPath(new URL('../../dist', import.meta.url))

export function readConfig(env: Environment): ServerConfig {
  const siteUrl = readOrigin(env, 'STUDIO_SITE_URL', 'http://localhost:3000')
  return {
    port: readPort(env),
    directory: env.STUDIO_DIRECTORY || builtStudio,
    publicHost: readPublicHost(env),
    settings: {
      projectId: readName(env, 'STUDIO_PROJECT_ID', 'masthead'),
      dataset: readName(env, 'STUDIO_DATASET', 'production'),
      apiHost: readOrigin(env, 'STUDIO_API_HOST', 'http://localhost:3900'),
      siteUrl,
      readersUrl: readOrigin(env, 'STUDIO_READERS_URL', siteUrl),
      title: env.STUDIO_TITLE || 'Masthead',
    },
  }
}

function readPort({STUDIO_PORT: given = '3333'}: Environment): number {
  const port = Number(given)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new Error(
    `STUDIO_PORT is "${given}". Set it to a port from 1 to 65535, or 0 for a free one.`,
  )
}

/** An origin without path, because the policy header and the client both build addresses on it. */
function readOrigin(env: Environment, name: string, fallback: string): string {
  const given = env[name] || fallback
  const url = URL.canParse(given) ? new URL(given) : null
  if (url && ['http:', 'https:'].includes(url.protocol) && url.host) return url.origin
  throw new Error(`${name} is "${given}". Set it to an origin such as http://localhost:3900.`)
}

/** By https alone: what is changed on its way could read the tokens with which editors sign in. */
function readPublicHost({STUDIO_PUBLIC_URL: given}: Environment): string | undefined {
  if (!given) return undefined
  const url = URL.canParse(given) ? new URL(given) : null
  if (url?.protocol === 'https:' && url.href === `${url.origin}/`) return url.host
  throw new Error(
    `STUDIO_PUBLIC_URL is "${given}". Set it to an https origin such as https://studio.blog.example.`,
  )
}

/** Project and dataset become part of host names and paths: lower-case letters, digits, hyphens and underscores. */
function readName(env: Environment, name: string, fallback: string): string {
  const given = env[name] || fallback
  if (/^[a-z0-9][a-z0-9_-]*$/.test(given)) return given
  throw new Error(`${name} is "${given}". Use lower-case letters, digits, hyphens and underscores.`)
}
