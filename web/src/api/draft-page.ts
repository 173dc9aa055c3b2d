/**
 * `POST /api/draft-mode/page`: the page that a preview shows, as its drafts are now, with words in it that are not saved yet.
 *
 *     {"path": "/articles/tides", "unsaved": {"article-tides": {"title": "High water", "body": "At six."}}}
 *
 * For the bearer of a valid draft cookie. It changes nothing, and what it answers is kept by nobody.
 */
import {readUnsaved} from '../draft/unsaved.ts'
import type {DraftCookie} from '../server/draft-cookie.ts'
import type {DraftPages} from '../server/draft-pages.ts'
import {sitePath} from '../site-path.ts'
import {readBody} from './body.ts'
import type {Handler} from './routes.ts'

export interface DraftPageOptions {
  /** Nothing when the site has no token that may read drafts. */
  pages: Pick<DraftPages, 'get'> | undefined
  cookie: Pick<DraftCookie, 'verify'>
  report: (path: string, error: unknown) => void
}

/** In bytes. `web/deploy/masthead-server.conf` lets as much through. */
export const largestBody = 4e6

export function draftPage({pages, cookie, report}: DraftPageOptions): Handler {
  return async (request) => {
    if (!pages || !cookie.verify(request.headers.get('cookie') ?? undefined))
      return refuse(401, 'The preview is over. Open it from Studio again.')
    // A form of another page can send no such type, and a script of another page is not allowed to.
    if (request.headers.get('content-type') !== 'application/json')
      return refuse(415, 'Ask with JSON, and say so in the content type.')
    const body = await readBody(request, largestBody)
    if (!body) return refuse(413, `The words are longer than ${largestBody} bytes.`)
    const {path, unsaved: given = {}} = parsed(body)
    const found = typeof path === 'string' ? sitePath(path) : undefined
    const unsaved = readUnsaved(given)
    if (!unsaved) return refuse(400, 'Unsaved words are strings, by field, by document.')
    if (typeof path !== 'string' || !found)
      return refuse(404, 'No page of this site has such an address.')
    try {
      const page = await pages.get(found.path + (/\?[^#]*/.exec(path)?.[0] ?? ''), unsaved)
      if (page === undefined) return refuse(404, 'There is no page at this address.')
      return new Response(page, {headers: {'content-type': 'text/html; charset=utf-8'}})
    } catch (error) {
      report(path, error)
      return refuse(503, 'The page could not be made; the log of the site says why.')
    }
  }
}

function parsed(body: Uint8Array): {path?: unknown; unsaved?: unknown} {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString())
    return typeof value === 'object' && value ? value : {}
  } catch {
    return {}
  }
}

const refuse = (status: number, error: string): Response => Response.json({error}, {status})
