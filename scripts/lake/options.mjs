/** What `npm run lake` can be told. Read before anything is installed, so that a typing mistake costs no minute of waiting. */
import {resolve} from 'node:path'
import {parseArgs} from 'node:util'
import {OperatorError} from '../setup/problem.mjs'

export const usage = `npm run lake -- [options]: run a Content Lake by itself

  --directory DIR    where documents, files and users are kept; made when missing (default: lake-data)
  --project ID       the project id that clients name (default: masthead)
  --dataset NAME     the dataset, made when missing (default: production)
  --port N           where it answers, on this machine only (default: 3910; 0 picks a free one)
  --origin URL       a web page's origin that may speak to it, such as a Studio's; may be given
                     several times (default: http://localhost:3333)
  --json             for machines: one line {"url","token"} on standard output when it answers
  --help             this text

The token is an administrator's. It is kept in DIR/administrator-token, which only you can read, and is the same
at the next start. Ctrl-C ends the lake; the next start finds everything as it was.`

/**
 * @typedef {object} LakeOptions
 * @property {string} directory   absolute; what was given is taken from the folder in which npm was called
 * @property {string} project
 * @property {string} dataset
 * @property {number} port        0 = a free one
 * @property {string[]} origins
 * @property {boolean} json
 * @property {boolean} help
 */

/**
 * @param {string[]} args
 * @returns {LakeOptions}
 */
export function readLakeOptions(args) {
  const values = parse(args)
  return {
    directory: resolve(process.env.INIT_CWD ?? '', values.directory ?? 'lake-data'),
    project: matching(
      '--project',
      values.project ?? 'masthead',
      /^[a-z0-9][a-z0-9-]{0,62}$/,
      'small letters, digits and dashes, because it becomes part of a host name',
    ),
    dataset: matching(
      '--dataset',
      values.dataset ?? 'production',
      /^[a-z0-9][a-z0-9_-]{0,63}$/,
      'small letters, digits, dashes and underscores',
    ),
    port: readPort(values.port ?? '3910'),
    origins: (values.origin ?? ['http://localhost:3333']).map(readOrigin),
    json: values.json ?? false,
    help: values.help ?? false,
  }
}

/** @param {string} what @param {string} remedy @param {unknown} [cause] */
const refused = (what, remedy, cause) =>
  new OperatorError(`${what}; nothing was started.`, remedy, {cause})

/** @param {string[]} args */
function parse(args) {
  try {
    const {values} = parseArgs({
      args,
      options: {
        directory: {type: 'string'},
        project: {type: 'string'},
        dataset: {type: 'string'},
        port: {type: 'string'},
        origin: {type: 'string', multiple: true},
        json: {type: 'boolean'},
        help: {type: 'boolean', short: 'h'},
      },
    })
    return values
  } catch (error) {
    const what = (error instanceof Error ? error.message : String(error)).split('. ')[0] ?? ''
    throw refused(what, 'See "npm run lake -- --help" for what can be told.', error)
  }
}

/** @param {string} option @param {string} text @param {RegExp} pattern @param {string} rule */
function matching(option, text, pattern, rule) {
  if (pattern.test(text)) return text
  throw refused(`${option} cannot be "${text.slice(0, 80)}"`, `Use ${rule}.`)
}

/** @param {string} text */
function readPort(text) {
  const port = /^\d+$/.test(text) ? Number(text) : NaN
  if (port <= 65_535) return port
  throw refused(
    `--port is "${text}", which is no port`,
    'Give a number from 1024 to 65535, or 0 for a free one.',
  )
}

/** @param {string} text */
function originOf(text) {
  try {
    return new URL(text).origin // `URL.canParse` is not in every Node 18
  } catch {
    return 'null'
  }
}

/** @param {string} text */
function readOrigin(text) {
  const origin = originOf(text)
  if (/^https?:/.test(origin) && text.replace(/\/$/, '') === origin) return origin
  throw refused(
    `--origin cannot be "${text.slice(0, 200)}"`,
    'Write scheme, host and port only, such as http://localhost:3333.',
  )
}
