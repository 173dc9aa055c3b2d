/** Slugs: the last part of an address. Lower-case Latin letters, digits and single hyphens, so that links survive e-mail and print. */

export const slugMaxLength = 80

/** A sentence about what is wrong with a slug, or `null`. An absent slug is a problem of its own, said elsewhere. */
export function slugProblem(slug: string | undefined | null): string | null {
  if (!slug) return null
  if (slug.length > slugMaxLength) {
    return `The address is ${slug.length} characters long; shorten it to ${slugMaxLength} or fewer.`
  }
  if (slug !== slug.toLowerCase()) return 'Use lower-case letters only in the address.'
  if (/[^a-z0-9-]/.test(slug)) {
    return 'Use only letters without accents, digits and hyphens in the address.'
  }
  if (/^-|-$|--/.test(slug)) {
    return 'The address must not begin or end with a hyphen, nor have two in a row.'
  }
  return null
}

/** First parts of addresses that the site needs itself: a page there would never be seen. The site refuses the same. */
export const reservedSlugs = [
  'api',
  'articles',
  'authors',
  'en',
  'files',
  'fonts',
  'fr',
  'images',
  'index',
  'not-found-page',
  'reader',
  'search',
  'share',
  'styles',
  'topics',
]

/** A page stands at the root, beside the site's own lists. */
export const pageSlugProblem = (slug: string | undefined | null): string | null =>
  slug && reservedSlugs.includes(slug)
    ? `The site needs “/${slug}” itself; choose another address.`
    : slugProblem(slug)

/** A slug for a title: accents dropped, everything else that is no letter or digit becomes a hyphen, cut at a whole word. */
export function slugFrom(title: string, maxLength = slugMaxLength): string {
  const slug = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/ß/g, 'ss')
    .replace(/['’‘`]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  if (slug.length <= maxLength) return slug
  const cut = slug.slice(0, maxLength + 1)
  const lastWord = cut.lastIndexOf('-')
  return (lastWord > 0 ? cut.slice(0, lastWord) : slug.slice(0, maxLength)).replace(/-+$/, '')
}
