/**
 * Headers of the public file addresses (`/images/…`, `/files/…`): what is named by its content never changes, may be
 * shown by any page, and never runs as a page of this origin.
 */

export const immutable = (etag: string): Record<string, string> => ({
  etag,
  'cache-control': 'public, max-age=31536000, immutable',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
})

/** For formats that can carry scripts. */
export const sandboxed = {
  'content-security-policy':
    "sandbox; default-src 'none'; script-src 'none'; style-src 'unsafe-inline'; img-src data:",
}

/** Whether the client's copy is this one. */
export function isFresh(request: Request, etag: string): boolean {
  const known = request.headers.get('if-none-match')
  if (!known) return false
  return (
    known === '*' || known.split(',').some((entry) => entry.trim().replace(/^W\//, '') === etag)
  )
}

/** `?dl` saves instead of showing, under the original name; `?dl=name.jpg` under that one. */
export function attachment(query: URLSearchParams, originalName: string): Record<string, string> {
  const asked = query.get('dl')
  return asked === null ? {} : contentDisposition('attachment', asked || originalName)
}

export function contentDisposition(
  kind: 'attachment' | 'inline',
  name: string,
): Record<string, string> {
  const clean = name.replace(/[\p{Cc}/\\]/gu, '_').slice(0, 200)
  const plain = clean.replace(/[^\x20-\x7e]|["%]/g, '_')
  const encoded = encodeURIComponent(clean.toWellFormed()).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return {'content-disposition': `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`}
}
