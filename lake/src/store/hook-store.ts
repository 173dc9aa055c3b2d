/**
 * Webhooks on disk: their settings, how far each has read each dataset, and what is to be delivered or was.
 *
 * `enqueue` writes the messages of a commit and the cursor past it in one transaction: after a crash the commit is
 * either asked about again or its messages are there. A message leaves the queue only with a result. Neither waits for the disk, since
 * a power cut that takes one of them back has the commit asked about, or the message sent, once more.
 */
import {randomUUID} from 'node:crypto'
import type {Hook, HookSettings} from '../webhooks/hook.ts'
import type {Database} from './database.ts'
import {
  type Attempt,
  keyOf,
  type Message,
  neverSent,
  type NewMessage,
  readMessage,
} from './hook-message.ts'

/** How much of the delivery log is kept for each hook. */
export const MAX_FINISHED_MESSAGES = 1_000

/**
 * The queue in its order, so that the next message is found without sorting those that came due in the same moment: an import is one
 * commit. Made here, since there are registries that were made with another.
 */
const QUEUE_INDEX = [
  'drop index if exists hook_messages_due',
  `create index if not exists hook_messages_queue
   on hook_messages (hook_id, next_attempt_at, seq, document_id, dataset) where status = 'queued'`,
]

export class HookStore {
  readonly #database: Database
  readonly #listeners = new Set<() => void>()

  constructor(database: Database) {
    this.#database = database
    for (const sql of QUEUE_INDEX) database.prepare(sql).run()
  }

