/** How the site asks a front cache: for a page as a reader does, or to fetch it again. */
import {httpFor} from '../node-http.ts'

export interface Seen {
  status: number
  etag: string
  /** What the cache says of itself: `HIT`, `BYPASS`, …; empty when it is none of ours. */
  cache: string
}

export interface FrontCacheDoor {
  ask(path: string, options: {encoding: string; refresh: boolean}): Promise<Seen>
  close(): void
}

const refreshHeader = 'x-masthead-refresh'
const patience = 5_000

export function openFrontCache(
  url: string,
  {secret, host}: {secret: string; host: string},
): FrontCacheDoor {
  const {protocol, hostname, port} = new URL(url)
  const {Agent, request} = httpFor({protocol})
  const agent = new Agent({keepAlive: true, maxSockets: 8})
  const ask: FrontCacheDoor['ask'] = (path, {encoding, refresh}) =>
    new Promise((resolve, reject) => {
      const asking = request({
        agent,
        hostname,
        port,
        path,
        method: refresh ? 'GET' : 'HEAD',
        timeout: patience,
        headers: {
          host,
          'accept-encoding': encoding,
          ...(refresh ? {[refreshHeader]: secret} : {}),
        },
      })
      asking.once('timeout', () => asking.destroy(new Error(`No answer for ${patience} ms.`)))
      asking.once('error', reject)
      asking.once('response', (answer) => {
        answer.once('error', reject)
        answer.once('end', () =>
          resolve({
            status: answer.statusCode ?? 500,
            etag: answer.headers.etag ?? '',
            cache: String(answer.headers['x-front-cache'] ?? ''),
          }),
        )
        answer.resume()
      })
      asking.end()
    })
  return {ask, close: () => agent.destroy()}
}
