/** One at a time, in the order of asking: commits of a dataset wait for each other here, not in SQLite. */

export type Exclusive = <T>(work: () => Promise<T> | T) => Promise<T>

export function exclusive(): Exclusive {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work)
    last = result.catch(() => {})
    return result
  }
}
