/**
 * Whether a body arrives fast enough to be waited for: in each window of waiting so many bytes, however long the whole takes. Time
 * in which nobody here wants more says nothing of the sender.
 */

export const BODY_WINDOW_MS = 30_000
/** Bytes a second. */
export const MIN_BODY_RATE = 2_048

export interface Pace {
  /** Bytes that a window must bring. */
  readonly least: number
  /** Somebody wants more, from now on. */
  waits(): void
  came(bytes: number): void
  isTooSlow(): boolean
}

export function openPace(windowMs: number, now: () => number = () => performance.now()): Pace {
  const least = Math.ceil((MIN_BODY_RATE * windowMs) / 1_000)
  let since: number | undefined
  let waited = 0
  let bytes = 0
  return {
    least,
    waits() {
      since ??= now()
    },
    came(count) {
      bytes += count
      if (since !== undefined) waited += now() - since
      since = undefined
    },
    isTooSlow() {
      const time = now()
      if (waited + (since === undefined ? 0 : time - since) < windowMs) return false
      if (bytes < least) return true
      waited = 0
      bytes = 0
      if (since !== undefined) since = time
      return false
    },
  }
}
