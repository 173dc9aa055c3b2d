/**
 * What a browser may do with a page of ours.
 *
 * Readers' pages hold no script and none may run: the one exception is the list of addresses to fetch ahead, which is
 * data (`inline-speculation-rules`). Editors in draft mode get React, a nonce, and the Studio as the only frame around.
 */
import {createHash} from 'node:crypto'

export interface PolicySettings {
  /** Where pictures come from when it is not the site itself. */
  imagesOrigin?: string | undefined
  /** The Studio that shows drafts in a frame. */
  studioOrigin?: string | undefined
}

export type Headers = Record<string, string>

/** The same headers, which also allow this one `<style>`. */
export function allowStyle(headers: Headers, css: string): Headers {
  const hash = `'sha256-${createHash('sha256').update(css).digest('base64')}'`
  const policy = (headers['content-security-policy'] ?? '').replace(/style-src[^;]*/, `$& ${hash}`)
  return {...headers, 'content-security-policy': policy}
}

const everywhere: Headers = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  // Short: no reader's page has a script or a frame that could ask for anything, and every answer carries it.
  'permissions-policy': 'browsing-topics=(), camera=(), geolocation=(), microphone=()',
}

/**
 * The Studio may frame a published page: Presentation shows it when the editor leaves draft mode.
 *
 * No opener policy: it would cost each first view a process started in vain (docs/decisions/0083), and guard nothing. Whoever opened the
 * page in a window finds no script, no frame and no session in it.
 */
export function readerHeaders({imagesOrigin, studioOrigin}: PolicySettings): Headers {
  return {
    ...everywhere,
    'content-security-policy': policy({
      'default-src': ["'none'"],
      'script-src': ["'inline-speculation-rules'"],
      'style-src': ["'self'"],
      'img-src': ["'self'", 'data:', imagesOrigin],
      'font-src': ["'self'"],
      'manifest-src': ["'self'"],
      'connect-src': ["'self'"],
      'form-action': ["'self'"],
      'base-uri': ["'none'"],
      'frame-ancestors': [studioOrigin ?? "'none'"],
    }),
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'public, max-age=0, must-revalidate',
  }
}

/**
 * No opener policy here: Studio keeps a hand on the preview that it opened in a window of its own. A thread of its own, though (browsers
 * give one to an origin that asks): Studio and the preview beside it would otherwise wait for each other.
 */
export function editorHeaders(
  {imagesOrigin, studioOrigin}: PolicySettings,
  nonce: string,
): Headers {
  return {
    ...everywhere,
    'content-security-policy': policy({
      'default-src': ["'none'"],
      'script-src': [`'nonce-${nonce}'`, "'strict-dynamic'"],
      'style-src': ["'self'", "'unsafe-inline'"],
      'img-src': ["'self'", 'data:', 'blob:', imagesOrigin],
      'font-src': ["'self'", 'data:'],
      'connect-src': ["'self'"],
      'manifest-src': ["'self'"],
      'form-action': ["'self'"],
      'base-uri': ["'none'"],
      'frame-ancestors': ["'self'", studioOrigin],
    }),
    'cache-control': 'private, no-store',
    'origin-agent-cluster': '?1',
    'x-robots-tag': 'noindex',
  }
}

/** For answers that are no pages: nothing in them may load or run anything. */
export const inertHeaders: Headers = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
}

const policy = (directives: Record<string, (string | undefined)[]>): string =>
  Object.entries(directives)
    .map(([name, sources]) => [name, ...sources.filter(Boolean)].join(' '))
    .join('; ')
