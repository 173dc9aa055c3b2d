/** A date of publication that is still to come. */

/** Clocks differ a little, and so does what is typed from what is saved. */
const toleratedMs = 60_000

/** `now` in milliseconds. */
export function dateAheadProblem(date: string | undefined, now: number): string | null {
  if (date === undefined || !(Date.parse(date) > now + toleratedMs)) return null
  return 'This date is in the future, and does not hold the article back: published now, readers see it at once, with this date. To publish it later, clear this field and choose “Schedule…” in the menu beside Publish.'
}
