/**
 * Sync tags: what a query read, as short names that live events repeat when it changes.
 *
 * A query that looks for one type is named after the type, one that reads a document by its id after the id, anything
 * else after the whole dataset. A commit is named after all of these, so whoever holds one of its tags asks again. Equal
 * hashes only make somebody ask once too often.
 */
import {createHash} from 'node:crypto'
import type {Change} from '../dataset.ts'
import {publishedIdOf} from '../documents/ids.ts'
import {MAX_DOCUMENT_TAGS, MAX_KNOWN_TAGS} from './limits.ts'

const known = new Map<string, string>()

function tag(dataset: string, subject: string): string {
  const text = `${dataset}\n${subject}`
  let made = known.get(text)
  if (made === undefined) {
    made = `s1:${createHash('sha1').update(text).digest('base64url').slice(0, 8)}`
    if (known.size >= MAX_KNOWN_TAGS) known.clear()
    known.set(text, made)
  }
  return made
}

export interface Reads {
  everything(): void
  type(name: string): void
  /** A document that was looked up; its type when it exists. */
  document(id: string, type: string | undefined): void
}

export function createReads(dataset: string): Reads & {tags(): string[]} {
  let all = false
  const types = new Set<string>()
  const documents = new Map<string, string | undefined>()
  return {
    everything: () => void (all = true),
    type: (name) => void types.add(name),
    document: (id, type) => void documents.set(publishedIdOf(id), type),
    tags() {
      const subjects = new Set([...types].map((name) => `type ${name}`))
      if (documents.size <= MAX_DOCUMENT_TAGS)
        for (const id of documents.keys()) subjects.add(`document ${id}`)
      else {
        for (const type of documents.values()) {
          if (type === undefined) all = true
          else subjects.add(`type ${type}`)
        }
      }
      if (all || subjects.size > 2 * MAX_DOCUMENT_TAGS) return [tag(dataset, 'all')]
      return [...subjects].map((subject) => tag(dataset, subject))
    },
  }
}

/**
 * The tags of everything that these changes may have changed the answer of. A draft that is made or deleted hides or shows the
 * published document, which may be of another type: `typesInGroup` gives the types of all that stand under one published id.
 */
export function commitTags(
  dataset: string,
  changes: Change[],
  typesInGroup: (publishedId: string) => string[],
): string[] {
  const subjects = new Set(['all'])
  for (const {documentId, before, after} of changes) {
    const publishedId = publishedIdOf(documentId)
    subjects.add(`document ${publishedId}`)
    for (const version of [before, after]) if (version) subjects.add(`type ${version._type}`)
    for (const type of typesInGroup(publishedId)) subjects.add(`type ${type}`)
  }
  return [...subjects].map((subject) => tag(dataset, subject))
}
