/**
 * The years by which a large sitemap is parted. A date is a text: whatever it is, it stands in the order of texts before, between or after
 * the years, so every article is in exactly one part, and one odd date decides nothing.
 */

const first = 1970
const last = 2100

export const years: readonly string[] = Array.from({length: last - first + 1}, (_, i) =>
  String(first + i),
)

/** In whose part an article with this date is: what is before all years is in the first. */
export const yearOf = (date: string): string =>
  years.findLast((year) => year <= date) ?? String(first)

/**
 * From where to where the dates of a year are, the end not among them. Before the first year and after the last there is no end: no text
 * comes after all others in every order of texts, by code points and by their halves.
 */
export const datesOf = (year: string): {from: string; end?: string} => ({
  from: year === String(first) ? '' : year,
  ...(year === String(last) ? {} : {end: String(Number(year) + 1)}),
})
