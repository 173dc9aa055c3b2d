/**
 * `/styles/<version>.css`: the stylesheet with the firm's colours. Under its own name it may be kept for ever, under an old
 * one it may not. The front server compresses it and keeps it in memory.
 */
import {getSettings} from '#site/content/settings.ts'
import {stylesheet} from '#site/theme/stylesheet.ts'

export const dynamic = 'force-dynamic'

interface Context {
  params: Promise<{file: string}>
}

export async function GET(_request: Request, {params}: Context): Promise<Response> {
  const [{accent}, {file}] = await Promise.all([getSettings('en'), params])
  const {href, css} = stylesheet(accent)
  const isCurrent = href === `/styles/${file}`
  return new Response(css, {
    headers: {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': isCurrent ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  })
}
