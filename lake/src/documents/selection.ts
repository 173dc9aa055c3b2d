/**
 * The documents that changes "by query" mean, found before it is their turn: a query may take a second or two, in which nobody else
 * could write.
 *
 * What was found counts when no commit came since that may have changed it, which the sync tags of the answers tell; else it is looked
 * for again. Under steady writing that would go on for ever, so the last attempt is made while the others wait.
 */
import type {Commit} from '../dataset.ts'
import type {QueryEngine} from '../groq/engine.ts'
import type {Operation, Selection} from './mutation.ts'
import type {Resolved} from './transaction.ts'

/** Commits that are looked through for what they may have changed; after more, the documents are looked for again. */
const MAX_COMMITS = 20

export interface Found {
  operations: Resolved[]
  /** Sync tags of all answers. */
  tags: Set<string>
  /** The last commit that the answers surely know. */
  seq: number
}

export interface SelectionOptions {
  engine: Pick<QueryEngine, 'run'>
  /** Of the last commit. */
  lastSeq(): number
  commitsAfter(seq: number, limit: number): Commit[]
  tagsOf(commit: Commit): string[]
  /** Whether something was purged since: what a commit changed cannot be told any more. */
  isErasedFrom(seq: number): boolean
}

export const isByQuery = (operation: Operation): boolean =>
  'selection' in operation && 'query' in operation.selection

export function selectionsOf(options: SelectionOptions) {
  const {engine, lastSeq, commitsAfter, tagsOf, isErasedFrom} = options
  const idsFoundBy = async (
    {query, params}: Extract<Selection, {query: string}>,
    identity: string,
    tags: Set<string>,
  ): Promise<string[]> => {
    const request = {query, params, perspective: ['raw'], identity}
    const {result, syncTags} = await engine.run(request)
    for (const tag of syncTags) tags.add(tag)
    const found = (Array.isArray(result) ? result : [result]) as ({_id?: unknown} | null)[]
    return found.flatMap((document) => (typeof document?._id === 'string' ? [document._id] : []))
  }

  return {
    async find(operations: Operation[], identity: string): Promise<Found> {
      const found: Found = {operations: [], tags: new Set(), seq: lastSeq()}
      for (const operation of operations) {
        if (operation.kind !== 'patch' && operation.kind !== 'delete') {
          found.operations.push(operation)
          continue
        }
        const {selection, ...rest} = operation
        const ids =
          'ids' in selection ? selection.ids : await idsFoundBy(selection, identity, found.tags)
        found.operations.push({...rest, ids})
      }
      return found
    },

    /** Whether the same would be found now. */
    isCurrent({tags, seq}: Found): boolean {
      if (tags.size === 0 || seq === lastSeq()) return true
      const commits = commitsAfter(seq, MAX_COMMITS + 1)
      if (commits.length > MAX_COMMITS || isErasedFrom(seq + 1)) return false
      return !commits.some((commit) => tagsOf(commit).some((tag) => tags.has(tag)))
    },
  }
}
