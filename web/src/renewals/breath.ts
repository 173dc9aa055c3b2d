/**
 * When something was asked for: in which breath. What is asked for in one turn of the program is of one publish, so it has one number; what is
 * asked for later has a higher one. All lines of this process count together: a page keeps its number on its way from one to the next.
 */
export interface AskedAt {
  /** The breath since which it waits. */
  first: number
  /** That in which it was asked for last. */
  last: number
}

let breath = 0
let isBreathing = false

export function thisBreath(): number {
  if (isBreathing) return breath
  isBreathing = true
  queueMicrotask(() => (isBreathing = false))
  return ++breath
}

/** Asked for now. */
export function askedNow(): AskedAt {
  const now = thisBreath()
  return {first: now, last: now}
}

/** Asked for at either time. */
export const either = (one: AskedAt, other: AskedAt): AskedAt => ({
  first: Math.min(one.first, other.first),
  last: Math.max(one.last, other.last),
})
