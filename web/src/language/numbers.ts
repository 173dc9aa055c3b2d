/** Whole numbers in figures, as one language writes them. */

/** Its rules are loaded with the first number: a start, which shows none, would take a tenth of its time for them. */
export function numbersIn(locale: string): (value: number) => string {
  let format: Intl.NumberFormat | undefined
  return (value) => (format ??= new Intl.NumberFormat(locale)).format(value)
}
