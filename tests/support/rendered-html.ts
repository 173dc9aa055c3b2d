/**
 * Reads the HTML that the Markdown pipeline writes, as strictly as it is written: lower-case tags, quoted attributes, every
 * other `<` escaped. What does not fit that grammar, or is not on the list of what a body may hold, is a finding.
 */
const TAG = /<(\/?)([a-z][a-z\d]*)((?: [a-z][a-z-]*(?:="[^"<]*"|=[^\s"'<>=`]+)?)*)>/g
const ATTRIBUTE = / ([a-z][a-z-]*)(?:="([^"]*)"|=([^\s"'<>=`]+))?/g

const TAGS = new Set(
  'p br hr h1 h2 h3 h4 h5 h6 em strong del sup code pre blockquote ul ol li a img figure figcaption div span section table thead tbody tr th td'.split(
    ' ',
  ),
)
const ATTRIBUTES =
  /^(?:href|src|srcset|sizes|alt|title|width|height|loading|decoding|rel|id|class|lang|dir|role|tabindex|start|scope|aria-label|aria-describedby|data-footnotes|data-footnote-ref|data-footnote-backref)$/

/** A browser ignores blanks and control characters in front of and inside a scheme. */
function scheme(value: string): string | undefined {
  const decoded = value
    .replace(/&#x([\da-f]+);/gi, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16)))
    .replaceAll('&amp;', '&')
  // oxlint-disable-next-line no-control-regex
  const bare = decoded.replace(/[\u0000-\u0020]/g, '')
  return /^([a-z][a-z\d+.-]*):/i.exec(bare)?.[1]?.toLowerCase()
}

/** What in this HTML could do anything but show text, links and pictures. Nothing, if all is well. */
export function dangers(html: string): string[] {
  const found: string[] = []
  const rest = html.replace(TAG, (_, close: string, name: string, attributes: string) => {
    if (!TAGS.has(name)) found.push(`<${name}>`)
    for (const [, attribute = '', quoted, bare] of attributes.matchAll(ATTRIBUTE)) {
      const value = quoted ?? bare ?? ''
      if (close || !ATTRIBUTES.test(attribute)) found.push(`${name} ${attribute}`)
      const safe = attribute === 'src' ? /^https?$/ : /^(?:https?|mailto|tel)$/
      const used = scheme(value)
      if ((attribute === 'href' || attribute === 'src') && used && !safe.test(used)) {
        found.push(`${attribute}=${value}`)
      }
      if (attribute === 'lang' && !/^[a-z]{2,3}(?:-[a-z\d]{2,8}){0,3}$/i.test(value)) {
        found.push(`lang=${value}`)
      }
      if (attribute === 'id' && !/^(?:section-|note-|footnote-label$)/.test(value)) {
        found.push(`id=${value}`)
      }
    }
    return ''
  })
  if (rest.includes('<')) found.push('a stray <')
  return found
}
