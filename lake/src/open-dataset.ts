/**
 * One dataset at work: the store, the log, the query engine and the feed behind the `Dataset` seam.
 *
 * Every change, by mutation or action, goes through `commit`: one at a time, validated and applied to a working copy,
 * then written with its history in one SQLite transaction, and only then told to listeners.
 */
import {createHash} from 'node:crypto'
import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {type Identity, system} from './access/identity.ts'
import {mayWrite} from './access/permissions.ts'
import type {
  Change,
  Commit,
  CommitOptions,
  CommitResult,
  Dataset,
  MutationResult,
} from './dataset.ts'
import {runAction} from './documents/actions.ts'
import {groupEvents} from './documents/events.ts'
import {createFeed} from './documents/feed.ts'
import {draftIdOf, isSystemId, newId, publishedIdOf, releaseDocumentId} from './documents/ids.ts'
import {MAX_CONCURRENT_WRITES, sizeProblem} from './documents/limits.ts'
import {type Operation, readMutations} from './documents/mutation.ts'
import {exclusive} from './documents/queue.ts'
import {referencesOf} from './documents/references.ts'
import {startSchedule} from './documents/schedule.ts'
import {openTransaction, type Resolved, type Transaction} from './documents/transaction.ts'
import {wordsOf} from './documents/words.ts'
import {
  actionError,
  badRequest,
  conflict,
  type LakeError,
  mutationError,
  tooManyRequests,
} from './errors.ts'
import type {ErrorItem} from './errors.ts'
import type {QueryEngine} from './groq/engine.ts'
import {commitTags} from './groq/sync-tags.ts'
import {rewriteAssetUrls} from './store/asset-urls.ts'
import {openDatabase} from './store/database.ts'
import {documentStore} from './store/documents.ts'
import {historyOf} from './store/history.ts'
import {transactionLog} from './store/log.ts'
import {purgesOf, startErasing} from './store/purge.ts'
import {createHistogram} from './histogram.ts'
import {readSnapshot} from './store/snapshot.ts'

export interface DatasetOptions {
  name: string
  directory: string
  /** Base of the addresses in asset documents. */
  publicUrl: string
  createEngine(databaseFile: string): QueryEngine
  report(error: unknown): void
}

interface Work {
  options: CommitOptions
  /** What the client sent: tells a retry of the same transaction from another use of its id. */
  request: unknown
  fail(status: number, item: ErrorItem): LakeError
  /** Runs before the SQLite transaction; may ask queries. Gives what to do inside it. */
  prepare(): Promise<(transaction: Transaction) => string | undefined | void>
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
  const inTurn = exclusive()
  let {seq: lastSeq, id: lastTransactionId, timestamp: lastTimestamp} = log.head()

  /** Times never run backwards in a log, whatever the clock does: clients drop what seems older than they know. */
  const now = () => {
    const clock = new Date().toISOString()
    return clock > lastTimestamp ? clock : lastTimestamp
  }

  const selected = async (operation: Operation, identity: Identity): Promise<Resolved> => {
    if (operation.kind !== 'patch' && operation.kind !== 'delete') return operation
    const {selection, ...rest} = operation
    const ids = 'ids' in selection ? selection.ids : await idsFoundBy(selection, identity)
    return {...rest, ids}
  }

  const idsFoundBy = async (
    {query, params}: {query: string; params: Record<string, unknown>},
    identity: Identity,
  ): Promise<string[]> => {
    const {result} = await engine.run({query, params, perspective: ['raw'], identity: identity.id})
    const found = (Array.isArray(result) ? result : [result]) as ({_id?: unknown} | null)[]
    return found.flatMap((document) => (typeof document?._id === 'string' ? [document._id] : []))
  }

  const write = (
    transaction: Transaction,
    work: Work,
    stamp: {id: string; timestamp: string; request: string},
    cause?: string,
  ): Commit => {
    const changes = transaction.finish()
    for (const {documentId, after} of changes) {
      if (!after) {
        documents.remove(documentId)
        continue
      }
      const body = JSON.stringify(after)
      const problem = sizeProblem(body)
      if (problem) throw badRequest(`${problem}. Nothing was changed.`)
      documents.put({document: after, body, references: referencesOf(after), words: wordsOf(after)})
    }
    const author = work.options.identity.id
    const changed = Map.groupBy(
      changes.map(({documentId}) => documentId),
      publishedIdOf,
    )
    const events = groupEvents(changes, {
      transactionId: stamp.id,
      timestamp: stamp.timestamp,
      author,
      cause,
      idsBeginningWith: transaction.idsBeginningWith,
      revisionOf: (id) => transaction.get(id)?._rev,
      groupExists: (id) =>
        [id, draftIdOf(id), ...documents.versionsOf(id), ...(changed.get(id) ?? [])].some(
          (member) => transaction.get(member),
        ),
    })
    const {mutations, results} = transaction
    const seq = log.append({...stamp, author, mutations, results, changes, events})
    purges.purge([...transaction.purged], seq)
    return {seq, transactionId: stamp.id, timestamp: stamp.timestamp, author, changes}
  }

  const seconds = createHistogram()
  let waiting = 0
  const commit = async (work: Work): Promise<CommitResult> => {
    const {identity} = work.options
    if (waiting >= MAX_CONCURRENT_WRITES && identity.id !== system.id)
      throw tooManyRequests(
        `${MAX_CONCURRENT_WRITES} changes of this dataset are waiting. Nothing was changed; try again in a second.`,
      )
    waiting++
    const began = performance.now()
    try {
      const result = await commitInTurn(work)
      if (!work.options.dryRun) seconds.add((performance.now() - began) / 1_000)
      return result
    } finally {
      waiting--
    }
  }

  const commitInTurn = (work: Work): Promise<CommitResult> =>
    inTurn(async () => {
      const {identity, dryRun} = work.options
      const id = work.options.transactionId ?? newId()
      const request = digest(work.request)
      const earlier = log.find(id)
      if (earlier) {
        if (earlier.request === request && earlier.author === identity.id)
          return {transactionId: id, results: withDocuments(earlier.seq, earlier.results)}
        throw conflict(
          `The transaction id "${id}" was used before, for other changes. Nothing was changed; send a new id.`,
        )
      }

      const run = await work.prepare()
      const stamp = {id, timestamp: now(), request}
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
        return write(transaction, work, stamp, cause ?? undefined)
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
    })

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
    mutate: (mutations, options) =>
      commit({
        options,
        request: {mutations},
        fail: mutationError,
        systemDocuments: options.identity.role === 'administrator',
        async prepare() {
          const operations = readMutations(mutations)
          const resolved: Resolved[] = []
          for (const operation of operations)
            resolved.push(await selected(operation, options.identity))
          return (transaction) =>
            resolved.forEach((operation, index) => transaction.apply(operation, index))
        },
      }),
    async act(actions, options) {
      const {transactionId} = await commit({
        options,
        request: {actions},
        fail: actionError,
        systemDocuments: true,
        prepare: async () => (transaction) => {
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
    query: (request) => engine.run(request),
    commitsAfter: (after, limit) => log.commitsAfter(after, limit),
    seqOf: (transactionId) => log.find(transactionId)?.seq,
    isErasedFrom: (seq) => log.isErasedFrom(seq),
    history,
    snapshot: () => readSnapshot(databaseFile),
    tagsOf,
    figures: () => ({queries: engine.figures(), writes: {...seconds.read(), waiting}}),
    onCommit: (listener) => feed.subscribe(listener),
    async close() {
      stopSchedule()
      stopErasing()
      await inTurn(() => {})
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
