/**
 * How many slips of the keyboard lie between two words: a letter too many, one too few, another one, or two neighbours
 * that changed places (the distance of optimal string alignment).
 */
const longest = 200
let [before, last, now] = [0, 1, 2].map(() => new Uint8Array(longest + 1)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
]

/** The number of slips, or `most + 1` when there are more than `most`. */
export function slipsBetween(typed: string, meant: string, most: number): number {
  const tooMany = most + 1
  if (Math.abs(typed.length - meant.length) > most || meant.length > longest) return tooMany
  for (let at = 0; at <= meant.length; at++) last[at] = at
  for (let i = 1; i <= typed.length; i++) {
    let fewest = (now[0] = i)
    const letter = typed.charCodeAt(i - 1)
    for (let at = 1; at <= meant.length; at++) {
      const other = meant.charCodeAt(at - 1)
      const changed = (last[at - 1] ?? 0) + (letter === other ? 0 : 1)
      let slips = Math.min((last[at] ?? 0) + 1, (now[at - 1] ?? 0) + 1, changed)
      const isSwapped =
        i > 1 && at > 1 && letter === meant.charCodeAt(at - 2) && other === typed.charCodeAt(i - 2)
      if (isSwapped) slips = Math.min(slips, (before[at - 2] ?? 0) + 1)
      now[at] = slips
      if (slips < fewest) fewest = slips
    }
    if (fewest > most) return tooMany
    ;[before, last, now] = [last, now, before]
  }
  return Math.min(last[meant.length] ?? tooMany, tooMany)
}
