/**
 * Forgetting the past of a document for good.
 *
 * A purge is part of a commit that leaves no such document: from then on nobody can ask for its past. What the log keeps of
 * it is erased a little later, so that webhooks and listeners that lag behind can still say what was removed. (SQLite
 * writes over the freed pages as it needs them; `vacuum` does so at once.)
 */
import type {Mutation} from '../dataset.ts'
import type {Database} from './database.ts'

/** How long after a purge its last traces are erased: readers of the log are some commits behind, never minutes. */
const ERASE_AFTER_MS = 60_000

/** The commit with which the past of a document was purged; in SQL, for `r.document_id`. */
export const PURGED_WITH = `coalesce((select cast(m.value as integer) from meta m where m.key = 'purged ' || r.document_id), 0)`

interface Purge {
  documentIds: string[]
  seq: number
}

export type Purges = ReturnType<typeof purgesOf>

export function purgesOf({prepare, transact}: Database) {
  const remember = (key: string, value: string) =>
    prepare(
      'insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
    ).run(key, value)

  /** The mutations of a document, out of what a transaction shows of itself; all but its removal. */
  const conceal = (documentId: string, upTo: number) => {
    const rows = prepare(
      `select t.seq, t.mutations from transactions t
       join revisions r on r.seq = t.seq where r.document_id = ? and r.seq <= ?`,
    ).all(documentId, upTo)
    for (const {seq, mutations} of rows) {
      const others = (JSON.parse(mutations as string) as Mutation[]).filter(
        (mutation) => 'delete' in mutation || targetOf(mutation) !== documentId,
      )
      prepare('update transactions set mutations = ? where seq = ?').run(
        JSON.stringify(others),
        seq as number,
      )
    }
  }

  const erase = ({documentIds, seq}: Purge) => {
    for (const id of documentIds) {
      // With the purge, or before it: the document may have been gone already.
      const removal = prepare(
        'select max(seq) as seq from revisions where document_id = ? and seq <= ?',
      ).get(id, seq)?.seq as number | null
      if (removal === null) continue
      prepare('delete from revisions where document_id = ? and seq < ?').run(id, removal)
      // That it was removed stays, so that the log has no gap.
      prepare(
        `update revisions set previous_rev = null, revert = '[]', mutations = ?
         where document_id = ? and seq = ?`,
      ).run(JSON.stringify([{delete: {id}}]), id, removal)
    }
  }

  return {
    /** Inside the transaction of the commit `seq`, after which these documents are not there. */
    purge(documentIds: string[], seq: number) {
      if (documentIds.length === 0) return
      for (const id of documentIds) {
        conceal(id, seq)
        remember(`purged ${id}`, String(seq))
        prepare(
          `delete from events where seq < ? and
             (json_extract(body, '$.versionId') = ? or
              (published_id = ? and json_extract(body, '$.versionId') is null))`,
        ).run(seq, id, id)
      }
      remember(`erase ${seq}`, JSON.stringify({documentIds, seq, at: Date.now()}))
    },

    /** Erase what was purged before `time`. */
    eraseUntil(time: number) {
      const waiting = prepare(
        "select key, value from meta where key >= 'erase ' and key < 'erase!'",
      ).all()
      const due = waiting.filter(
        ({value}) => (JSON.parse(value as string) as {at: number}).at <= time,
      )
      if (due.length === 0) return
      transact(() => {
        for (const {key, value} of due) {
          erase(JSON.parse(value as string) as Purge)
          prepare('delete from meta where key = ?').run(key as string)
        }
      })
    },
  }
}

/** Erase, now and then, what was purged a while ago. Returns the function that stops it. */
export function startErasing(purges: Purges, report: (error: unknown) => void): () => void {
  const timer = setInterval(() => {
    try {
      purges.eraseUntil(Date.now() - ERASE_AFTER_MS)
    } catch (error) {
      report(error)
    }
  }, ERASE_AFTER_MS)
  timer.unref()
  return () => clearInterval(timer)
}

/** The document that a logged mutation is about. */
function targetOf(mutation: Mutation): unknown {
  const [body] = Object.values(mutation) as {id?: unknown; _id?: unknown}[]
  return body?._id ?? body?.id
}
