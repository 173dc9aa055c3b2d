/** Where a caret belongs when the text around it changed under it, because somebody else typed. */

/**
 * The place of a position in a changed text. What both texts share at their beginning and at their end stays where it is;
 * a position inside the part that changed goes to that part's end.
 */
export function movedPosition(before: string, after: string, position: number): number {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && before[head] === after[head]) head++
  let tail = 0
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++

  if (position <= head) return position
  if (position >= before.length - tail) return position + after.length - before.length
  return after.length - tail
}
