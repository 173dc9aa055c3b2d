/**
 * A body for readers that show it far from the site: every address in it is absolute.
 *
 * The HTML is the pipeline's own, so attributes are quoted and nothing is nested in them; a parser would find no more.
 */
const LINK = / (href|src)="([^"]*)"/g
const SET = / srcset="([^"]*)"/g
const SCHEME = /^[a-z][a-z\d+.-]*:/i

export function absoluteHtml(html: string, page: string): string {
  const {origin} = new URL(page)
  const absolute = (address: string): string => {
    if (SCHEME.test(address)) return address
    if (address.startsWith('//')) return `${new URL(page).protocol}${address}`
    if (address.startsWith('/')) return `${origin}${address}`
    if (address.startsWith('#')) return `${page}${address}`
    return `${page.slice(0, page.lastIndexOf('/') + 1)}${address}`
  }
  return html
    .replace(LINK, (_, name: string, address: string) => ` ${name}="${absolute(address)}"`)
    .replace(SET, (_, set: string) => {
      const candidates = set.split(', ').map((candidate) => absolute(candidate))
      return ` srcset="${candidates.join(', ')}"`
    })
}
