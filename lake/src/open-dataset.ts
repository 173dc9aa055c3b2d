/**
 * One dataset at work: the store, the log, the query engine and the feed behind the `Dataset` seam.
 *
 * Every change, by mutation or action, goes through `commit`: one at a time, validated and applied to a working copy,
 * then written with its history in one SQLite transaction, and only then told to listeners.
 */
import {createHash} from 'node:crypto'
import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {system} from './access/identity.ts'
import {mayWrite} from './access/permissions.ts'
import type {Change, CommitOptions, CommitResult, Dataset, MutationResult} from './dataset.ts'
import {runAction} from './documents/actions.ts'
import {openCommitQueue} from './documents/commit-queue.ts'
import {createFeed} from './documents/feed.ts'
import {isSystemId, newId, releaseDocumentId} from './documents/ids.ts'
import {readMutations} from './documents/mutation.ts'
import {startSchedule} from './documents/schedule.ts'
import {type Found, isByQuery, selectionsOf} from './documents/selection.ts'
import {openTransaction, type Transaction} from './documents/transaction.ts'
import {actionError, conflict, type LakeError, mutationError} from './errors.ts'
import type {ErrorItem} from './errors.ts'
import type {QueryEngine} from './groq/engine.ts'
import {commitTags} from './groq/sync-tags.ts'
import {rewriteAssetUrls} from './store/asset-urls.ts'
import {openDatabase} from './store/database.ts'
import {documentStore} from './store/documents.ts'
import {historyOf} from './store/history.ts'
import {transactionLog} from './store/log.ts'
import {purgesOf, startErasing} from './store/purge.ts'
import {readSnapshot} from './store/snapshot.ts'
import {writerOf} from './write-commit.ts'

export interface DatasetOptions {
  name: string
  directory: string
  /** Base of the addresses in asset documents. */
  publicUrl: string
  createEngine(databaseFile: string): QueryEngine
  report(error: unknown): void
}

/** May answer why a transaction was made. */
type Deed = (transaction: Transaction) => string | undefined | void

interface Work {
  options: CommitOptions
  /** What the client sent: tells a retry of the same transaction from another use of its id. */
  request: unknown
  fail(status: number, item: ErrorItem): LakeError
  /**
   * Runs before the SQLite transaction; may ask queries. Gives what to do inside it, or nothing to be prepared anew while others
   * have their turn; not when it `mustDecide`.
   */
  prepare(mustDecide: boolean): Promise<Deed | undefined> | Deed | undefined
  /** What takes long of that, before its turn. */
  prepareAhead?(): Promise<void>
  /** Releases are changed by actions; their documents only by an administrator who restores them. */
  systemDocuments: boolean
}

