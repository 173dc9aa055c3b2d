/** The addresses of the site's own pages, and what may stand in a link that an editor typed. */

export const articlePath = (slug: string): string => `/articles/${encodeURIComponent(slug)}`
export const authorPath = (slug: string): string => `/authors/${encodeURIComponent(slug)}`
export const topicPath = (slug: string): string => `/topics/${encodeURIComponent(slug)}`
export const archivePath = (page: number): string =>
  page > 1 ? `/articles/page/${page}` : '/articles'

/** The address if following it can only lead somewhere; nothing if it could run something. */
export function safeHref(url: string | null | undefined): string | undefined {
  const trimmed = url?.trim()
  if (!trimmed) return undefined
  if (/^(?:\/(?!\/)|#)/.test(trimmed)) return trimmed
  if (!URL.canParse(trimmed)) return undefined
  return /^(?:https?|mailto|tel):$/.test(new URL(trimmed).protocol) ? trimmed : undefined
}
