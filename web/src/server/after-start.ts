/** What a start leaves for later: it is done when the first readers were answered, one after the other, until the site is stopped. */
import {setTimeout as wait} from 'node:timers/promises'
import type {Doorway} from './doorway.ts'

/** Whoever waited for the start comes within so long, and is answered: the renderer takes the thread for a while. Milliseconds. */
const firstAnswers = 50
/** On a machine that is busy an answer may take longer than that, and what renders would take as long as a page from disk ten times over. */
const longestAnswer = 1_000

/** Settles when what renders may take the thread: at once where readers wait for it (`isUrgent`), else when those who came early are answered. */
export async function untilAnswered(
  door: Pick<Doorway, 'untilAnswered'>,
  {isUrgent}: {isUrgent: boolean},
): Promise<void> {
  if (!isUrgent) await wait(firstAnswers)
  await door.untilAnswered(isUrgent ? 0 : longestAnswer)
}

export interface PatientlyOptions {
  signal: AbortSignal
  report: (error: unknown) => void
  /** Milliseconds before the n-th new attempt. */
  delay?: (attempt: number) => number
}

/** Try until it works, or until the signal. Never fails. */
export async function patiently(
  attempt: () => Promise<unknown>,
  {signal, report, delay = (n) => Math.min(30_000, 1_000 * 2 ** n)}: PatientlyOptions,
): Promise<void> {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      await attempt()
      return
    } catch (error) {
      report(error)
      await wait(delay(failures), undefined, {ref: false, signal}).catch(() => undefined)
    }
  }
}

/** Each step when the one before it is done, and none after the signal. */
export async function inOrder(steps: (() => unknown)[], signal: AbortSignal): Promise<void> {
  for (const step of steps) {
    if (signal.aborted) return
    await step()
  }
}
