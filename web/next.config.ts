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
const pages = [
  '/articles/:path*',
  '/authors/:path*',
  '/topics/:path*',
  '/not-found-page',
  '/search',
  '/:slug',
]

/** What is no page and stands beside one: feeds, the Markdown of an article. Before the pages, whose patterns are wider. */
const feed = ':file(feed\\.xml|atom\\.xml|feed\\.json)'
const besides: [string, string][] = [
  [`/${feed}`, '/feeds/site/all/:file'],
  [`/:scope(topics|authors)/:slug/${feed}`, '/feeds/:scope/:slug/:file'],
  ['/articles/:slug([^/]+)\\.md', '/twins/:slug'],
  [
    '/:file(sitemap(?:-(?:pages|\\d{4})(?:-\\d{1,2})?)?\\.xml|robots\\.txt|llms\\.txt)',
    '/machine/:file',
  ],
]

const inLanguage = (prefix: string, language: string) => [
  {source: prefix || '/', destination: `/reader/${language}`},
  ...besides.map(([source, destination]) => ({
    source: `${prefix}${source}`,
    destination: `/reader/${language}${destination}`,
  })),
  ...pages.map((page) => ({
    source: `${prefix}${page}`,
    destination: `/reader/${language}${page}`,
  })),
]

const config: NextConfig = {
  cacheMaxMemorySize: 0, // nothing that Next renders is kept: it is for one editor, or one reviewer
  compress: false,
  poweredByHeader: false,
  reactStrictMode: true,
  htmlLimitedBots: /.*/, // no streamed metadata: everything belongs in the head, for readers and for crawlers
  images: {unoptimized: true},
  typescript: {ignoreBuildErrors: true}, // `npm run check` asks the compiler, for Studio as well; a start need not
  async rewrites() {
    return [...inLanguage('/fr', 'fr'), ...inLanguage('', 'en')]
  },
  async redirects() {
    return [
      {source: '/reader/fr/:path*', destination: '/fr/:path*', permanent: true},
      {source: '/reader/:language/:path*', destination: '/:path*', permanent: true},
    ]
  },
  async headers() {
    const value = 'public, max-age=31536000, immutable'
    return [{source: '/fonts/:file*', headers: [{key: 'cache-control', value}]}]
  },
  turbopack: {root: here('..'), rules: {'*.pcss': {type: 'text'}}},
}

export default config
