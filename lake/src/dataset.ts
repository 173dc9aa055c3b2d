/** The seam between the HTTP words and the rules: what a route may ask of a dataset. */
import type {Identity} from './access/identity.ts'
import type {QueryFigures, QueryRequest, QueryResponse} from './groq/engine.ts'
import type {Durations} from './histogram.ts'

/** A stored document: `_id`, `_type`, `_rev`, `_createdAt`, `_updatedAt` are always set. */
export interface StoredDocument {
  _id: string
  _type: string
  _rev: string
  _createdAt: string
  _updatedAt: string
  [field: string]: unknown
}

/** A mutation as clients send it: `{create: {...}}`, `{patch: {id, set…}}`, `{delete: {id}}` and so on. */
export type Mutation = Record<string, unknown>

/** One document's part of a committed transaction. `before` and `after` are `null` when it did not or does not exist. */
export interface Change {
  documentId: string
  before: StoredDocument | null
  after: StoredDocument | null
  /** The mutations that touched this document, replayable by `@sanity/mutator`. */
  mutations: Mutation[]
  /** Mendoza patches between `before` and `after`, both without `_rev`. */
  effects: {apply: unknown[]; revert: unknown[]}
}

/** A committed transaction, as listeners, live events, webhooks and the query workers hear of it: after the commit. */
export interface Commit {
  /** Position in this dataset's log, from 1, without gaps visible to readers. */
  seq: number
  transactionId: string
  timestamp: string
  author: string
  changes: Change[]
}

/** An entry of Studio's history list, filed under the group's published id. */
export interface GroupEvent {
  publishedId: string
  body: Record<string, unknown>
}

export interface CommitOptions {
  identity: Identity
  transactionId?: string
  dryRun?: boolean
}

export interface MutationResult {
  id: string
  operation: 'create' | 'update' | 'delete' | 'none'
  document?: StoredDocument
}

export interface CommitResult {
  transactionId: string
  results: MutationResult[]
}

export interface Dataset {
  readonly name: string
  /** SQLite file, WAL; readers open it read-only on their own. */
  readonly databaseFile: string
  /** Folder of this dataset's asset files: `images/<sha1>-<w>x<h>.<ext>`, `files/<sha1>.<ext>`. */
  readonly assetDirectory: string
  /** Apply mutations atomically. Throws a `LakeError` and changes nothing when one fails. */
  mutate(mutations: Mutation[], options: CommitOptions): Promise<CommitResult>
  /** Run actions (`sanity.action.document.publish` …) atomically. */
  act(actions: Record<string, unknown>[], options: CommitOptions): Promise<{transactionId: string}>
  document(id: string): StoredDocument | null
  /** The published document of this id, its draft and its versions, in this order, as far as they are there. */
  group(publishedId: string): StoredDocument[]
  query(request: QueryRequest): Promise<QueryResponse>
  /** Commits with `seq` greater than `after`, oldest first, at most `limit`: for resume, webhooks, sweeps. */
  commitsAfter(after: number, limit: number): Commit[]
  /** The `seq` of a transaction; `undefined` when the log does not know it. */
  seqOf(transactionId: string): number | undefined
  /** Whether the log, from this commit on, no longer knows what a purge removed. */
  isErasedFrom(seq: number): boolean
  readonly history: History
  /** Every document in id order, as of one moment however long reading takes. */
  snapshot(): Iterable<StoredDocument>
  /** The newest commit's `seq`, 0 when there is none. */
  readonly lastSeq: number
  /** The newest commit's transaction; `undefined` when there is none. */
  readonly lastTransactionId: string | undefined
  /** Sync tags of everything that these changes may have changed the answer of. */
  tagsOf(changes: Change[]): string[]
  figures(): Figures
  /** Called after each commit, in order. Returns the function that stops it. */
  onCommit(listener: (commit: Commit) => void): () => void
  close(): Promise<void>
}

/** What a dataset does and has done since it was opened, for whoever runs the lake. */
export interface Figures {
  queries: QueryFigures
  writes: Durations & {
    /** Those that wait for their turn, and the one that has it. */
    waiting: number
  }
}

export interface HistoryFilter {
  documentIds: string[]
  /** First and last transaction, both included. */
  fromTransaction?: string
  toTransaction?: string
  fromTime?: string
  toTime?: string
  authors?: string[]
  reverse: boolean
  limit: number
}

export interface HistoricTransaction {
  id: string
  timestamp: string
  author: string
  documentIDs: string[]
  mutations: Mutation[]
  effects: Record<string, Change['effects']>
}

/** Which revision of a document: of a transaction, at a time, or the last before it was deleted. */
export type RevisionChoice = {transaction: string} | {time: string} | 'last'

export interface History {
  transactions(filter: HistoryFilter): Iterable<HistoricTransaction>
  revision(documentId: string, choice: RevisionChoice): StoredDocument | null
  /** Ids, beginning with `prefix`, of documents that are deleted and not purged. */
  deletedIdsBeginningWith(prefix: string): string[]
  /** Events of a group or of one version in it, newest first, and where the next page begins. */
  events(options: {group: string; version?: string; limit: number; before?: number}): {
    events: Record<string, unknown>[]
    next?: number
  }
}

export interface Datasets {
  readonly projectId: string
  names(): string[]
  /** The dataset of that name; throws 404 when there is none. */
  get(name: string): Dataset
  create(name: string): Dataset
  /** Its name can be used again when this has ended; until then 409. */
  delete(name: string): Promise<void>
  /** Be told of datasets that come and go. Returns the function that stops it. */
  watch(watcher: DatasetsWatcher): () => void
  close(): Promise<void>
}

/** What whoever works with every dataset is told while the lake runs. */
export interface DatasetsWatcher {
  /** It was created, and nothing is in it; or it could not be deleted, and is another object from now on. */
  opened?(dataset: Dataset): void
  /** It is to be deleted: listed no more, and open until this settles. Let go of it. */
  closing?(dataset: Dataset): Promise<void>
  /** It is gone, and its name not yet free. */
  deleted?(name: string): void
}
