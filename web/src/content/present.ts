/** What is really there: a reference whose target is not published answers `null`. */
export const present = <T>(list: readonly (T | null)[] | null | undefined): T[] =>
  (list ?? []).filter((one): one is T & {} => one !== null && one !== undefined)
