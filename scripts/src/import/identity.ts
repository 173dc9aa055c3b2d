/**
 * Ids and keys that come from the content: the same file gives the same documents, so a second import updates them.
 *
 * No dots in an id: those are private on a Content Lake.
 */
import {createHash} from 'node:crypto'
import {slugFrom} from '@masthead/studio/rules'
import type {Manuscript} from './manuscript.ts'

/** The title's first clause when that says enough ("So you didn’t get the job: three …"), else the whole title. */
export function slugForTitle(title: string): string {
  const clause = slugFrom(title.split(/[:?!—]/)[0] ?? '')
  return clause.split('-').length >= 3 ? clause : slugFrom(title)
}

export const articleId = ({language}: Pick<Manuscript, 'language'>, slug: string) =>
  language === 'en' ? `article-${slug}` : `article-${language}-${slug}`

export const authorId = (name: string) => `author-${slugFrom(name)}`
export const topicId = (title: string) => `topic-${slugFrom(title)}`

/** The `_key` of an array's item, from what makes the item itself. */
export const keyOf = (...what: string[]) =>
  createHash('sha256').update(what.join('\0')).digest('hex').slice(0, 12)

export const draftId = (id: string) => `drafts.${id}`

/** Every import's transaction has such an id, and a document's `_rev` is the id of what changed it last. */
export const importPrefix = 'import-'

/** Whether a document is as an import left it: nobody has changed it since. */
export const isUntouched = (document: {_rev?: string} | undefined) =>
  document?._rev?.startsWith(importPrefix) ?? true
