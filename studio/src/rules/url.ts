/**
 * Links that an editor types: a web address, an e-mail or telephone link, or a path on this site.
 * Everything else (`javascript:`, `data:`, `//elsewhere`) is refused, because readers will click it.
 */

const schemes = ['https:', 'http:', 'mailto:', 'tel:']
const controlOrSpace = /[\s\p{Cc}]/u

/** A sentence about what is wrong with a link target, or `null`. */
export function urlProblem(url: string | undefined | null): string | null {
  if (!url) return null
  if (controlOrSpace.test(url)) return 'Remove the spaces from the link.'
  if (url.startsWith('/')) {
    return url.startsWith('//') || url.startsWith('/\\')
      ? 'Write the whole address with https:// in front, or a path that begins with a single slash.'
      : null
  }
  if (!URL.canParse(url)) {
    return 'Write the whole address, such as https://example.com/page, or a path on this site, such as /about.'
  }
  if (!schemes.includes(new URL(url).protocol)) {
    return 'Links may begin with https://, http://, mailto: or tel:, or be a path such as /about.'
  }
  return null
}

/** A sentence about what is wrong with the address of another site (a licence, a profile), or `null`. */
export function webAddressProblem(url: string | undefined | null): string | null {
  if (!url) return null
  const isWeb = URL.canParse(url) && ['https:', 'http:'].includes(new URL(url).protocol)
  return isWeb && !controlOrSpace.test(url)
    ? null
    : 'Write the whole address, beginning with https://, such as https://example.com/page.'
}

/** A sentence about what is wrong with an e-mail address, or `null`. Deliberately lenient: one @, a dot after it, no spaces. */
export function emailProblem(email: string | undefined | null): string | null {
  if (!email || /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email)) return null
  return 'Write an e-mail address such as hello@example.com.'
}
