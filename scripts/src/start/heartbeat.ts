/**
 * Whether a part still answers. Of one that died the supervisor hears; one that hangs, in a loop without an end or on a lock that nobody gives
 * back, says nothing, and everybody waits for it.
 *
 * It is asked over the channel that each part has to its supervisor, and its event loop answers (`guard.mjs`): no request has to be served for
 * that, so a part that is merely busy answers between two turns. What counts are questions without an answer, not time: while the machine
 * sleeps, or is so busy that the supervisor has no turn either, none is asked.
 */
export interface Heartbeat {
  /** Milliseconds from one question to the next. */
  every: number
  /** After so many in a row without an answer it hangs. */
  most: number
}

/** Two minutes. A large archive or a slow disk takes the event loop for seconds. */
export const usualHeartbeat: Heartbeat = {every: 5_000, most: 24}

/** A child process, as far as it is asked. */
interface Asked {
  send(question: string, sent: () => void): boolean
  on(event: 'message', heard: () => void): unknown
  once(event: 'exit', ended: () => void): unknown
}

/** Ask until the process ends, or until it hangs: `hangs` is called once then. */
export function keepAsking(child: Asked, {every, most}: Heartbeat, hangs: () => void): void {
  let unanswered = 0
  const timer = setInterval(() => {
    if (unanswered < most) {
      unanswered++
      child.send('are you there?', () => undefined) // where it cannot be sent, nobody answers
      return
    }
    clearInterval(timer)
    hangs()
  }, every)
  child.on('message', () => (unanswered = 0))
  child.once('exit', () => clearInterval(timer))
}
