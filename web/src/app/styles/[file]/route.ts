/** `/styles/<version>.css`: the stylesheet with the firm's colours. Kept for ever under its own name, never under an old one. */
import {brotliCompressSync, gzipSync} from 'node:zlib'
import {getSettings} from '#site/content/settings.ts'
import {stylesheet} from '#site/theme/stylesheet.ts'

export const dynamic = 'force-dynamic'

type Encoding = 'br' | 'gzip' | 'identity'

const compressed = new Map<string, Buffer<ArrayBuffer>>()

function encode(css: string, href: string, encoding: Encoding): Buffer<ArrayBuffer> {
  const key = `${href} ${encoding}`
  const known = compressed.get(key)
  if (known) return known
  const plain = Buffer.from(css)
  const bytes =
    encoding === 'br'
      ? brotliCompressSync(plain)
      : encoding === 'gzip'
        ? gzipSync(plain, {level: 9})
        : plain
  if (compressed.size > 8) compressed.clear()
  compressed.set(key, bytes)
  return bytes
}

export async function GET(request: Request): Promise<Response> {
  const {accent} = await getSettings()
  const {href, css} = stylesheet(accent)
  const isCurrent = new URL(request.url).pathname === href
  const accepted = request.headers.get('accept-encoding') ?? ''
  const encoding = (['br', 'gzip'] as const).find((name) => accepted.includes(name)) ?? 'identity'
  return new Response(encode(css, href, encoding), {
    headers: {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': isCurrent ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
      'x-content-type-options': 'nosniff',
      ...(encoding === 'identity' ? {} : {'content-encoding': encoding}),
    },
  })
}