export function openDataset({
  name,
  directory,
  publicUrl,
  createEngine,
  report,
}: DatasetOptions): Dataset {
  const databaseFile = join(directory, 'content.sqlite')
  const assetDirectory = join(directory, 'assets')
  for (const folder of ['images', 'files'])
    mkdirSync(join(assetDirectory, folder), {recursive: true})

  const database = openDatabase(databaseFile)
  rewriteAssetUrls(database, publicUrl)
  const documents = documentStore(database)
  const log = transactionLog(database)
  const history = historyOf(database)
  const purges = purgesOf(database)
  const engine = createEngine(databaseFile)
  const feed = createFeed(report)
  const queue = openCommitQueue()
  let {seq: lastSeq, id: lastTransactionId, timestamp: lastTimestamp} = log.head()

  /** Times never run backwards in a log, whatever the clock does: clients drop what seems older than they know. */
  const now = () => {
    const clock = new Date().toISOString()
    return clock > lastTimestamp ? clock : lastTimestamp
  }

  const write = writerOf({documents, log, purges})

  const selections = selectionsOf({
    engine,
    lastSeq: () => lastSeq,
    commitsAfter: (seq, limit) => log.commitsAfter(seq, limit),
    tagsOf: ({changes}) => tagsOf(changes),
    isErasedFrom: (seq) => log.isErasedFrom(seq),
  })

  const commit = (work: Work): Promise<CommitResult> => {
    const {identity, transactionId, dryRun = false} = work.options
    const stamp = {id: transactionId ?? newId(), request: digest(work.request)}
    return queue.commit({
      isUrgent: identity.id === system.id,
      isRehearsal: dryRun,
      isDone: () => done(stamp, work) !== undefined,
      prepareAhead: work.prepareAhead,
      make: (mustDecide) => commitInTurn(stamp, work, mustDecide),
    })
  }

  /** What came of the same transaction when it was sent before. */
  const done = (
    {id, request}: {id: string; request: string},
    {options: {identity}}: Work,
  ): CommitResult | undefined => {
    const earlier = log.find(id)
    if (!earlier) return undefined
    if (earlier.request === request && earlier.author === identity.id)
      return {transactionId: id, results: withDocuments(earlier.seq, earlier.results)}
    throw conflict(
      `The transaction id "${id}" was used before, for other changes. Nothing was changed; send a new id.`,
    )
  }

  const commitInTurn = async (
    {id, request}: {id: string; request: string},
    work: Work,
    mustDecide: boolean,
  ): Promise<CommitResult | undefined> => {
    const {identity, dryRun} = work.options
    const earlier = done({id, request}, work)
    if (earlier) return earlier
    const run = await work.prepare(mustDecide)
    if (!run) return undefined
    const stamp = {id, timestamp: now(), author: identity.id, request}
    const transaction = openTransaction(documents, {
      transactionId: id,
      timestamp: stamp.timestamp,
      fail: work.fail,
      mayWrite: (permission, documentId, type) =>
        mayWrite(identity.role, permission, documentId, type) &&
        (work.systemDocuments || !isSystemId(documentId)),
    })
    const committed = database[dryRun ? 'rehearse' : 'transact'](() => {
      const cause = run(transaction)
      return write(transaction, {...stamp, cause: cause ?? undefined})
    })
    if (!dryRun) {
      lastSeq = committed.seq
      lastTransactionId = committed.transactionId
      lastTimestamp = committed.timestamp
      try {
        engine.changed(() => tagsOf(committed.changes))
      } catch (error) {
        report(error) // it is on disk all the same: whoever wrote it must not be told otherwise
      }
      feed.publish(committed)
    }
    return {transactionId: id, results: transaction.results}
  }

  const tagsOf = (changes: Change[]) => commitTags(name, changes, documents.typesInGroup)

  const withDocuments = (seq: number, results: MutationResult[]): MutationResult[] => {
    const [commitThen] = log.commitsAfter(seq - 1, 1)
    const after = new Map(commitThen?.changes.map((change) => [change.documentId, change.after]))
    return results.map((result) => ({...result, document: after.get(result.id) ?? undefined}))
  }

  const dataset: Dataset = {
    name,
    databaseFile,
    assetDirectory,
    get lastSeq() {
      return lastSeq
    },
    get lastTransactionId() {
      return lastTransactionId || undefined
    },
    async mutate(mutations, options) {
      const operations = readMutations(mutations)
      const find = () => selections.find(operations, options.identity.id)
      let found: Found | undefined
      return commit({
        options,
        request: {mutations},
        fail: mutationError,
        systemDocuments: options.identity.role === 'administrator',
        ...(operations.some(isByQuery)
          ? {prepareAhead: async () => void (found = await find())}
          : {}),
        async prepare(mustDecide) {
          if (mustDecide || !found) found = await find()
          else if (!selections.isCurrent(found)) return undefined
          const resolved = found.operations
          return (transaction) =>
            resolved.forEach((operation, index) => transaction.apply(operation, index))
        },
      })
    },
    async act(actions, options) {
      const {transactionId} = await commit({
        options,
        request: {actions},
        fail: actionError,
        systemDocuments: true,
        prepare: () => (transaction) => {
          const context = {
            transaction,
            history,
            author: options.identity.id,
            fail: actionError,
          }
          return actions.map((action, index) => runAction(action, index, context)).find(Boolean)
        },
      })
      return {transactionId}
    },
    document: (id) => documents.get(id),
    group: (publishedId) => documents.group(publishedId),
    query: (request) => engine.run(request),
    commitsAfter: (after, limit) => log.commitsAfter(after, limit),
    seqOf: (transactionId) => log.find(transactionId)?.seq,
    isErasedFrom: (seq) => log.isErasedFrom(seq),
    history,
    snapshot: () => readSnapshot(databaseFile),
    tagsOf,
    figures: () => ({queries: engine.figures(), writes: queue.figures()}),
    onCommit: (listener) => feed.subscribe(listener),
    async close() {
      stopSchedule()
      stopErasing()
      await queue.close()
      await engine.close()
      database.close()
    },
  }
  const releases = () =>
    documents.idsBeginningWith(releaseDocumentId('')).flatMap((id) => documents.get(id) ?? [])
  const stopErasing = startErasing(purges, report)
  const stopSchedule = startSchedule(dataset, {releases}, report)
  return dataset
}

const digest = (request: unknown) =>
  createHash('sha256').update(JSON.stringify(request)).digest('base64url')
