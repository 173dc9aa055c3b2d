/**
 * Delivers one webhook's queue. Each hook has its own, so a receiver that hangs delays nobody else and no write.
 *
 * A message stays queued on disk until it has a result: whatever a crash or a stop interrupts is sent again at the next
 * start, with the same `idempotency-key`.
 */
import {randomUUID} from 'node:crypto'
import {setTimeout as pause} from 'node:timers/promises'
import type {Message} from '../store/hook-message.ts'
import type {HookStore} from '../store/hook-store.ts'
import {deliver, type Outcome} from './deliver.ts'
import type {Hook} from './hook.ts'

export interface RetryPolicy {
  /** Attempts after the first. Hosted: 2. */
  retries: number
  /** Hosted: 30 seconds. */
  delayMs: number
}

export const hostedRetries: RetryPolicy = {retries: 2, delayMs: 30_000}

const MAX_IN_FLIGHT = 8
/** Timers hold no more than 24.8 days, and do not follow a clock that is set. */
const LONGEST_SLEEP_MS = 60_000
const TRIM_EVERY = 100

export interface Courier {
  hook: Hook
  /** Look at the queue now. */
  wake(): void
  close(): Promise<void>
}

export function startCourier(
  hook: Hook,
  store: HookStore,
  policy: RetryPolicy,
  report: (error: unknown) => void,
): Courier {
  const closing = new AbortController()
  const inFlight = new Map<string, {document: string; work: Promise<void>}>()
  let timer: NodeJS.Timeout | undefined
  let recorded = 0

  const pump = () => {
    if (closing.signal.aborted) return
    clearTimeout(timer)
    // One moment for all questions: what comes due between two would be in no answer.
    const now = Date.now()
    const oldest = store.nextDue(hook.id)
    if (oldest === null) return
    // No attempt is put off for longer than that: the clock was set back since, and whatever waits is due.
    const wasSetBack = oldest > now + policy.delayMs
    startDue(wasSetBack ? Infinity : now)
    const next = store.nextDue(hook.id, now)
    if (next === null) return
    timer = setTimeout(wake, Math.min(next - now, LONGEST_SLEEP_MS))
    timer.unref()
  }

  /** One about each document: one about which a message is under way keeps no place from others. */
  const startDue = (until: number) => {
    const busy = [...inFlight.values()].map(({document}) => document)
    store.due(hook.id, until, MAX_IN_FLIGHT - inFlight.size, busy).forEach(start)
  }

  const start = (message: Message) => {
    const document = `${message.dataset}/${message.documentId}`
    const work = attempt(message)
      .catch(async (error: unknown) => {
        report(error) // not recorded, so it will be sent again: not at once
        await pause(1_000)
      })
      .finally(() => {
        inFlight.delete(message.id)
        wake()
      })
    inFlight.set(message.id, {document, work})
  }

  const attempt = async (message: Message) => {
    const createdAt = new Date()
    const outcome = await deliver(courier.hook, message, closing.signal)
    if (closing.signal.aborted && outcome.failureReason) return
    const failed = outcome.failureReason !== null
    const failures = message.failures + (failed ? 1 : 0)
    const again = failed && mayPass(outcome) && failures <= policy.retries
    const now = new Date()
    store.record(
      {
        ...message,
        failures,
        status: again ? 'queued' : failed ? 'failed' : 'success',
        resultCode: outcome.resultCode,
        nextAttemptAt: now.getTime() + policy.delayMs,
      },
      {
        id: randomUUID(),
        hookId: hook.id,
        messageId: message.id,
        projectId: hook.projectId,
        createdAt: createdAt.toISOString(),
        updatedAt: now.toISOString(),
        duration: now.getTime() - createdAt.getTime(),
        inProgress: false,
        isFailure: failed,
        ...outcome,
      },
    )
    if (recorded++ % TRIM_EVERY === 0) store.trim(hook.id)
  }

  const wake = () => {
    try {
      pump()
    } catch (error) {
      report(error)
      timer = setTimeout(wake, 1_000) // the registry is busy or its disk full: look again
      timer.unref()
    }
  }

  const courier: Courier = {
    hook,
    wake,
    async close() {
      closing.abort()
      clearTimeout(timer)
      await Promise.all([...inFlight.values()].map(({work}) => work))
    },
  }
  return courier
}

/** A refusal stays a refusal; overload, faults and lost connections pass. */
const mayPass = ({failureReason, resultCode}: Outcome): boolean =>
  failureReason !== 'http' || resultCode === 429 || (resultCode ?? 0) >= 500
