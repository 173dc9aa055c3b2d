/**
 * What `npm start` can be told. Read before anything is installed, so that a typing mistake costs no minute of waiting.
 */
import {join, resolve} from 'node:path'
import {parseArgs} from 'node:util'
import {checkout} from '../setup/place.mjs'
import {OperatorError} from '../setup/problem.mjs'
import {readOpenSettings} from './settings.mjs'

export const usage = `npm start [-- options]: bring up the Content Lake, the Studio and the site

  --directory DIR    where content, pictures and secrets are kept (default: data)
  --site-port N      the site, for readers (default: 3000; 0 picks a free one)
  --studio-port N    the Studio, for editors (default: 3333; 0 picks a free one)
  --lake-port N      the Content Lake (default: 3900; 0 picks a free one)
  --watch            for whoever changes the code: what was saved is built, its part started again (npm run dev)
  --json             for machines: one line {"site","studio","lake","token"} on standard output when all three answer
  --help             this text

From the environment: SITE_URL (the address that readers use, where a web server on this machine passes them on), FRONT_CACHE_URLS and
FRONT_CACHE_SECRET (caches before the site), REDIS_URL (other instances of it), LAKE_KEEP_DELETED_ASSETS_DAYS; see docs/operating.md.

Everything listens on this machine only. Ctrl-C ends it; the next start finds the content as it was.`

/**
 * @typedef {object} StartOptions
 * @property {string} directory   absolute; what was given is taken from the folder in which npm was called
 * @property {{site: number, studio: number, lake: number}} ports   0 = a free one
 * @property {import('./settings.mjs').OpenSettings} open   settings from the environment, for a site that readers reach from elsewhere
 * @property {string[]} unused   names of settings in the environment that have no effect here
 * @property {boolean} json
 * @property {boolean} watch
 * @property {boolean} help
 */

/**
 * @param {string[]} args
 * @param {Record<string, string | undefined>} env
 * @returns {StartOptions}
 */
export function readStartOptions(args, env) {
  const {values} = parse(args)
  const ports = {
    site: readPort('--site-port', values['site-port'] ?? '3000'),
    studio: readPort('--studio-port', values['studio-port'] ?? '3333'),
    lake: readPort('--lake-port', values['lake-port'] ?? '3900'),
  }
  const chosen = Object.values(ports).filter((port) => port !== 0)
  if (new Set(chosen).size < chosen.length) {
    throw new OperatorError(
      'Two of the three ports are the same; nothing was started.',
      'Give --site-port, --studio-port and --lake-port different numbers, or 0 for a free one.',
    )
  }
  return {
    directory: values.directory
      ? resolve(env['INIT_CWD'] ?? '', values.directory)
      : join(checkout, 'data'),
    ports,
    ...readOpenSettings(env),
    json: values.json ?? false,
    watch: values.watch ?? false,
    help: values.help ?? false,
  }
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        directory: {type: 'string'},
        'site-port': {type: 'string'},
        'studio-port': {type: 'string'},
        'lake-port': {type: 'string'},
        json: {type: 'boolean'},
        watch: {type: 'boolean'},
        help: {type: 'boolean', short: 'h'},
      },
    })
  } catch (error) {
    const what = (error instanceof Error ? error.message : String(error)).split('. ')[0]
    throw new OperatorError(
      `${what}; nothing was started.`,
      'See "npm start -- --help" for what can be told.',
      {cause: error},
    )
  }
}

/**
 * @param {string} option
 * @param {string} text
 */
function readPort(option, text) {
  const port = /^\d+$/.test(text) ? Number(text) : NaN
  if (port <= 65_535) return port
  throw new OperatorError(
    `${option} is "${text}", which is no port; nothing was started.`,
    'Give a number from 1024 to 65535, or 0 for a free one.',
  )
}
