/** What search engines and social networks show. These are advice about length, never a reason to refuse. */

export const seoTitleLength = 60
export const seoDescriptionLength = {shortest: 50, longest: 160}

/** Advice about a title for search results, or `null`. */
export function seoTitleAdvice(title: string | undefined | null): string | null {
  if (!title || title.length <= seoTitleLength) return null
  return `Search engines cut titles at about ${seoTitleLength} characters; this one has ${title.length}.`
}

/** Advice about a description for search results, or `null`. */
export function seoDescriptionAdvice(description: string | undefined | null): string | null {
  if (!description) return null
  const {shortest, longest} = seoDescriptionLength
  const length = description.length
  if (length > longest)
    return `Search engines cut descriptions at about ${longest} characters; this one has ${length}.`
  if (length < shortest)
    return `A description below ${shortest} characters is often replaced by search engines.`
  return null
}
