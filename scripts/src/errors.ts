/**
 * Every message that an operator can meet, as functions: they read as a list, and tests import them.
 *
 * The class lives in the set-up, which runs before TypeScript can.
 */
import {OperatorError, fromSystem} from '../setup/problem.mjs'
import {commandLine} from './command-line.ts'

export {OperatorError}

// The data directory

export const directoryInUse = (path: string, pid: number) =>
  new OperatorError(
    `Masthead is running on ${path} already (process ${pid}); nothing was started.`,
    'Use that one, end it first, or start with another --directory.',
  )

/** A folder that cannot be made or written; what is no fault of the folder comes back as it is. */
export function directoryUnusable(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return new OperatorError(
      `${path} is not a folder, so content cannot be kept there; nothing was started.`,
      'Name another place with --directory.',
      {cause: error},
    )
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new OperatorError(
      `There is no permission to write in ${path}, where content is to be kept; nothing was started.`,
      'Make yourself its owner, or name a folder of your own with --directory.',
      {cause: error},
    )
  }
  return fromSystem(error, path)
}

export const fileDamaged = (file: string, remedy: string, cause?: unknown) =>
  new OperatorError(`${file} cannot be read.`, remedy, {cause})

// Starting and running the parts

export const portTaken = (port: number, title: string, option: string) =>
  new OperatorError(
    `Port ${port}, meant for ${title}, is taken by another program; nothing was started.`,
    `End that program, or start with another port: npm start -- ${option} ${port + 1} (0 picks a free one).`,
  )

export const portForbidden = (port: number, title: string, option: string, cause: unknown) =>
  new OperatorError(
    `This account may not use port ${port}, meant for ${title}; nothing was started.`,
    `Start with a port above 1023: npm start -- ${option} ${port + 8000}.`,
    {cause},
  )

export const partDidNotStart = (title: string, how: string, lastLines: string[], log: string) =>
  new OperatorError(
    [`${title} did not start (${how}).`, ...lastLines.map((line) => `  | ${line}`)].join('\n'),
    `The whole log is in ${log}. When the cause is gone, start again: nothing was lost.`,
  )

export const lakeRefused = (what: string, status: number, answer: string) =>
  new OperatorError(
    `The Content Lake did not ${what} (status ${status}): ${answer.slice(0, 300)}`,
    status < 500
      ? 'Change what it names, then run the command again.'
      : 'Read lake.log in the folder logs of the data directory, then run the command again.',
  )

export const lakeUnreachable = (url: string, cause: unknown) =>
  new OperatorError(
    `No Content Lake answers at ${url}; nothing was changed.`,
    'Start Masthead ("npm start"), or name the lake with --url.',
    {cause},
  )

export const frontPageFailed = (site: string, status: number) =>
  new OperatorError(
    `The front page at ${site} failed (status ${status}).`,
    'Read site.log in the folder logs of the data directory. When the cause is gone, start again.',
  )

export const siteHasNoWebhookRule = (status: number) =>
  new OperatorError(
    `The site did not say which changes it wants to hear of (status ${status}).`,
    'Its build may be of another version: end Masthead, delete web/.next and start again.',
  )

export const siteUnreachable = (site: string, cause: unknown) =>
  new OperatorError(
    `No site answers at ${site}; the webhook was not changed.`,
    'Start the site, or give the address at which the lake reaches it.',
    {cause},
  )

export const webhookSecretMissing = () =>
  new OperatorError(
    'The webhook needs the secret that the site knows; nothing was changed.',
    'Put the SANITY_WEBHOOK_SECRET of the site into the environment, then run the command again.',
  )

export const webhookTellsAnother = (name: string, url: string) =>
  new OperatorError(
    `"${name}" tells ${url} of changes already; nothing was changed.`,
    'Instances of one site need one webhook. If that address is no longer in use, pass --replace.',
  )

export const administratorNotMade = (lakeDirectory: string, cause?: unknown) =>
  new OperatorError(
    `The first administrator could not be added to the Content Lake in ${lakeDirectory}.`,
    'Check that you own that folder and that its disk has space, then start again.',
    {cause},
  )

// Importing

export const manuscriptBroken = (name: string, why: string, cause?: unknown) =>
  new OperatorError(
    `${name} cannot be imported: ${why}. Nothing was written.`,
    'An article is a title on the first line (or as the # heading) and paragraphs below it; scripts/seed/ has a complete example.',
    {cause},
  )

export const formatUnknown = (name: string, known: string[]) =>
  new OperatorError(
    `${name} has a format that cannot be imported. Nothing was written.`,
    `Save it as one of these: ${known.join(', ')}.`,
  )

