/**
 * Pages that wait for a render, and which of them is next.
 *
 * A wave of thousands of pages holds up nobody's publish: what an editor waits for goes before it. Nor does a backlog of thousands of publishes:
 * every second page is of what was asked for last, every other of what has waited longest.
 */
import type {Priority} from '../invalidation/stale-pages.ts'
import type {AskedAt} from './breath.ts'
import {Line} from './line.ts'

/** Who comes before whom. */
const priorities: Priority[] = ['first', 'next', 'last']

export const isSooner = (priority: Priority = 'next', other: Priority): boolean =>
  priorities.indexOf(priority) < priorities.indexOf(other)

/** What comes next that something may be asked for ahead. */
export interface Coming {
  line: Line
  isWave: boolean
}

const nothing = new Line()

export class RenderQueue {
  readonly #lines: Record<Priority, Line> = {
    first: new Line(),
    next: new Line(),
    last: new Line(),
  }
  #taken = 0

  /** Whether an editor's own page waits. */
  get hasOwn(): boolean {
    return this.#lines.first.size > 0
  }

  /** Whether nobody waits but pages of a wave. */
  get isQuiet(): boolean {
    return this.#lines.first.size === 0 && this.#lines.next.size === 0
  }

  has(path: string, priority: Priority): boolean {
    return this.#lines[priority].has(path)
  }

  add(path: string, priority: Priority, asked: AskedAt): void {
    this.#lines[priority].add(path, asked)
  }

  delete(path: string, priority: Priority): void {
    this.#lines[priority].delete(path)
  }

  clear(): void {
    for (const priority of priorities) this.#lines[priority].clear()
  }

  /** Take the next one. One of a wave only where nothing else waits, and `isWaveToo`. */
  take({isWaveToo}: {isWaveToo: boolean}): string | undefined {
    const {first, next, last} = this.#lines
    const end = this.#taken % 2 === 0 ? 'newest' : 'oldest'
    let line = before(first, next, end)
    if (line.size === 0 && isWaveToo) line = last
    const path = line[end]()?.name
    if (path === undefined) return undefined
    this.#taken++
    line.delete(path)
    return path
  }

  /** No page that an editor waits for, and none of a wave while others wait. */
  coming(): Coming {
    const {first, next, last} = this.#lines
    if (next.size > 0) return {line: next, isWave: false}
    return first.size > 0 ? {line: nothing, isWave: false} : {line: last, isWave: true}
  }
}

/** The line whose first is to be taken: an editor's own page before those that show it, if they are of one publish. */
function before(first: Line, next: Line, end: 'newest' | 'oldest'): Line {
  const [one, other] = [first[end](), next[end]()]
  if (!one || !other) return one ? first : next
  const isBefore = end === 'newest' ? one.breath >= other.breath : one.breath <= other.breath
  return isBefore ? first : next
}
