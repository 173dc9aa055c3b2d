/**
 * The site's settings, read from the environment once, when the process starts. None of them is part of a build.
 *
 * `next build` loads pages without any of them, so nothing may call `config()` while a module is evaluated.
 */
import {settingInvalid, settingMissing, settingUnreadable} from './errors.ts'

export interface LakeConfig {
  apiHost: string
  useProjectHostname: boolean
  projectId: string
  dataset: string
  /** A viewer's token: drafts in the preview, and dependents for the webhook. Readers are never served with it. */
  readToken: string | undefined
  /** A token that may write redirects, which is all that it is for. Without it they are kept in the site's own directory alone. */
  writeToken: string | undefined
}

export interface ImagesConfig {
  /** Where pictures are kept. */
  origin: string
  /** Whether readers get them through the site's own `/images/…`: so for a lake that only this machine can reach, or that readers shall not. */
  proxied: boolean
}

export interface SiteConfig {
  port: number
  /** Where those who run the site look, on loopback. Without it there is no such listener. */
  adminPort: number | undefined
  /** The origin that readers know, without a slash at the end. */
  siteUrl: string
  /** Holds the page cache, and is different for every lake directory. */
  directory: string
  lake: LakeConfig
  images: ImagesConfig
  /** Where instances of the site agree on what is fresh. Without it this is the only one. */
  redisUrl: string | undefined
  /** Caches before the site that are made to fetch a page again when it has changed. */
  frontCaches: {urls: string[]; secret: string} | undefined
  webhookSecret: string | undefined
  draftSecret: string | undefined
  studioUrl: string | undefined
}

type Environment = Record<string, string | undefined>

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|.+\.localhost)$/

/** An address as it may be shown: without what stands before its last @, which may be a password, and without what is asked. */
const withoutSecrets = (address: string) =>
  address.replace(/^(https?:\/\/)?.*@/is, '$1…@').replace(/[?#].*$/s, '?…')

function originOf(env: Environment, name: string, fallback?: string): string {
  const value = env[name] || fallback
  if (!value) throw settingMissing(name, 'http://127.0.0.1:3333')
  const shown = withoutSecrets(value)
  if (!URL.canParse(value)) throw settingInvalid(name, shown, 'an origin like https://example.com')
  const url = new URL(value)
  if (!/^https?:$/.test(url.protocol)) throw settingInvalid(name, shown, 'an http or https origin')
  return url.origin
}

/** Pages are at the top of their host, and a cache is asked for them there: a path would be dropped without a word. */
function originAlone(env: Environment, name: string, fallback?: string): string {
  const origin = originOf(env, name, fallback)
  const given = env[name] || origin
  if (new URL(given).href !== `${origin}/`)
    throw settingInvalid(name, withoutSecrets(given), 'an origin, without a user or a path')
  return origin
}

function wordOf(env: Environment, name: string, example: string): string {
  const value = env[name]
  if (!value) throw settingMissing(name, example)
  if (!/^[\w-]+$/.test(value)) throw settingInvalid(name, value, 'letters, digits, _ and - only')
  return value
}

function portOf(env: Environment, name: string, fallback: string): number {
  const value = env[name] || fallback
  const port = Number(value)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw settingInvalid(name, value, 'a port between 0 and 65535; 0 picks a free one')
  }
  return port
}

function redisOf(env: Environment): string | undefined {
  const value = env.REDIS_URL
  if (!value) return undefined
  if (!URL.canParse(value) || !/^rediss?:$/.test(new URL(value).protocol)) {
    // It is not shown: where it cannot be read, nobody knows where its password ends.
    throw settingUnreadable('REDIS_URL', 'an address like redis://127.0.0.1:6379')
  }
  return value
}

function frontCachesOf(env: Environment): SiteConfig['frontCaches'] {
  const names = (env.FRONT_CACHE_URLS ?? '').split(',').map((name) => name.trim())
  const urls = names
    .filter(Boolean)
    .map((name) => originAlone({FRONT_CACHE_URLS: name}, 'FRONT_CACHE_URLS'))
  if (urls.length === 0) return undefined
  const secret = env.FRONT_CACHE_SECRET
  if (!secret) throw settingMissing('FRONT_CACHE_SECRET', '<32 random bytes in hex>')
  if (!/^[\w-]{16,}$/.test(secret))
    throw settingInvalid('FRONT_CACHE_SECRET', '…', 'at least 16 letters, digits, _ and -')
  return {urls, secret}
}

function imagesOf(env: Environment, apiHost: string): ImagesConfig {
  const hosted = new URL(apiHost).hostname.endsWith('.sanity.io')
  const origin = originOf(env, 'IMAGES_ORIGIN', hosted ? 'https://cdn.sanity.io' : apiHost)
  const through = env.IMAGES_THROUGH_SITE || 'false'
  if (!['true', 'false'].includes(through))
    throw settingInvalid('IMAGES_THROUGH_SITE', through, '"true" or "false"')
  return {origin, proxied: LOOPBACK.test(new URL(origin).hostname) || through === 'true'}
}

export function readConfig(env: Environment): SiteConfig {
  const port = portOf(env, 'SITE_PORT', '3000')
  const apiHost = originOf(env, 'SANITY_API_HOST')
  return {
    port,
    adminPort: env.SITE_ADMIN_PORT ? portOf(env, 'SITE_ADMIN_PORT', '0') : undefined,
    siteUrl: originAlone(env, 'SITE_URL', `http://localhost:${port}`),
    directory: env.SITE_DIRECTORY || '.masthead/site',
    lake: {
      apiHost,
      useProjectHostname: env.SANITY_USE_PROJECT_HOSTNAME === 'true',
      projectId: wordOf(env, 'SANITY_PROJECT_ID', 'masthead'),
      dataset: wordOf(env, 'SANITY_DATASET', 'production'),
      readToken: env.SANITY_READ_TOKEN || undefined,
      writeToken: env.SANITY_WRITE_TOKEN || undefined,
    },
    images: imagesOf(env, apiHost),
    redisUrl: redisOf(env),
    frontCaches: frontCachesOf(env),
    webhookSecret: env.SANITY_WEBHOOK_SECRET || undefined,
    draftSecret: env.DRAFT_SECRET || undefined,
    studioUrl: env.STUDIO_URL ? originOf(env, 'STUDIO_URL') : undefined,
  }
}

let current: SiteConfig | undefined

/** The settings of this process. */
export const config = (): SiteConfig => (current ??= readConfig(process.env))
