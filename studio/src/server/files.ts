/** The built Studio in memory: read once at start, each file compressed once, when it is first asked for. */
import {createHash} from 'node:crypto'
import {readdirSync, readFileSync, statSync} from 'node:fs'
import path from 'node:path'
import {promisify} from 'node:util'
import {brotliCompress, constants, gzip} from 'node:zlib'

export type Encoding = 'br' | 'gzip' | 'identity'

export interface StaticFile {
  type: string
  etag: string
  /** Its name holds a hash of its content, so that it may be cached for good. */
  immutable: boolean
  body(encoding: Encoding): Promise<Buffer>
}

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}
const hashedName = /-[\w-]{8,}\.(?:js|mjs|css|wasm|woff2)$/

/** Every file below a directory but dotfiles, by the path under which it is served. */
export function readFiles(directory: string): Map<string, StaticFile> {
  const index = path.join(directory, 'index.html')
  if (!statSync(index, {throwIfNoEntry: false})?.isFile()) {
    throw new Error(
      `The Studio is not built: ${index} does not exist. Run "pnpm --filter @masthead/studio build".`,
    )
  }
  const names = readdirSync(directory, {recursive: true, encoding: 'utf8'})
  const files = names.filter(
    (name) => !/(^|[\\/])\./.test(name) && statSync(path.join(directory, name)).isFile(),
  )
  return new Map(
    files.map((name) => {
      const served = `/${name.split(path.sep).join('/')}`
      return [served, staticFile(served, readFileSync(path.join(directory, name)))]
    }),
  )
}

export function staticFile(name: string, content: Buffer): StaticFile {
  const type = types[path.extname(name)] ?? 'application/octet-stream'
  const compressed = new Map<Encoding, Promise<Buffer>>()
  const isText = /^text|json|svg|javascript|wasm/.test(type)
  return {
    type,
    etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
    immutable: name.startsWith('/static/') && hashedName.test(name),
    body(encoding) {
      if (encoding === 'identity' || !isText) return Promise.resolve(content)
      const ready = compressed.get(encoding) ?? compress(content, encoding)
      compressed.set(encoding, ready)
      return ready
    },
  }
}

/** Quality 5 is a tenth of the work of the default and within a few percent of its size. */
const compress = (content: Buffer, encoding: 'br' | 'gzip') =>
  encoding === 'br'
    ? promisify(brotliCompress)(content, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: 5,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      })
    : promisify(gzip)(content)
