/** Reading and writing current documents, with what is derived from them: references and search words. */
import type {StoredDocument} from '../dataset.ts'
import type {Database} from './database.ts'

/** A document with what is stored beside it. */
export interface DocumentRow {
  document: StoredDocument
  /** The document as JSON. */
  body: string
  references: {target: string; weak: boolean}[]
  words: string
}

export interface DocumentStore {
  get(id: string): StoredDocument | null
  /** A published document, its draft and its versions, in this order, as far as they are there. */
  group(publishedId: string): StoredDocument[]
  /** Documents that hold a strong reference to `target`, at most `limit`. */
  strongReferrers(target: string, limit: number): string[]
  /** Ids that begin with `prefix`, in order. */
  idsBeginningWith(prefix: string): string[]
  /** The versions of one document in all releases. */
  versionsOf(publishedId: string): string[]
  /** Types of a published document, its draft and its versions. */
  typesInGroup(publishedId: string): string[]
  put(row: DocumentRow): void
  remove(id: string): void
}

const parse = (body: unknown): StoredDocument => JSON.parse(body as string) as StoredDocument

export function documentStore({prepare}: Database): DocumentStore {
  const dropDerived = (id: string, key: number | bigint) => {
    prepare('delete from refs where source = ?').run(id)
    prepare('delete from search where rowid = ?').run(key)
  }
  const ids = (rows: Record<string, unknown>[]) => rows.map((row) => row.id as string)

  return {
    get(id) {
      const row = prepare('select body from documents where id = ?').get(id)
      return row ? parse(row.body) : null
    },

    group: (publishedId) =>
      prepare(
        `select body from documents where group_id = ? order by layer <> '', layer <> 'drafts', layer`,
      )
        .all(publishedId)
        .map(({body}) => parse(body)),

    strongReferrers: (target, limit) =>
      ids(
        prepare('select source as id from refs where target = ? and weak = 0 limit ?').all(
          target,
          limit,
        ),
      ),

    idsBeginningWith: (prefix) =>
      ids(
        prepare('select id from documents where id >= ? and id < ? order by id').all(
          prefix,
          prefix + '\u{10ffff}',
        ),
      ),

    versionsOf: (publishedId) =>
      ids(
        prepare(
          `select id from documents where group_id = ? and layer not in ('', 'drafts') order by id`,
        ).all(publishedId),
      ),

    typesInGroup: (publishedId) =>
      prepare('select distinct type from documents where group_id = ?')
        .all(publishedId)
        .map((row) => row.type as string),

    put({document, body, references, words}) {
      const row = prepare(
        `insert into documents (id, type, rev, created_at, updated_at, body) values (?, ?, ?, ?, ?, ?)
         on conflict (id) do update set type = excluded.type, rev = excluded.rev,
           created_at = excluded.created_at, updated_at = excluded.updated_at, body = excluded.body
         returning key`,
      ).get(
        document._id,
        document._type,
        document._rev,
        document._createdAt,
        document._updatedAt,
        body,
      )
      const key = row?.key as number
      dropDerived(document._id, key)
      for (const {target, weak} of references)
        prepare('insert into refs (source, target, weak, type) values (?, ?, ?, ?)').run(
          document._id,
          target,
          weak ? 1 : 0,
          document._type,
        )
      prepare('insert into search (rowid, id, words) values (?, ?, ?)').run(
        key,
        document._id,
        words,
      )
    },

    remove(id) {
      const row = prepare('delete from documents where id = ? returning key').get(id)
      if (row) dropDerived(id, row.key as number)
    },
  }
}