  /** Called when a webhook was added, changed or removed. Returns the function that stops it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  list(): Hook[] {
    return this.#database
      .prepare('select body from hooks order by created_at, id')
      .all()
      .map((row) => JSON.parse(String(row['body'])) as Hook)
  }

  get(id: string): Hook | null {
    const row = this.#database.prepare('select body from hooks where id = ?').get(id)
    return row ? (JSON.parse(String(row['body'])) as Hook) : null
  }

  create(settings: HookSettings, projectId: string, createdByUserId: string): Hook {
    const now = new Date().toISOString()
    const id = randomUUID().replaceAll('-', '').slice(0, 16)
    const hook: Hook = {...settings, id, projectId, createdAt: now, updatedAt: now, createdByUserId}
    this.#database
      .prepare('insert into hooks values (?, ?, ?, ?)')
      .run(id, projectId, now, JSON.stringify(hook))
    this.#changed()
    return hook
  }

  /** Change a hook. One that is switched on again starts from now: of what was queued when it was switched off nothing is sent. */
  update(hook: Hook, settings: HookSettings): Hook {
    const changed: Hook = {...hook, ...settings, updatedAt: new Date().toISOString()}
    this.#database.transact(() => {
      if (hook.isDisabledByUser !== settings.isDisabledByUser) this.#startOver(hook.id)
      this.#database
        .prepare('update hooks set body = ? where id = ?')
        .run(JSON.stringify(changed), hook.id)
    })
    this.#changed()
    return changed
  }

  delete(id: string): boolean {
    const gone = this.#database.prepare('delete from hooks where id = ?').run(id).changes > 0
    if (gone) this.#changed()
    return gone
  }

  cursor(hookId: string, dataset: string): number | null {
    const row = this.#database
      .prepare('select seq from hook_cursors where hook_id = ? and dataset = ?')
      .get(hookId, dataset)
    return row ? Number(row['seq']) : null
  }

  moveCursor(hookId: string, dataset: string, seq: number): void {
    this.#database
      .prepare('insert or replace into hook_cursors values (?, ?, ?)')
      .run(hookId, dataset, seq)
  }

  /** Forget how far a deleted dataset was read, and what is to be said of it or was: another may get the name. */
  forgetDataset(name: string): void {
    this.#database.transact(() => {
      this.#database.prepare('delete from hook_cursors where dataset = ?').run(name)
      this.#database.prepare('delete from hook_messages where dataset = ?').run(name)
    })
  }

  /** Write what a commit has for a hook, and that the hook is past it. Asked twice, it writes nothing twice. */
  enqueue(hookId: string, dataset: string, seq: number, messages: NewMessage[]): void {
    const now = new Date()
    const time = now.toISOString()
    this.#database.transactLoosely(() => {
      const insert = this.#database.prepare(
        'insert or ignore into hook_messages values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, null, ?, ?, ?)',
      )
      for (const message of messages) {
        const id = keyOf(hookId, dataset, seq, message)
        const status = message.problem ? 'failed' : 'queued'
        const about = [message.documentId, message.operation, message.transactionId]
        const content = [message.transactionTime, message.payload, status]
        insert.run(id, hookId, dataset, seq, ...about, ...content, now.getTime(), time, time)
        if (message.problem) this.#writeAttempt(neverSent(id, hookId, time, message.problem))
      }
      // What was never queued comes to no courier, which trims otherwise.
      if (messages.some(({problem}) => problem)) this.trim(hookId)
      this.moveCursor(hookId, dataset, seq)
    })
  }

  /**
   * Messages whose time has come, one of each document, oldest first; those of one commit in the order of ids. None about the documents in
   * `busy` (`<dataset>/<id>`).
   */
  due(hookId: string, now: number, limit: number, busy: string[] = []): Message[] {
    const documents = new Set(busy)
    const ids: string[] = []
    // Read off the index alone: of what is passed over there may be thousands.
    const queue = this.#database
      .prepare(
        `select id, dataset || '/' || document_id as document from hook_messages
         where status = 'queued' and hook_id = ? and next_attempt_at <= ?
         order by next_attempt_at, seq, document_id`,
      )
      .iterate(hookId, now)
    for (const {id, document} of queue) {
      if (ids.length === limit) break
      if (documents.has(String(document))) continue
      documents.add(String(document))
      ids.push(String(id))
    }
    const read = this.#database.prepare('select * from hook_messages where id = ?')
    return ids.flatMap((id) => {
      const row = read.get(id)
      return row ? [readMessage(row)] : []
    })
  }

  /** When the first queued message of a hook is due that is due after `after`; `null` when there is none. */
  nextDue(hookId: string, after = -1): number | null {
    const row = this.#database
      .prepare(
        "select min(next_attempt_at) as at from hook_messages where status = 'queued' and hook_id = ? and next_attempt_at > ?",
      )
      .get(hookId, after)
    return row?.['at'] == null ? null : Number(row['at'])
  }

  /** How many messages are still to be delivered. */
  waiting(hookId: string): number {
    const row = this.#database
      .prepare("select count(*) as n from hook_messages where status = 'queued' and hook_id = ?")
      .get(hookId)
    return Number(row?.['n'])
  }

  /** Record an attempt and what becomes of its message. */
  record(message: Message, attempt: Attempt): void {
    const {id, status, failures, resultCode, nextAttemptAt} = message
    this.#database.transactLoosely(() => {
      const updated = this.#database
        .prepare(
          'update hook_messages set status = ?, failures = ?, result_code = ?, next_attempt_at = ?, updated_at = ? where id = ?',
        )
        .run(status, failures, resultCode, nextAttemptAt, attempt.updatedAt, id)
      if (updated.changes === 0) return // the hook was deleted meanwhile
      this.#writeAttempt(attempt)
    })
  }

  /** Drop the oldest finished messages past the bound, with their attempts. */
  trim(hookId: string): void {
    this.#database
      .prepare(
        `delete from hook_messages where id in (
           select id from hook_messages where hook_id = ? and status <> 'queued'
           order by created_at desc limit -1 offset ${MAX_FINISHED_MESSAGES})`,
      )
      .run(hookId)
  }

  /** The newest first; of one commit, what was last delivered. */
  messages(hookId: string, limit: number): Message[] {
    return this.#database
      .prepare(
        'select * from hook_messages where hook_id = ? order by created_at desc, seq desc, updated_at desc, document_id desc limit ?',
      )
      .all(hookId, limit)
      .map(readMessage)
  }

  attempts(hookId: string, limit: number): Attempt[] {
    return this.#database
      .prepare('select body from hook_attempts where hook_id = ? order by created_at desc limit ?')
      .all(hookId, limit)
      .map((row) => JSON.parse(String(row['body'])) as Attempt)
  }

  attempt(id: string): Attempt | null {
    const row = this.#database.prepare('select body from hook_attempts where id = ?').get(id)
    return row ? (JSON.parse(String(row['body'])) as Attempt) : null
  }

  #startOver(hookId: string) {
    this.#database.prepare('delete from hook_cursors where hook_id = ?').run(hookId)
    this.#database
      .prepare(
        "update hook_messages set status = 'failed', updated_at = ? where status = 'queued' and hook_id = ?",
      )
      .run(new Date().toISOString(), hookId)
  }

  #writeAttempt(attempt: Attempt) {
    const {id, hookId, messageId, createdAt} = attempt
    this.#database
      .prepare('insert or ignore into hook_attempts values (?, ?, ?, ?, ?)')
      .run(id, hookId, messageId, JSON.stringify(attempt), createdAt)
  }

  #changed() {
    for (const listener of this.#listeners) listener()
  }
}
