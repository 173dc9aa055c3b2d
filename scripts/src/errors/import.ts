/** Messages about a file that is to become an article. Nothing was written when one is met. */
import {OperatorError} from '../../setup/problem.mjs'

export const manuscriptBroken = (name: string, why: string, cause?: unknown) =>
  new OperatorError(
    `${name} cannot be imported: ${why}. Nothing was written.`,
    'An article is a title on the first line (or as the # heading) and paragraphs below it; scripts/seed/ has a complete example.',
    {cause},
  )

export const formatUnknown = (name: string, known: string[]) =>
  new OperatorError(
    `${name} has a format that cannot be imported. Nothing was written.`,
    /\.(?:ndjson|tar\.gz)$/i.test(name)
      ? 'What "export" wrote goes into a lake by Sanity’s own command: docs/operating.md, “On the hosted Content Lake”, step 2.'
      : `Save it as one of these: ${known.join(', ')}.`,
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
  if (!(error instanceof Error && 'syscall' in error)) return error
  return new OperatorError(
    `${path} cannot be read: ${error.message}. Nothing was written.`,
    'Copy it to another folder, or take another file, then import again.',
    {cause: error},
  )
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
