/** Commits as they happen, to whoever listens in this process. A listener that throws is reported and kept. */
import type {Commit} from '../dataset.ts'

export interface Feed {
  subscribe(listener: (commit: Commit) => void): () => void
  publish(commit: Commit): void
}

export function createFeed(report: (error: unknown) => void): Feed {
  const listeners = new Set<(commit: Commit) => void>()
  return {
    subscribe(listener) {
      // Wrapped, so that the same function may subscribe twice.
      const own = (commit: Commit) => listener(commit)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    publish(commit) {
      for (const listener of listeners) {
        try {
          listener(commit)
        } catch (error) {
          report(error)
        }
      }
    },
  }
}
