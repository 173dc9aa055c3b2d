/** The transaction log: what was committed, when, by whom, and what each document looked like afterwards. */
import type {
  Change,
  Commit,
  GroupEvent,
  Mutation,
  MutationResult,
  StoredDocument,
} from '../dataset.ts'
import type {Database} from './database.ts'

export interface LoggedTransaction {
  seq: number
  id: string
  timestamp: string
  author: string
  request: string
  results: MutationResult[]
}

export interface NewTransaction {
  id: string
  timestamp: string
  author: string
  mutations: Mutation[]
  request: string
  results: MutationResult[]
  changes: Change[]
  events: GroupEvent[]
}

export interface TransactionLog {
  /** Where the log ends; `0` and empty texts for an empty one. */
  head(): {seq: number; id: string; timestamp: string}
  find(transactionId: string): LoggedTransaction | undefined
  append(transaction: NewTransaction): number
  commitsAfter(after: number, limit: number): Commit[]
  /** Whether a removal in this commit or a later one has lost what it removed (`purge.ts`). */
  isErasedFrom(seq: number): boolean
}

const json = (value: unknown) => JSON.parse(value as string) as never
const document = (text: unknown): StoredDocument | null => (text === null ? null : json(text))

export function transactionLog({prepare}: Database): TransactionLog {
  const changesOf = (seq: number): Change[] =>
    prepare(
      `select document_id, after, mutations, apply, revert,
         (select p.after from revisions p where p.document_id = r.document_id and p.seq < r.seq
          order by p.seq desc limit 1) as before
       from revisions r where seq = ? order by document_id`,
    )
      .all(seq)
      .map((row) => ({
        documentId: row.document_id as string,
        before: document(row.before ?? null),
        after: document(row.after),
        mutations: json(row.mutations),
        effects: {apply: json(row.apply), revert: json(row.revert)},
      }))

  return {
    head() {
      const row = prepare(
        'select seq, id, timestamp from transactions order by seq desc limit 1',
      ).get()
      return {
        seq: Number(row?.seq ?? 0),
        id: String(row?.id ?? ''),
        timestamp: String(row?.timestamp ?? ''),
      }
    },

    find(transactionId) {
      const row = prepare(
        'select seq, id, timestamp, author, request, results from transactions where id = ?',
      ).get(transactionId)
      if (!row) return undefined
      const results: [string, MutationResult['operation']][] = json(row.results)
      return {
        seq: row.seq as number,
        id: row.id as string,
        timestamp: row.timestamp as string,
        author: row.author as string,
        request: row.request as string,
        results: results.map(([id, operation]) => ({id, operation})),
      }
    },

    append({id, timestamp, author, mutations, request, results, changes, events}) {
      const row = prepare(
        `insert into transactions (id, timestamp, author, mutations, request, results)
         values (?, ?, ?, ?, ?, ?) returning seq`,
      ).get(
        id,
        timestamp,
        author,
        JSON.stringify(mutations),
        request,
        JSON.stringify(results.map((result) => [result.id, result.operation])),
      )
      const seq = row?.seq as number
      for (const change of changes)
        prepare(
          `insert into revisions (seq, document_id, previous_rev, after, mutations, apply, revert)
           values (?, ?, ?, ?, ?, ?, ?)`,
        ).run(
          seq,
          change.documentId,
          change.before?._rev ?? null,
          change.after && JSON.stringify(change.after),
          JSON.stringify(change.mutations),
          JSON.stringify(change.effects.apply),
          JSON.stringify(change.effects.revert),
        )
      for (const event of events)
        prepare('insert into events (seq, published_id, body) values (?, ?, ?)').run(
          seq,
          event.publishedId,
          JSON.stringify(event.body),
        )
      return seq
    },

    commitsAfter: (after, limit) =>
      prepare(
        'select seq, id, timestamp, author from transactions where seq > ? order by seq limit ?',
      )
        .all(after, limit)
        .map((row) => ({
          seq: row.seq as number,
          transactionId: row.id as string,
          timestamp: row.timestamp as string,
          author: row.author as string,
          changes: changesOf(row.seq as number),
        })),

    isErasedFrom: (seq) =>
      prepare(
        'select 1 from revisions where seq >= ? and after is null and previous_rev is null limit 1',
      ).get(seq) !== undefined,
  }
}
