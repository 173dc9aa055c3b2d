/**
 * What listeners missed, read a few commits at a time. After an import or a restart hundreds come back at once and ask for the
 * same commits: they share what was read, and with it the events that are made of each.
 */
import {setImmediate} from 'node:timers/promises'
import type {Commit, Dataset} from '../dataset.ts'

/** How many transactions who comes back may have missed. */
export const RESUME_WINDOW = 1_000

type Log = Pick<Dataset, 'commitsAfter'>

/** Commits read at a time: between two reads everybody else gets a turn. */
const PAGE = 8
/** Pages that are kept for the others. */
const KEPT_PAGES = 8

/** Pages by their place in the log, and how many read them: with the last one they go. */
interface Shared {
  pages: Map<number, Commit[]>
  readers: number
}
const shared = new WeakMap<Log, Shared>()

/** Only full pages are kept: nothing is ever added to those. */
function pageOf(log: Log, pages: Map<number, Commit[]>, place: number): Commit[] {
  const known = pages.get(place)
  if (known) return known
  const last = (place + 1) * PAGE
  const commits = log.commitsAfter(place * PAGE, PAGE).filter(({seq}) => seq <= last)
  if (commits.at(-1)?.seq === last) pages.set(place, commits)
  for (const oldest of pages.keys()) {
    if (pages.size <= KEPT_PAGES) break
    pages.delete(oldest)
  }
  return commits
}

/** The commits from one place in the log to another, both included. */
export async function* commitsBetween(log: Log, from: number, to: number): AsyncGenerator<Commit> {
  const state = shared.get(log) ?? {pages: new Map<number, Commit[]>(), readers: 0}
  shared.set(log, state)
  state.readers++
  try {
    for (let place = Math.floor((Math.max(from, 1) - 1) / PAGE); place * PAGE < to; place++) {
      for (const commit of pageOf(log, state.pages, place))
        if (commit.seq >= from && commit.seq <= to) yield commit
      await setImmediate()
    }
  } finally {
    if (--state.readers === 0) shared.delete(log)
  }
}
