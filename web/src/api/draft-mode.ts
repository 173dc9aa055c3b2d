/**
 * `GET /api/draft-mode/enable` and `/disable`: where Studio's preview lets an editor in, and out again.
 *
 * The secret was written to the lake by Studio a moment ago, which only an editor can. Sanity's own check is not used: it also takes the
 * secret of a shared preview, which has no age (0028), and can be led off the site by its own target (`http://x//evil.example` becomes
 * `//evil.example`).
 */
import type {SanityClientLike} from '@sanity/preview-url-secret'
import type {DraftCookie} from '../server/draft-cookie.ts'
import {sitePath} from '../site-path.ts'

const secretParameter = 'sanity-preview-secret'
const targetParameter = 'sanity-preview-pathname'

/** What Studio may add to the address of a preview, and what visual editing reads there. */
const kept = ['sanity-preview-perspective', 'sanity-preview-variant']
const longestSecret = 200
const pause = 250

export interface EnableDraftOptions {
  /** A client with a viewer's token, or nothing when the site has none. */
  client: (() => Promise<SanityClientLike>) | undefined
  cookie: DraftCookie
  /** Somebody was let in, who asks for a page next. */
  entered: () => void
}

export function enableDraft({
  client,
  cookie,
  entered,
}: EnableDraftOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    if (!client) {
      return words(
        503,
        'The preview needs a token that may read drafts. Start the site with SANITY_READ_TOKEN.',
      )
    }
    const {searchParams} = new URL(request.url)
    const secret = searchParams.get(secretParameter)
    if (!secret || secret.length > longestSecret) return words(401, denied)
    const target = draftTarget(searchParams)
    if (target === undefined) return words(400, 'The preview may only open a page of this site.')

    const isKnown = await isSecret(client, secret).catch(() => undefined)
    if (isKnown === undefined)
      return words(503, 'The lake could not be asked whether this preview is allowed. Try again.')
    if (!isKnown) {
      await new Promise((resolve) => setTimeout(resolve, pause))
      return words(401, denied)
    }
    entered()
    return new Response(null, {
      status: 307,
      headers: {location: target, 'set-cookie': cookie.issue()},
    })
  }
}

export function disableDraft({
  cookie,
}: {
  cookie: DraftCookie
}): (request: Request) => Promise<Response> {
  return async (request) => {
    const location = publishedTarget(request.headers.get('referer')) ?? '/'
    return new Response(null, {
      status: 307,
      headers: {location, 'set-cookie': cookie.clear()},
    })
  }
}

/** Did Studio write this secret for its own preview, within the last hour? */
async function isSecret(client: () => Promise<SanityClientLike>, secret: string): Promise<boolean> {
  const {apiVersion, fetchSecretQuery, tag} = await import('@sanity/preview-url-secret/constants')
  const lake = (await client()).withConfig({apiVersion, perspective: 'raw', useCdn: false})
  const found = await lake.fetch<{secret: string} | null>(fetchSecretQuery, {secret}, {tag})
  return found?.secret === secret
}

/** The page that the editor was on: its path only, so that whatever the header says, it is a page of this site. */
const publishedTarget = (referer: string | null): string | undefined =>
  referer && URL.canParse(referer) ? sitePath(new URL(referer).pathname)?.path : undefined

/** The page to show, as an address that begins on this site and cannot leave it. */
export function draftTarget(parameters: URLSearchParams): string | undefined {
  const wanted = parameters.get(targetParameter) ?? '/'
  if (!wanted.startsWith('/') || /^\/[/\\]|[\\\p{Cc}]/u.test(wanted)) return undefined
  const page = sitePath(wanted)
  if (!page) return undefined
  const base = new URL('http://site.invalid')
  const url = new URL(page.path, base)
  if (url.origin !== base.origin) return undefined
  for (const name of kept) {
    const value = parameters.get(name)
    if (value !== null) url.searchParams.set(name, value)
  }
  return `${url.pathname}${url.search}`
}

const denied = 'This preview link is not valid, or has run out. Open the preview from Studio again.'

const words = (status: number, text: string): Response =>
  new Response(`${text}\n`, {status, headers: {'content-type': 'text/plain; charset=utf-8'}})
