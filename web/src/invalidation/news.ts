/** What an instance of the site tells the others of a change, beside the tags that it cleared: plain values that survive JSON. */
import {watchedFields} from './webhook-rule.ts'
import {readChange, type Change} from './change.ts'

export interface News {
  change: Change
  /** The document's own addresses: what an editor looks at first. */
  paths: string[]
  /**
   * All that show it where it was cleared: what its receipt follows. Elsewhere one of them may not say so, because it has waited for a
   * render since an earlier change.
   */
  pages: string[]
  transaction: string | undefined
}

/** So many pages of a publish are followed, here and at other instances. */
export const mostFollowed = 200

/** Receipts leave the pages for what is not there out, in either language. */
const mostTold = mostFollowed + 2

export const writeNews = ({change, paths, pages, transaction}: News): unknown => ({
  document: {
    _id: change.id,
    _type: change.type,
    _rev: change.rev,
    previousRev: change.previousRev,
    previousAt: change.previousAt,
    _updatedAt: change.updatedAt,
    _createdAt: change.createdAt,
    before: change.before,
    after: change.after,
    isFound: change.isFound,
    changed: change.changed === 'all' ? undefined : changedFacts(change.changed),
  },
  paths,
  pages: pages.slice(0, mostTold),
  transaction,
})

/** Nothing when it is not news of a change, or that of an instance with another idea of it. */
export function readNews(news: unknown): News | undefined {
  const {document, paths, pages, transaction} = (news ?? {}) as Record<string, unknown>
  const change = readChange(document)
  if (typeof change === 'string' || !Array.isArray(paths)) return undefined
  const isFound = (document as {isFound?: unknown}).isFound === true
  return {
    change: isFound ? {...change, isFound} : change,
    paths: strings(paths),
    pages: Array.isArray(pages) ? strings(pages) : [], // an instance of an earlier version does not tell of them
    transaction: typeof transaction === 'string' ? transaction : undefined,
  }
}

const strings = (values: unknown[]): string[] =>
  values.filter((value): value is string => typeof value === 'string')

const changedFacts = (changed: ReadonlySet<string>): Record<string, boolean> =>
  Object.fromEntries(watchedFields.map((field) => [field, changed.has(field)]))
