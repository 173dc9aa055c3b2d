/**
 * A body for readers that show it far from the site: every address in it is absolute, and what only the site's own styles and keys use
 * is left out.
 *
 * The HTML is the pipeline's own: attributes are quoted, and a `<` in a text is escaped. So what looks like a tag is one, and what
 * looks like an attribute in a listing of code stays as it was written.
 */
const TAG = /<[a-z][^\s/>]*(?: [^\s"=>]+(?:="[^"]*")?)+/gi
const ATTRIBUTE = / ([^\s"=>]+)(?:="([^"]*)")?/g
const OWN = /^(?:data-.+|tabindex)$/
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
  const attribute = (whole: string, name: string, value = ''): string => {
    if (name === 'href' || name === 'src') return ` ${name}="${absolute(value)}"`
    if (name === 'srcset') return ` srcset="${value.split(', ').map(absolute).join(', ')}"`
    return OWN.test(name) ? '' : whole
  }
  return html.replace(TAG, (tag) => tag.replace(ATTRIBUTE, attribute))
}
