/**
 * Pages that are stale, and need no render because it would make what is there.
 *
 * What comes, goes or moves in a list makes every page stale that shows a part of it, though most show another part: only the lake knows
 * which. They are asked about anew in any case. A page is made of its answers alone: where these are what they were, so is the page.
 */
import {digestOf, type PageRecord} from '../cache/page.ts'
import type {TagStates} from '../cache/tag-states.ts'
import {isOfMoreThanSeen} from '../content/shown.ts'
import {isOfList} from '../content/tags.ts'
import type {Shows} from './reading.ts'

/**
 * Is the page stale by nothing but what it may well not show? Not the page of what stands at an address, which says of which revision it is, nor
 * one that shows what has changed.
 */
export function mayBeUnchanged(page: PageRecord, tags: Pick<TagStates, 'clearedSince'>): boolean {
  const cleared = tags.clearedSince(page.tags, page.renderedAt)
  const isSure = cleared.some((tag) => !isOfList(tag) && !isOfMoreThanSeen(tag))
  return cleared.length > 0 && !isSure && page.status === 200 && page.revalidate === false
}

/** As JSON, also what is no JSON. */
export const wordsOf = (value: unknown): string => JSON.stringify(value) ?? ''

/** A page says of which revisions it is (`content/revisions.ts`), and is not made anew for that. Inside a text these marks have strokes before them. */
const revision = /"_rev":"[^"]*",?/g

/** A digest of what can be seen of an answer. */
export const seenIn = (words: string): string => digestOf(words.replaceAll(revision, ''))

interface Asked {
  value: unknown
  /** As a digest. */
  seen: string
  /** What of it the page is made of, if not all. */
  shows: Shows | undefined
}

/** A digest of all that a page is made of, in the order in which it asked. */
export const seenOf = (asked: Asked[]): string =>
  digestOf(
    asked
      .map(({value, seen, shows}) => (shows ? seenIn(wordsOf(shows(value as never))) : seen))
      .join(),
  )
