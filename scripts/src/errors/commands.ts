/** Messages about what was typed, and about files that a command writes. */
import {OperatorError} from '../../setup/problem.mjs'
import {commandLine} from '../command-line.ts'

export const notRunning = (directory: string) =>
  new OperatorError(
    `Masthead is not running on ${directory}; nothing was changed.`,
    'Start it in another terminal ("npm start"), name its data directory with --directory, or a lake elsewhere with --url.',
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

export const fileExists = (path: string) =>
  new OperatorError(
    `${path} exists already; nothing was written.`,
    'Name another file with --out, or move that one away.',
  )

export const fileNotWritten = (path: string, cause: unknown) =>
  new OperatorError(
    `${path} was not written: ${cause instanceof Error ? cause.message : String(cause)}.`,
    'When the cause is gone (a full disk, a missing folder or right, a lake that broke off), run the command again, or name another file with --out.',
    {cause},
  )

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
