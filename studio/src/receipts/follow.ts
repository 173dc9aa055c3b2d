/**
 * Following a publication until readers see it: ask the site again, at first within a tenth of a second, later every few.
 *
 * Only a publication that happens while the editor looks on is worth a warning. Of one that was there before, a receipt is
 * shown if the site has one, and otherwise nothing.
 */
import type {Answer} from './ask.ts'
import type {Receipt} from './receipt.ts'

export type Outcome =
  /** Nothing to tell. */
  | {kind: 'quiet'}
  /** Published in the lake; the site has not answered for it yet. */
  | {kind: 'waiting'}
  | {kind: 'receipt'; receipt: Receipt}
  /** The site runs, but nobody told it of this publication. */
  | {kind: 'untold'}
  | {kind: 'unreachable'}
  | {kind: 'refused'}

export interface Following {
  ask: () => Promise<Answer>
  isNew: boolean
  show: (outcome: Outcome) => void
  /** Resolves after the time, or at once when nobody looks any more. */
  wait: (milliseconds: number) => Promise<void>
  signal: AbortSignal
  now?: () => number
}

const pauses = [80, 60, 60, 100, 150, 250, 400, 600, 1_000, 1_500, 2_500]
const longestPause = 5_000
const givesUpAfter = 10 * 60_000
const untoldAfter = 10_000
const unreachableAfter = 1_500

export async function follow(following: Following): Promise<void> {
  const {ask, isNew, show, wait, signal, now = () => performance.now()} = following
  const startedAt = now()
  if (isNew) show({kind: 'waiting'})
  for (let turn = 0; ; turn++) {
    // What was published earlier has its receipt by now; for what was published just now none can be there yet.
    if (turn > 0 || isNew) await wait(pauses[turn] ?? longestPause)
    if (signal.aborted) return
    const answer = await ask()
    if (signal.aborted) return
    const elapsed = now() - startedAt
    const outcome = outcomeOf(answer, isNew, elapsed)
    show(outcome)
    if (isSettled(outcome) || elapsed > givesUpAfter) return
  }
}

export function outcomeOf(answer: Answer, isNew: boolean, elapsed: number): Outcome {
  if (answer.kind === 'receipt') return answer
  if (!isNew) return {kind: 'quiet'}
  switch (answer.kind) {
    case 'unknown':
      return {kind: elapsed < untoldAfter ? 'waiting' : 'untold'}
    case 'unreachable':
      return {kind: elapsed < unreachableAfter ? 'waiting' : 'unreachable'}
    case 'refused':
      return answer
  }
}

/** Live is not the end while pages beyond those of the receipt are being rendered: the editor reads how many. */
const isSettled = (outcome: Outcome): boolean =>
  outcome.kind === 'quiet' ||
  outcome.kind === 'refused' ||
  (outcome.kind === 'receipt' && outcome.receipt.state === 'live' && outcome.receipt.more === 0)

/** Nothing else becomes of the pages of the receipt. */
export const isLive = (outcome: Outcome): boolean =>
  outcome.kind === 'receipt' && outcome.receipt.state === 'live'
