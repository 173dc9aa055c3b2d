/**
 * A finished transaction becomes a commit: the documents as they are now, with what is derived from them, and its entry in the log.
 * Runs inside the SQLite transaction of the commit.
 */
import type {Commit} from './dataset.ts'
import {groupEvents} from './documents/events.ts'
import {draftIdOf, publishedIdOf} from './documents/ids.ts'
import {sizeProblem} from './documents/limits.ts'
import {referencesOf} from './documents/references.ts'
import type {Transaction} from './documents/transaction.ts'
import {wordsOf} from './documents/words.ts'
import {badRequest} from './errors.ts'
import type {documentStore} from './store/documents.ts'
import type {TransactionLog} from './store/log.ts'
import type {purgesOf} from './store/purge.ts'

interface Stores {
  documents: ReturnType<typeof documentStore>
  log: TransactionLog
  purges: ReturnType<typeof purgesOf>
}

interface Stamp {
  /** Of the transaction. */
  id: string
  timestamp: string
  author: string
  /** Digest of what the client sent. */
  request: string
  /** Why it was made, where that is not an editor's button. */
  cause?: string | undefined
}

export const writerOf =
  ({documents, log, purges}: Stores) =>
  (transaction: Transaction, {cause, ...stamp}: Stamp): Commit => {
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
    const {id: transactionId, timestamp, author} = stamp
    const changed = Map.groupBy(
      changes.map(({documentId}) => documentId),
      publishedIdOf,
    )
    const events = groupEvents(changes, {
      transactionId,
      timestamp,
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
    const seq = log.append({...stamp, mutations, results, changes, events})
    purges.purge([...transaction.purged], seq)
    return {seq, transactionId, timestamp, author, changes}
  }