/** A file that cannot be opened; what is no fault of the file comes back as it is. */
export function fileMissing(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') {
    return new OperatorError(
      `There is no file ${path}. Nothing was written.`,
      'Check the path; it is taken from the folder in which you run the command.',
      {cause: error},
    )
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new OperatorError(
      `There is no permission to read ${path}. Nothing was written.`,
      'Make it readable for your account, then import again.',
      {cause: error},
    )
  }
  return error
}

export const pictureBroken = (name: string, why: string, cause?: unknown) =>
  new OperatorError(
    `The picture ${name} cannot be used: ${why}. Nothing was written.`,
    'Give a whole JPEG, PNG, WebP or AVIF file, or import without a picture and add one in the Studio.',
    {cause},
  )

export const editedSince = (what: string, title: string) =>
  new OperatorError(
    `${what} "${title}" was changed in the Studio after it was imported; nothing was written.`,
    'Keep the Studio’s version, or import again with --replace to put the file’s in its place.',
  )

export const addressInUse = (slug: string, title: string) =>
  new OperatorError(
    `Another article has the address /articles/${slug} already: "${title}". Nothing was written.`,
    'Give this one another with --slug, or pass --replace if it is the same article under a new title.',
  )

export const onlyDraft = (what: string, title: string) =>
  new OperatorError(
    `${what} "${title}" exists only as an unpublished draft; nothing was written.`,
    'Publish it in the Studio first, import with --draft, or pass --replace to publish it with the file’s words.',
  )

export const changedMeanwhile = (cause: unknown) =>
  new OperatorError(
    'Somebody changed one of the documents at this very moment; nothing was written.',
    'Import again: it compares anew.',
    {cause},
  )

export const slugUnusable = (slug: string, why: string) =>
  new OperatorError(
    `"${slug}" cannot be an address: ${why} Nothing was written.`,
    'Give another with --slug, such as --slug three-questions-to-ask.',
  )

// Commands

export const notRunning = (directory: string) =>
  new OperatorError(
    `Masthead is not running on ${directory}; nothing was changed.`,
    'Start it in another terminal ("npm start"), name its data directory with --directory, or a lake elsewhere with --url.',
  )

export const tokenMissing = (url: string) =>
  new OperatorError(
    `A token is needed for the Content Lake at ${url}; nothing was changed.`,
    'Put it into the environment as SANITY_AUTH_TOKEN, or pass --token.',
  )

export const wrongArguments = (problem: string, usage: string) =>
  new OperatorError(`${problem}. Nothing was changed.`, `Usage: ${commandLine} ${usage}`)

/** `verb` may be empty: an option came first. */
export const unknownVerb = (verb: string, list: string) =>
  new OperatorError(
    verb ? `There is no command "${verb}".` : 'Which command? Its name comes before its options.',
    `These are offered; "${commandLine} <command> --help" says more of one:

${list}`,
  )

export const schedulesFailed = (count: number) =>
  new OperatorError(
    count === 1
      ? 'One schedule could not be carried out; the reason is above, and in Studio.'
      : `${count} schedules could not be carried out; the reasons are above, and in Studio.`,
    'Mend what they name in Studio under "Scheduled"; everything else that was due is done.',
  )

export const noSuchUser = (who: string) =>
  new OperatorError(
    `There is no user "${who}"; nothing was changed.`,
    `See "${commandLine} users list" for names and ids.`,
  )

export const severalUsers = (who: string, ids: string[]) =>
  new OperatorError(
    `Several users are called "${who}"; nothing was changed.`,
    `Give the id of one: ${ids.join(', ')}.`,
  )

export const fileExists = (path: string) =>
  new OperatorError(
    `${path} exists already; nothing was written.`,
    'Name another file with --out, or move that one away.',
  )

// Backups

export const noDataDirectory = (directory: string) =>
  new OperatorError(
    `${directory} holds no Content Lake (lake/lake.sqlite); nothing was copied.`,
    'Name the data directory with --directory.',
  )

export const folderNotEmpty = (folder: string) =>
  new OperatorError(
    `${folder} holds something already, or is no folder; nothing was copied.`,
    'Name a new one, such as backup-$(date +%F).',
  )

export const folderUnfinished = (folder: string, cause: unknown) =>
  new OperatorError(
    `${folder} cannot be made${cause instanceof Error ? ` (${cause.message})` : ''}; nothing was copied.`,
    'When it is what an interrupted backup left, delete it; else check that you may write there.',
    {cause},
  )

export const backupFailed = (why: string, cause: unknown) =>
  new OperatorError(
    `The backup was not made: ${why}`,
    'Nothing was left behind. When the cause is gone (a full disk, a missing right), run the command again.',
    {cause},
  )
