/** The lake's settings, read from the environment once. */
import {resolve} from 'node:path'
import {isLoopbackAddress} from './access/host.ts'

export interface LakeConfig {
  directory: string
  host: string
  /** 0: any free one. */
  port: number
  /** Where those who run the lake look, on loopback; `undefined` for nowhere. */
  adminPort: number | undefined
  projectId: string
  datasets: string[]
  allowedOrigins: string[]
  /** Base of asset addresses; `undefined` for `http://localhost:<port>`. */
  publicUrl: string | undefined
  /** Files of assets that were deleted longer ago are removed. */
  keepDeletedAssetsDays: number
}

const PROJECT_ID = /^[a-z0-9][a-z0-9-]{0,62}$/

export function readConfig(env: Record<string, string | undefined>): LakeConfig {
  const directory = env['LAKE_DIRECTORY']
  if (!directory) {
    throw new Error(
      'LAKE_DIRECTORY is not set. Name the folder in which the lake keeps everything.',
    )
  }
  const publicUrl = readPublicUrl(env['LAKE_PUBLIC_URL'])
  return {
    directory: resolve(directory),
    host: readHost(env, publicUrl),
    port: readPort('LAKE_PORT', env['LAKE_PORT'] ?? '0'),
    adminPort: env['LAKE_ADMIN_PORT']
      ? readPort('LAKE_ADMIN_PORT', env['LAKE_ADMIN_PORT'])
      : undefined,
    projectId: readProjectId(env['LAKE_PROJECT_ID'] ?? 'masthead'),
    datasets: list(env['LAKE_DATASETS'] ?? 'production'),
    allowedOrigins: list(env['LAKE_ALLOWED_ORIGINS'] ?? ''),
    publicUrl,
    keepDeletedAssetsDays: readDays(env['LAKE_KEEP_DELETED_ASSETS_DAYS'] ?? '90'),
  }
}

/** Other machines are let in only by two settings that nobody makes by accident. */
function readHost(env: Record<string, string | undefined>, publicUrl: string | undefined): string {
  const host = env['LAKE_HOST'] ?? '127.0.0.1'
  if (isLoopbackAddress(host)) return host
  if (env['LAKE_ALLOW_REMOTE'] !== 'true') {
    throw new Error(
      `LAKE_HOST=${host} would let other machines in. Set LAKE_ALLOW_REMOTE=true if that is meant, or leave LAKE_HOST out.`,
    )
  }
  if (!publicUrl) {
    throw new Error(
      `LAKE_HOST=${host} needs LAKE_PUBLIC_URL too: the address by which others reach this lake, such as https://lake.example.com.`,
    )
  }
  return host
}

function readPort(name: string, text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new Error(
    `${name}="${text}" is not a port. Give a number up to 65535, or 0 for a free one.`,
  )
}

function readDays(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new Error(
    `LAKE_KEEP_DELETED_ASSETS_DAYS="${text}" is not a number of days. Give a whole number, such as 90.`,
  )
}

function readProjectId(text: string): string {
  if (PROJECT_ID.test(text)) return text
  throw new Error(
    `LAKE_PROJECT_ID="${text}" cannot be part of a host name. Use small letters, digits and dashes.`,
  )
}

function readPublicUrl(text: string | undefined): string | undefined {
  if (!text) return undefined
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash) {
    return url.href.replace(/\/+$/, '')
  }
  throw new Error(
    `LAKE_PUBLIC_URL="${text}" must begin with http:// or https:// and have no query.`,
  )
}

const list = (text: string): string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean)
