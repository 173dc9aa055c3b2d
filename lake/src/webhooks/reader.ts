/**
 * Asks one webhook about every commit of one dataset, in order, and queues what it has to say.
 *
 * The cursor is persisted with the messages of a commit. Commits that concern nobody move it in memory only, and are
 * asked about again after a crash, which costs a moment and sends nothing.
 */
import {setTimeout as pause} from 'node:timers/promises'
import type {Change, Commit, Dataset} from '../dataset.ts'
import type {NewMessage} from '../store/hook-message.ts'
import type {HookStore} from '../store/hook-store.ts'
import type {Hook} from './hook.ts'
import {isAbout, operationOf, payloadOf} from './rule.ts'

const BATCH = 50
/** So many commits may have to be asked about again after a crash. */
const MAX_UNSAVED = 200
const EVALUATION_PAUSES_MS = [100, 1_000]

export interface Reader {
  readonly hook: Hook
  readonly dataset: Dataset
  /** Go on from the cursor; `commit`, when it is the next one, saves reading it from disk. */
  wake(commit?: Commit): void
  close(): Promise<void>
}

export interface ReaderOptions {
  hook: Hook
  dataset: Dataset
  store: HookStore
  /** Where to begin when the hook has never read this dataset. */
  startAt: number
  /** Called when messages were queued. */
  queued(): void
  report(error: unknown): void
}

export function startReader({
  hook,
  dataset,
  store,
  startAt,
  queued,
  report,
}: ReaderOptions): Reader {
  const known = store.cursor(hook.id, dataset.name)
  let cursor = Math.min(known ?? startAt, dataset.lastSeq)
  let saved = cursor
  if (known !== cursor) store.moveCursor(hook.id, dataset.name, cursor)
  let closed = false
  let work: Promise<void> | undefined

  const run = async (next: Commit | undefined) => {
    let commits = next && next.seq === cursor + 1 ? [next] : dataset.commitsAfter(cursor, BATCH)
    while (commits.length > 0) {
      for (const commit of commits) {
        if (closed) return
        await read(commit)
      }
      if (cursor >= dataset.lastSeq) return
      commits = dataset.commitsAfter(cursor, BATCH)
    }
  }

  const read = async (commit: Commit) => {
    const messages: NewMessage[] = []
    for (const change of commit.changes) {
      const message = await ask(commit, change)
      if (message) messages.push(message)
    }
    if (closed) return
    if (messages.length > 0 || commit.seq - saved >= MAX_UNSAVED) {
      store.enqueue(hook.id, dataset.name, commit.seq, messages)
      saved = commit.seq
    }
    cursor = commit.seq
    if (messages.length > 0) queued()
  }

  const ask = async (commit: Commit, change: Change): Promise<NewMessage | null> => {
    if (!isAbout(hook, change)) return null
    const about = {
      documentId: change.documentId,
      operation: operationOf(change),
      transactionId: commit.transactionId,
      transactionTime: commit.timestamp,
    }
    for (const ms of [...EVALUATION_PAUSES_MS, undefined]) {
      try {
        const payload = await payloadOf(hook, dataset, change)
        return payload === null ? null : {...about, payload}
      } catch (error) {
        if (closed) return null
        if (ms !== undefined) await pause(ms)
        else {
          report(error)
          const problem = error instanceof Error ? error.message : String(error)
          return {...about, payload: 'null', problem: `The rule could not be evaluated: ${problem}`}
        }
      }
    }
    return null
  }

  const wake = (commit?: Commit) => {
    if (closed || work) return // a run under way looks again before it ends
    work = run(commit)
      .catch(async (error: unknown) => {
        report(error)
        await pause(1_000)
      })
      .finally(() => {
        work = undefined
        if (!closed && cursor < dataset.lastSeq) wake()
      })
  }

  return {
    hook,
    dataset,
    wake,
    async close() {
      closed = true
      await work
      if (cursor !== saved) store.moveCursor(hook.id, dataset.name, cursor)
    },
  }
}
