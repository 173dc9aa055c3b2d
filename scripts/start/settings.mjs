/**
 * The settings that `npm start` takes from the environment: for a site that readers reach from elsewhere, by way of a web server
 * on this machine, or beside other instances.
 *
 * Read before anything is installed, like the options. The site reads the same variables again and would refuse the same ones
 * (`web/src/config.ts`, which cannot be loaded yet): a test holds the two together.
 */
import {OperatorError} from '../setup/problem.mjs'

/**
 * @typedef {object} OpenSettings   what was given, as each part is to get it
 * @property {string} [SITE_URL]   an origin without a slash at the end
 * @property {string} [REDIS_URL]
 * @property {string} [FRONT_CACHE_URLS]
 * @property {string} [FRONT_CACHE_SECRET]
 * @property {string} [LAKE_KEEP_DELETED_ASSETS_DAYS]
 */

const names = /** @type {const} */ ([
  'SITE_URL',
  'REDIS_URL',
  'FRONT_CACHE_URLS',
  'FRONT_CACHE_SECRET',
  'LAKE_KEEP_DELETED_ASSETS_DAYS',
])

/** What a part reads, and gets from `npm start` alone. `SANITY_AUTH_TOKEN` is for the operator's commands. */
const ofParts =
  /^(?:LAKE_|STUDIO_|SITE_|SANITY_(?!AUTH_TOKEN)|DRAFT_SECRET$|IMAGES_(?:ORIGIN|THROUGH_SITE)$)/

/**
 * @param {Record<string, string | undefined>} env
 * @returns {{open: OpenSettings, unused: string[]}}   `unused`: names of settings that are there and have no effect here
 */
export function readOpenSettings(env) {
  /** @type {OpenSettings} */
  const open = {}
  for (const name of names) if (env[name]) open[name] = env[name]
  if (open.SITE_URL) open.SITE_URL = originOf('SITE_URL', open.SITE_URL)
  if (open.REDIS_URL) checkRedis(open.REDIS_URL)
  if (frontCachesOf(open).length > 0) checkFrontCaches(open)
  else {
    delete open.FRONT_CACHE_URLS // nothing but commas: none, as in the site
    delete open.FRONT_CACHE_SECRET
  }
  if (!/^\d{0,6}$/.test(open.LAKE_KEEP_DELETED_ASSETS_DAYS ?? '')) {
    throw refused('LAKE_KEEP_DELETED_ASSETS_DAYS', env['LAKE_KEEP_DELETED_ASSETS_DAYS'], '90')
  }
  const unused = Object.keys(env).filter(
    (name) => env[name] && !(name in open) && (ofParts.test(name) || name === 'FRONT_CACHE_SECRET'),
  )
  return {open, unused: unused.sort()}
}

/** @param {OpenSettings} open */
const frontCachesOf = ({FRONT_CACHE_URLS: urls = ''}) =>
  urls
    .split(',')
    .map((url) => url.trim())
    .filter(Boolean)

/** @param {OpenSettings} open */
function checkFrontCaches(open) {
  for (const url of frontCachesOf(open)) originOf('FRONT_CACHE_URLS', url)
  const {FRONT_CACHE_SECRET: secret = ''} = open
  if (/^[\w-]{16,}$/.test(secret)) return
  throw new OperatorError(
    'FRONT_CACHE_URLS is set without a FRONT_CACHE_SECRET of at least 16 letters, digits, _ and -; nothing was started.',
    'Set the one that stands in masthead-settings.conf of that nginx. A new one: openssl rand -hex 32.',
  )
}

/**
 * Its value is not shown: where an address cannot be read, nobody knows where its password ends.
 * @param {string} url
 */
function checkRedis(url) {
  if (/^rediss?:$/.test(read(url)?.protocol ?? '')) return
  throw new OperatorError(
    'The setting REDIS_URL is not an address like redis://127.0.0.1:6379; nothing was started.',
    'A password in it stands as :password@ before the host, with %2F for a slash and %40 for an @. Or leave REDIS_URL out.',
  )
}

/**
 * @param {string} name
 * @param {string} value
 */
function originOf(name, value) {
  const example = name === 'SITE_URL' ? 'https://blog.example' : 'http://127.0.0.1:8080'
  const url = read(value)
  const rest = url && url.href.slice(url.origin.length)
  if (!url || !/^https?:$/.test(url.protocol) || rest !== '/')
    throw refused(name, withoutSecrets(value), example)
  return url.origin
}

/**
 * An address as it may be shown: without what stands before its last @, which may be a password, and without what is asked.
 * @param {string} address
 */
const withoutSecrets = (address) =>
  address.replace(/^(https?:\/\/)?.*@/is, '$1…@').replace(/[?#].*$/s, '?…')

/** @param {string} text */
function read(text) {
  try {
    return new URL(text)
  } catch {
    return undefined // `URL.canParse` is not in every Node 18
  }
}

/**
 * @param {string} name
 * @param {string | undefined} value
 * @param {string} example
 */
const refused = (name, value, example) =>
  new OperatorError(
    `The setting ${name} is "${value}", which cannot be used; nothing was started.`,
    `Give ${name} something like ${example}, or leave it out.`,
  )
