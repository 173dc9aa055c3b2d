/**
 * The marks whose pages are being rendered here, kept as runs of numbers that follow each other: what is said of them takes as long as there are
 * runs to tell of, however many thousands of marks are in them.
 */

/** The first and the last of marks that follow each other. */
export type Range = [from: number, to: number]

export class WorkingMarks {
  /** How often each is worked at: a mark may be heard twice. */
  readonly #counts = new Map<number, number>()
  /** In order, with something between any two. */
  readonly #runs: Range[] = []

  /** How many runs there are. */
  get runs(): number {
    return this.#runs.length
  }

  add(mark: number): void {
    const count = this.#counts.get(mark) ?? 0
    this.#counts.set(mark, count + 1)
    if (count === 0) this.#insert(mark)
  }

  /** It is worked at once less. */
  delete(mark: number): void {
    const count = this.#counts.get(mark)
    if (count === undefined) return
    if (count > 1) return void this.#counts.set(mark, count - 1)
    this.#counts.delete(mark)
    this.#remove(mark)
  }

  /**
   * Of those up to `position`: that up to which all is done, and `most` ranges of later ones that are, the newest first. With mark 0 nobody knows
   * what was missed, so nothing is done: -1.
   */
  done(position: number, most: number): {done: number; also: Range[]} {
    const [first] = this.#runs
    if (!first || first[0] > position) return {done: position, also: []}
    if (first[0] === 0) return {done: -1, also: []}
    const also: Range[] = []
    let to = position
    // After the position are only those of an epoch that is over.
    for (let at = this.#upTo(position) - 1; at >= 0 && also.length < most; at--) {
      const [from, last] = this.#runs[at] ?? first
      if (last < to) also.push([last + 1, to])
      to = from - 1
    }
    return {done: first[0] - 1, also}
  }

  #insert(mark: number): void {
    const at = this.#upTo(mark)
    const [before, after] = [this.#runs[at - 1], this.#runs[at]]
    const isAfter = before?.[1] === mark - 1
    const isBefore = after?.[0] === mark + 1
    if (isAfter && isBefore) this.#runs.splice(at - 1, 2, [before[0], after[1]])
    else if (isAfter) before[1] = mark
    else if (isBefore) after[0] = mark
    else this.#runs.splice(at, 0, [mark, mark])
  }

  #remove(mark: number): void {
    const at = this.#upTo(mark) - 1
    const run = this.#runs[at]
    if (!run) return
    const [from, to] = run
    const left: Range[] = []
    if (from < mark) left.push([from, mark - 1])
    if (mark < to) left.push([mark + 1, to])
    this.#runs.splice(at, 1, ...left)
  }

  /** How many runs begin at this mark or before it. */
  #upTo(mark: number): number {
    let [low, high] = [0, this.#runs.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#runs[middle]?.[0] ?? Infinity) <= mark) low = middle + 1
      else high = middle
    }
    return low
  }
}
