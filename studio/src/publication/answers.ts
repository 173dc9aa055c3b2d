/** What an error of the lake, or of the way to it, means for a press of Publish. */
import {isPassing} from '../saving/passing.ts'

export type Meaning =
  /** Nothing is known of what was asked: it may have been done. What the lake said of it, where it said anything. */
  | {kind: 'unknown'; said?: string}
  /** What was seen is not so any more. */
  | {kind: 'outdated'}
  | {kind: 'refused'; reason: string}

export function meaningOf(error: unknown): Meaning {
  const status = (error as {statusCode?: number} | null)?.statusCode
  if (status === undefined) return {kind: 'unknown'}
  const said = error instanceof Error ? error.message : String(error)
  if (isPassing(status)) return {kind: 'unknown', said}
  if (status === 409 || status === 404) return {kind: 'outdated'}
  return {kind: 'refused', reason: said}
}
