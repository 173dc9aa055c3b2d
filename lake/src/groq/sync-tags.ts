/**
 * Sync tags: what a query read, as short names that live events repeat when it changes.
 *
 * A query that looks for one type is named after the type, one that reads a document by its id after the id, anything
 * else after the whole dataset. A commit is named after all of these, so whoever holds one of its tags asks again. Equal
 * hashes only make somebody ask once too often.
 */
import {createHash} from 'node:crypto'
import type {Commit} from '../dataset.ts'
import {publishedIdOf} from '../documents/ids.ts'
import {MAX_DOCUMENT_TAGS} from './limits.ts'

const tag = (dataset: string, subject: string) =>
  `s1:${createHash('sha1').update(`${dataset}\n${subject}`).digest('base64url').slice(0, 8)}`

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

/** The tags of everything that a commit may have changed the answer of. */
export function commitTags(dataset: string, commit: Pick<Commit, 'changes'>): string[] {
  const subjects = new Set(['all'])
  for (const {documentId, before, after} of commit.changes) {
    subjects.add(`document ${publishedIdOf(documentId)}`)
    for (const version of [before, after]) if (version) subjects.add(`type ${version._type}`)
  }
  return [...subjects].map((subject) => tag(dataset, subject))
}
