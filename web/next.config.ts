/**
 * Next, told to stay small: one build for any directory, dataset and port, so nothing here reads the environment.
 *
 * Compression, security headers and images are the front server's (`src/server/`), storage is `src/cache/`.
 */
import {fileURLToPath} from 'node:url'
import type {NextConfig} from 'next'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * Readers' addresses, and where their pages live. A static route would be rendered at build time, so every page stands under
 * a `[language]` that no build knows; English has no prefix in its addresses.
 */
const english = [
  '',
  '/articles/:path*',
  '/authors/:path*',
  '/topics/:path*',
  '/not-found-page',
  '/:slug',
]

const config: NextConfig = {
  cacheHandler: here('./src/cache/handler.ts'),
  cacheMaxMemorySize: 0,
  compress: false,
  poweredByHeader: false,
  reactStrictMode: true,
  htmlLimitedBots: /.*/, // no streamed metadata: everything belongs in the head, for readers and for crawlers
  images: {unoptimized: true},
  async rewrites() {
    return english.map((path) => ({source: path || '/', destination: `/reader/en${path}`}))
  },
  async redirects() {
    return [{source: '/reader/:language/:path*', destination: '/:path*', permanent: true}]
  },
  async headers() {
    const value = 'public, max-age=31536000, immutable'
    return [{source: '/fonts/:file*', headers: [{key: 'cache-control', value}]}]
  },
  turbopack: {root: here('..'), rules: {'*.pcss': {type: 'text'}}},
}

export default config
