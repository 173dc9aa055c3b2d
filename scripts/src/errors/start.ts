/** Messages about the data directory, and about starting and running the parts. */
import {OperatorError, fromSystem} from '../../setup/problem.mjs'

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

export const fileOfAnother = (file: string, cause: unknown) =>
  new OperatorError(
    `${file} belongs to somebody else, and cannot be read by you; nothing was changed.`,
    'Run the command as its owner, which is the account that Masthead runs as.',
    {cause},
  )

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

export const frontPageFailed = (site: string, status: number) =>
  new OperatorError(
    `The front page at ${site} failed (status ${status}).`,
    'Read site.log in the folder logs of the data directory. When the cause is gone, start again.',
  )

export const administratorNotMade = (lakeDirectory: string, cause?: unknown) =>
  new OperatorError(
    `The first administrator could not be added to the Content Lake in ${lakeDirectory}.`,
    'Check that you own that folder and that its disk has space, then start again.',
    {cause},
  )
