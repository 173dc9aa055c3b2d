/**
 * Next, told to stay small: one build for any directory, dataset and port, so nothing here reads the environment.
 *
 * Compression, security headers and images are the front server's (`src/server/`), storage is `src/cache/`.
 */
import {fileURLToPath} from 'node:url'
import type {NextConfig} from 'next'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const config: NextConfig = {
  cacheHandler: here('./src/cache/handler.ts'),
  cacheMaxMemorySize: 0,
  compress: false,
  poweredByHeader: false,
  reactStrictMode: true,
  htmlLimitedBots: /.*/, // no streamed metadata: everything belongs in the head, for readers and for crawlers
  images: {unoptimized: true},
  turbopack: {
    root: here('..'),
    rules: {'*.css': {condition: {query: '?text'}, type: 'text'}},
  },
}

export default config
