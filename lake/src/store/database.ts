/**
 * One SQLite file: opened for a lake that may be killed at any moment.
 *
 * WAL lets readers in other threads go on while a commit is written. `synchronous=FULL` makes the commit wait for the
 * disk, so a write that was answered survives a power cut. Both are asserted: a file system that cannot do WAL, or a
 * build of SQLite with other defaults, must be known at start and not after a loss.
 */
import {readFileSync} from 'node:fs'
import {DatabaseSync, type StatementSync} from 'node:sqlite'

const SCHEMA_VERSION = 2
/** Waiting stops the whole lake, and only a stranger (a backup tool, a second lake) can hold the lock. */
const BUSY_WAIT_MS = 200

export interface Database {
  readonly file: string
  /** The statement for this SQL text, prepared once. Never pass text that was built from input. */
  prepare(sql: string): StatementSync
  /** Run `work` in one write transaction: all of it is on disk afterwards, or none of it. */
  transact<T>(work: () => T): T
  /**
   * Run `work` in one write transaction that does not wait for the disk: a power cut may take it back, all of it, and nothing else can.
   * For what can be found out again. The next transaction that waits brings it to the disk too.
   */
  transactLoosely<T>(work: () => T): T
  /** Run `work` in a write transaction and take everything back. */
  rehearse<T>(work: () => T): T
  close(): void
}

/** Open `file` and, when it is new, give it the tables of `schema`: a dataset's, or the registry's. */
export function openDatabase(
  file: string,
  schema = new URL('./schema.sql', import.meta.url),
  busyWaitMs = BUSY_WAIT_MS,
): Database {
  const sqlite = new DatabaseSync(file, {enableForeignKeyConstraints: true})
  try {
    sqlite.exec(`pragma busy_timeout = ${busyWaitMs}`)
    sqlite.exec('pragma journal_mode = wal')
    sqlite.exec('pragma synchronous = full')
    assertDurable(sqlite, file)
    createSchema(sqlite, schema)
  } catch (error) {
    sqlite.close()
    throw error
  }

  const statements = new Map<string, StatementSync>()
  const inTransaction = <T>(work: () => T, end: 'commit' | 'rollback'): T => {
    sqlite.exec('begin immediate')
    try {
      const result = work()
      sqlite.exec(end)
      return result
    } catch (error) {
      if (sqlite.isTransaction) sqlite.exec('rollback')
      throw error
    }
  }

  return {
    file,
    prepare(sql) {
      let statement = statements.get(sql)
      if (!statement) statements.set(sql, (statement = sqlite.prepare(sql)))
      return statement
    },
    transact: (work) => inTransaction(work, 'commit'),
    transactLoosely(work) {
      sqlite.exec('pragma synchronous = normal')
      try {
        return inTransaction(work, 'commit')
      } finally {
        sqlite.exec('pragma synchronous = full')
      }
    },
    rehearse: (work) => inTransaction(work, 'rollback'),
    close() {
      statements.clear()
      sqlite.close()
    },
  }
}

function assertDurable(sqlite: DatabaseSync, file: string) {
  const mode = sqlite.prepare('pragma journal_mode').get()?.journal_mode
  const synchronous = sqlite.prepare('pragma synchronous').get()?.synchronous
  if (mode === 'wal' && synchronous === 2) return
  throw new Error(
    `"${file}" opened with journal_mode=${mode} and synchronous=${synchronous}; the lake needs WAL and FULL. ` +
      'Put the lake directory on a local disk (network file systems cannot hold a WAL).',
  )
}

function createSchema(sqlite: DatabaseSync, schema: URL) {
  const version = Number(sqlite.prepare('pragma user_version').get()?.user_version ?? 0)
  if (version === SCHEMA_VERSION) return
  if (version !== 0) {
    throw new Error(
      `This database has schema ${version}, this lake reads ${SCHEMA_VERSION}. Start the lake version that wrote it, export, and import here.`,
    )
  }
  sqlite.exec('begin immediate')
  sqlite.exec(readFileSync(schema, 'utf8'))
  sqlite.exec(`pragma user_version = ${SCHEMA_VERSION}`)
  sqlite.exec('commit')
}
