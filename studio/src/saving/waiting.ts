/**
 * How long words wait for the lake. Who types without a pause always has some under way, so what counts is whether the lake goes on
 * taking them: each revision that it is known to hold starts the time anew.
 */

/** Studio saves within a second or two; who waits longer wants to know why. */
const longMs = 5_000

interface Heard {
  isSyncing: boolean
  /** The newest that the lake is known to hold; words that are under way do not change it. */
  revision: string | undefined
}

const nothing: Heard = {isSyncing: false, revision: undefined}

export function waiting(show: (isLong: boolean) => void) {
  let known = nothing
  let timer: ReturnType<typeof setTimeout> | undefined
  function hear(heard: Heard): void {
    if (heard.isSyncing === known.isSyncing && heard.revision === known.revision) return
    known = heard
    clearTimeout(timer)
    show(false)
    if (heard.isSyncing) timer = setTimeout(() => show(true), longMs)
  }
  return {hear, end: () => hear(nothing)}
}
