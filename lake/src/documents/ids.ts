/**
 * Document ids and what they say. `hello` is published, `drafts.hello` its draft, `versions.<release>.hello` its
 * version in a release; together they are the document's group. An id with a dot is never shown to anonymous callers.
 */
import {randomBytes} from 'node:crypto'

const DRAFT = 'drafts.'
const VERSION = /^versions\.([^.]+)\.(.+)$/
const RELEASE = '_.releases.'

/** The hosted limit. */
export const MAX_ID_LENGTH = 128

export const isDraftId = (id: string) => id.startsWith(DRAFT)
export const isVersionId = (id: string) => VERSION.test(id)
export const isSystemId = (id: string) => id.startsWith('_.')
export const isPublishedId = (id: string) => !isDraftId(id) && !isVersionId(id) && !isSystemId(id)
/** Whether a caller without a token may see the document: root ids only. */
export const isPublicId = (id: string) => !id.includes('.')

export const draftIdOf = (id: string) => DRAFT + publishedIdOf(id)
export const releaseDocumentId = (release: string) => RELEASE + release

/** The id of the group that a document belongs to. */
export function publishedIdOf(id: string): string {
  if (isDraftId(id)) return id.slice(DRAFT.length)
  return VERSION.exec(id)?.[2] ?? id
}

/** The release that a version belongs to; `undefined` for drafts and published documents. */
export const releaseOf = (id: string): string | undefined => VERSION.exec(id)?.[1]

const LETTERS = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/

/** What is wrong with a document id, or `undefined`. */
export function idProblem(id: unknown): string | undefined {
  if (typeof id !== 'string' || id === '') return 'A document id must be a non-empty string'
  if (id.length > MAX_ID_LENGTH)
    return `A document id may have ${MAX_ID_LENGTH} characters, this one has ${id.length}: "${id.slice(0, 40)}…"`
  const letters = isSystemId(id) ? id.slice(2) : id
  if (!LETTERS.test(letters) || id.includes('..') || id.endsWith('.'))
    return `Malformed document ID: "${id}". Use letters, digits, "_", "-" and single dots, not at either end.`
  return undefined
}

/** A new random id: 22 letters and digits, as the hosted lake makes them. */
export function newId(): string {
  let id = ''
  while (id.length < 22) id += randomBytes(24).toString('base64').replace(/[+/=]/g, '')
  return id.slice(0, 22)
}
