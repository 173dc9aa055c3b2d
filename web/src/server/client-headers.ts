/**
 * What of a client's request may reach Next.
 *
 * Next trusts headers that a proxy of its own would set: who asked, which middleware ran, what to revalidate. A client
 * that sends them could fill the cache with something else than the page, so only headers that are named here pass,
 * and the address of the site comes from its settings.
 */
import type {IncomingHttpHeaders} from 'node:http'

const passed = new Set([
  'accept',
  'accept-language',
  'authorization',
  'content-encoding',
  'content-length',
  'content-type',
  'idempotency-key',
  'if-none-match',
  'origin',
  'range',
  'referer',
  'transfer-encoding',
  'user-agent',
])

/** How the App Router asks for a page's data instead of the page. */
const router = new Set([
  'next-action',
  'next-router-prefetch',
  'next-router-segment-prefetch',
  'next-router-state-tree',
  'next-url',
  'rsc',
])

export function headersForNext(
  headers: IncomingHttpHeaders,
  {host, protocol}: {host: string; protocol: string},
): Record<string, string> {
  const clean: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string') continue
    const isWanted = passed.has(name) || router.has(name) || /^(?:sanity|sec-fetch)-/.test(name)
    if (isWanted) clean[name] = value
  }
  return {
    ...clean,
    host,
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-host': host,
    'x-forwarded-proto': protocol,
  }
}
