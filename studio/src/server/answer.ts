/**
 * What the Studio's server answers, without a socket: a built file, `config.json`, or the page.
 *
 * Every address that is no file belongs to the Studio's own router, so it gets the page. A missing script must not:
 * a browser would run HTML as a script and show nothing.
 */
import type {ServerConfig} from './config.ts'
import {chooseEncoding} from './encoding.ts'
import {readFiles} from './files.ts'
import {contentSecurityPolicy, scriptHashes} from './policy.ts'

export interface Question {
  method: string
  /** Path with query, as in the request line. */
  url: string
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** The port on which the server listens; part of the names that it answers to. */
  port: number
}

export interface Answer {
  status: number
  headers: Record<string, string>
  body: Buffer | string
}

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]'])

export async function createAnswers(config: ServerConfig) {
  const files = readFiles(config.directory)
  const page = await files.get('/index.html')!.body('identity')
  const everywhere = {
    'content-security-policy': contentSecurityPolicy(
      config.settings,
      scriptHashes(page.toString('utf8')),
    ),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  }
  const say = (status: number, text: string, headers: Record<string, string> = {}): Answer => ({
    status,
    headers: {...everywhere, 'content-type': 'text/plain; charset=utf-8', ...headers},
    body: `${text}\n`,
  })

  return async ({method, url, headers, port}: Question): Promise<Answer> => {
    if (!isOurName(headers.host, port, config.publicHost)) {
      const names = [`http://localhost:${port}`]
      if (config.publicHost) names.push(`https://${config.publicHost}`)
      return say(421, `This Studio answers to ${names.join(' and ')} only. Open it there.`)
    }
    if (method !== 'GET' && method !== 'HEAD') {
      return say(405, 'The Studio’s server only answers GET and HEAD.', {allow: 'GET, HEAD'})
    }
    const name = url.split(/[?#]/, 1)[0]!
    if (name === '/config.json') {
      return {
        status: 200,
        headers: {
          ...everywhere,
          'content-type': 'application/json; charset=utf-8',
          'cache-control': 'no-store',
        },
        body: JSON.stringify(config.settings),
      }
    }
    const isAsset = name.startsWith('/static/') || name.startsWith('/vendor/')
    const file = files.get(name) ?? (isAsset ? undefined : files.get('/index.html'))
    if (!file) return say(404, 'There is no such file in this build. Reload the Studio.')

    const fileHeaders = {
      ...everywhere,
      'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: file.etag,
      vary: 'accept-encoding',
    }
    if (headers['if-none-match'] === file.etag) return {status: 304, headers: fileHeaders, body: ''}

    const encoding = chooseEncoding(String(headers['accept-encoding'] ?? ''))
    const body = await file.body(encoding)
    const isEncoded = encoding !== 'identity' && body !== (await file.body('identity'))
    return {
      status: 200,
      headers: {
        ...fileHeaders,
        'content-type': file.type,
        ...(isEncoded ? {'content-encoding': encoding} : {}),
      },
      body,
    }
  }
}

/** Loopback names and its public one only: a page elsewhere that points a name of its own at this machine gets nothing (DNS rebinding). */
function isOurName(
  host: string | string[] | undefined,
  port: number,
  publicHost: string | undefined,
): boolean {
  if (publicHost !== undefined && String(host).toLowerCase() === publicHost) return true
  const [, name, given = '80'] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(String(host ?? '')) ?? []
  return name !== undefined && loopbackNames.has(name.toLowerCase()) && Number(given) === port
}
