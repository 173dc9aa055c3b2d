/** Reading the past: transactions of documents, any revision of a document, the events of a group. */
import type {Change, History, HistoryFilter, StoredDocument} from '../dataset.ts'
import type {Database} from './database.ts'
import {PURGED_WITH} from './purge.ts'

const parse = (text: unknown) => JSON.parse(text as string) as never

export function historyOf({prepare}: Database): History {
  const seqOf = (transactionId: string | undefined): number | undefined => {
    if (!transactionId) return undefined
    const row = prepare('select seq from transactions where id = ?').get(transactionId)
    return (row?.seq as number | undefined) ?? -1
  }

  const rowsOf = (filter: HistoryFilter) => {
    const from = seqOf(filter.fromTransaction)
    const to = seqOf(filter.toTransaction)
    if (from === -1 || to === -1) return []
    const values = {
      ids: JSON.stringify(filter.documentIds),
      from: from ?? 0,
      to: to ?? Number.MAX_SAFE_INTEGER,
      fromTime: filter.fromTime ?? '',
      toTime: filter.toTime ?? '\u{10ffff}',
      authors: filter.authors ? JSON.stringify(filter.authors) : null,
      limit: filter.limit,
    }
    // Without their mutations, which may be megabytes each: those are read one by one, as the answer is sent.
    const select = `select distinct t.seq, t.id, t.timestamp, t.author
      from json_each(:ids) asked
      join revisions r on r.document_id = asked.value and r.seq between :from and :to
        and r.seq > ${PURGED_WITH}
      join transactions t on t.seq = r.seq
      where t.timestamp between :fromTime and :toTime
        and (:authors is null or t.author in (select value from json_each(:authors)))`
    return prepare(`${select} order by t.seq ${filter.reverse ? 'desc' : 'asc'} limit :limit`).all(
      values,
    )
  }

  return {
    *transactions(filter) {
      for (const row of rowsOf(filter)) {
        const effects: Record<string, Change['effects']> = {}
        const revisions = prepare(
          `select document_id, apply, revert from revisions r where seq = ? and seq > ${PURGED_WITH}
           order by document_id`,
        ).all(row.seq as number)
        for (const {document_id: id, apply, revert} of revisions)
          effects[id as string] = {apply: parse(apply), revert: parse(revert)}
        const {mutations} =
          prepare('select mutations from transactions where seq = ?').get(row.seq as number) ?? {}
        yield {
          id: row.id as string,
          timestamp: row.timestamp as string,
          author: row.author as string,
          documentIDs: Object.keys(effects),
          mutations: parse(mutations),
          effects,
        }
      }
    },

    revision(documentId, choice) {
      const row = revisionRow(choice)
      return row?.after ? (parse(row.after) as StoredDocument) : null

      function revisionRow(wanted: typeof choice) {
        if (wanted === 'last')
          return prepare(
            `select after from revisions r where document_id = ? and after is not null
             and seq > ${PURGED_WITH} order by seq desc limit 1`,
          ).get(documentId)
        if ('transaction' in wanted)
          return prepare(
            `select after from revisions r where document_id = ? and seq > ${PURGED_WITH}
             and seq <= (select seq from transactions where id = ?) order by seq desc limit 1`,
          ).get(documentId, wanted.transaction)
        return prepare(
          `select r.after from revisions r join transactions t on t.seq = r.seq
           where r.document_id = ? and r.seq > ${PURGED_WITH} and t.timestamp <= ? order by r.seq desc limit 1`,
        ).get(documentId, wanted.time)
      }
    },

    deletedIdsBeginningWith: (prefix) =>
      prepare(
        `select distinct document_id as id from revisions r
         where document_id >= :prefix and document_id < :prefix || char(1114111)
           and seq > ${PURGED_WITH}
           and document_id not in (select id from documents) order by id`,
      )
        .all({prefix})
        .map(({id}) => id as string),

    events({group, version, limit, before}) {
      // A draft's or version's list has its own events and those of the whole group; a published document's has all.
      const rows = prepare(
        `select id, body from events where published_id = :group and id < :before
           and (:version is null or json_extract(body, '$.versionId') is null
                or json_extract(body, '$.versionId') = :version)
         order by id desc limit :limit`,
      ).all({
        group,
        version: version ?? null,
        before: before ?? Number.MAX_SAFE_INTEGER,
        limit: limit + 1,
      })
      const shown = rows.slice(0, limit)
      const last = shown.at(-1)
      return {
        events: shown.map(({body}) => parse(body)),
        ...(rows.length > limit && last ? {next: last.id as number} : {}),
      }
    },
  }
}
