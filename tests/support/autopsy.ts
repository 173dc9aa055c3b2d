/**
 * What a dataset's file says about itself, read without the lake: whether SQLite finds it sound, and whether what is derived
 * (current documents, references, search, chains of revisions) agrees with the log. Gives findings; none is what a test wants.
 */
import {join} from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {dataset} from './servers.ts'

/** Each finds rows that must not be. The address of an asset follows the lake to another port without a revision. */
const contradictions: [what: string, sql: string][] = [
  [
    'a document differs from its last revision',
    `select d.id from documents d left join revisions r on r.document_id = d.id
       and r.seq = (select max(seq) from revisions where document_id = d.id)
     where r.after is null or json_remove(r.after, '$.url') <> json_remove(d.body, '$.url')`,
  ],
  [
    'a document is missing although its last revision has it',
    `select r.document_id as id from revisions r left join documents d on d.id = r.document_id
     where r.after is not null and d.id is null
       and r.seq = (select max(seq) from revisions where document_id = r.document_id)`,
  ],
  [
    'a chain of revisions is broken',
    `select r.document_id as id from revisions r where r.previous_rev is not
       (select json_extract(p.after, '$._rev') from revisions p
        where p.document_id = r.document_id and p.seq < r.seq order by p.seq desc limit 1)`,
  ],
  [
    'a commit is older than the one before it',
    `select id from (select id, timestamp, lag(timestamp) over (order by seq) as earlier from transactions)
     where timestamp < earlier`,
  ],
  [
    'the log has a gap',
    `select id from (select id, seq, lag(seq) over (order by seq) as earlier from transactions)
     where earlier is not null and seq <> earlier + 1`,
  ],
  [
    'a transaction has no revision',
    'select id from transactions where seq not in (select seq from revisions)',
  ],
  [
    'a document is not in the search index',
    'select id from documents where key not in (select rowid from search)',
  ],
  [
    'the search index has a document too many',
    'select rowid as id from search where rowid not in (select key from documents)',
  ],
  [
    'a reference is left of a document that is gone',
    'select source as id from refs where source not in (select id from documents)',
  ],
  [
    'a strong reference leads nowhere',
    'select target as id from refs where weak = 0 and target not in (select id from documents)',
  ],
]

export function autopsy(directory: string): string[] {
  const file = join(directory, 'datasets', dataset, 'content.sqlite')
  return [...soundness(join(directory, 'lake.sqlite')), ...soundness(file), ...agreement(file)]
}

function soundness(file: string): string[] {
  return open(file, (sqlite) =>
    [
      ...sqlite.prepare('pragma integrity_check').all(),
      ...sqlite.prepare('pragma foreign_key_check').all(),
    ]
      .map((row) => String(Object.values(row)[0]))
      .filter((line) => line !== 'ok')
      .map((line) => `${file}: ${line}`),
  )
}

function agreement(file: string): string[] {
  return open(file, (sqlite) =>
    contradictions.flatMap(([what, sql]) =>
      sqlite
        .prepare(`${sql} limit 5`)
        .all()
        .map((row) => `${what}: ${String(row.id)}`),
    ),
  )
}

function open<T>(file: string, use: (sqlite: DatabaseSync) => T): T {
  const sqlite = new DatabaseSync(file, {readOnly: true})
  try {
    return use(sqlite)
  } finally {
    sqlite.close()
  }
}
