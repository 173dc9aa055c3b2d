/** What an instance of the site tells the others of a change, beside the tags that it cleared: plain values that survive JSON. */
import {watchedFields} from './webhook-rule.ts'
import {readChange, type Change} from './change.ts'

export interface News {
  change: Change
  /** The document's own addresses: what an editor looks at first. */
  paths: string[]
  transaction: string | undefined
}

export const writeNews = ({change, paths, transaction}: News): unknown => ({
  document: {
    _id: change.id,
    _type: change.type,
    _rev: change.rev,
    previousRev: change.previousRev,
    _updatedAt: change.updatedAt,
    before: change.before,
    after: change.after,
    changed: change.changed === 'all' ? undefined : changedFacts(change.changed),
  },
  paths,
  transaction,
})

/** Nothing when it is not news of a change, or that of an instance with another idea of it. */
export function readNews(news: unknown): News | undefined {
  const {document, paths, transaction} = (news ?? {}) as Record<string, unknown>
  const change = readChange(document)
  if (typeof change === 'string' || !Array.isArray(paths)) return undefined
  return {
    change,
    paths: paths.filter((path): path is string => typeof path === 'string'),
    transaction: typeof transaction === 'string' ? transaction : undefined,
  }
}

const changedFacts = (changed: ReadonlySet<string>): Record<string, boolean> =>
  Object.fromEntries(watchedFields.map((field) => [field, changed.has(field)]))
