/**
 * A failure that the operator can act on, in plain JavaScript because it must read well before anything is installed.
 *
 * `message` says what happened, `remedy` what to do. Whoever catches it prints both and no stack.
 */
export class OperatorError extends Error {
  /** @override */
  name = 'OperatorError'

  /**
   * @param {string} message
   * @param {string} remedy
   * @param {ErrorOptions} [options]
   */
  constructor(message, remedy, options) {
    super(message, options)
    this.remedy = remedy
  }
}

/** @param {string} version */
export const nodeTooOld = (version) =>
  new OperatorError(
    `Masthead needs Node 18 or later to set itself up; this is Node ${version}.`,
    'Install a current Node from your system or from nodejs.org, then run the same command again.',
  )

export const npmMissing = () =>
  new OperatorError(
    'The command "npx" was not found; it comes with npm and fetches the package manager.',
    'Install npm (it comes with Node), then run the same command again.',
  )

/**
 * @param {string} place
 * @param {unknown} [cause]
 */
export const notWritable = (place, cause) =>
  new OperatorError(
    `There is no permission to write in ${place}.`,
    'Make yourself the owner of that folder (or copy Masthead to a folder of your own), then run the same command again.',
    {cause},
  )

/**
 * @param {string} place
 * @param {unknown} [cause]
 */
export const diskFull = (place, cause) =>
  new OperatorError(
    `The disk that holds ${place} is full.`,
    'Free about 1 GB, then run the same command again; it continues where it stopped.',
    {cause},
  )

/** @param {string} log */
export const registryUnreachable = (log) =>
  new OperatorError(
    'The npm registry cannot be reached, so the dependencies could not be installed.',
    `Check the network (and npm's proxy and registry settings), then run the same command again; it continues where it stopped. Details: ${log}`,
  )

export const lockfileOutdated = () =>
  new OperatorError(
    'pnpm-lock.yaml does not match the package.json files, so nothing was installed.',
    'Run "npx -y pnpm@12.21.0 install --no-frozen-lockfile" once and commit pnpm-lock.yaml, or restore it from git.',
  )

/** As many as a compiler needs to show one mistake and where it was reached from. */
const LINES_AT_HAND = 20

/**
 * @param {string} task
 * @param {string} how
 * @param {string} output   what it said, without colours
 * @param {string} log
 */
export const taskFailed = (task, how, output, log) =>
  new OperatorError(
    [`${task} did not finish (${how}).`, ...lastLines(output)].join('\n  | '),
    `All that it said is in ${log}; when the cause is gone, run the same command again.`,
  )

/** @param {string} output */
const lastLines = (output) =>
  output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-LINES_AT_HAND)

/** @param {string} binary */
export const nodeUnusable = (binary) =>
  new OperatorError(
    `Node 24 was installed for Masthead, but this machine cannot run it (${binary}).`,
    'Install Node 24 yourself and start Masthead with it: then that one is used.',
  )

export const stopped = () =>
  new OperatorError(
    'Stopped before everything was set up.',
    'Run the same command again; it continues where it stopped.',
  )

/**
 * @param {string} name
 * @param {unknown} cause
 */
export const damagedFile = (name, cause) =>
  new OperatorError(
    `${name} cannot be read.`,
    `Restore it ("git checkout -- ${name}"), then run the same command again.`,
    {cause},
  )

/**
 * What the operating system said, as a problem with a remedy; anything else comes back as it is.
 * @param {unknown} error
 * @param {string} place
 */
export function fromSystem(error, place) {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return notWritable(place, error)
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(place, error)
  return error
}
