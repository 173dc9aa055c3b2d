/**
 * The build's own files: styles, and for editors scripts.
 *
 * What can be asked for is a list made at start, so no path of a client is ever turned into one of the disk. Files of
 * `.next/static` have their content's hash in their name and never change.
 */
import {readdir, readFile} from 'node:fs/promises'
import path from 'node:path'
import {ByteBoundedMap} from '../cache/byte-bounded-map.ts'
import {digestOf} from '../cache/page.ts'
import {PageAnswer} from './page-answer.ts'
import {inertHeaders} from './policy.ts'

const types: Record<string, string> = {
  '.avif': 'image/avif',
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

interface StaticFile {
  file: string
  cacheControl: string
}

export class StaticFiles {
  readonly #files = new Map<string, StaticFile>()
  readonly #hot = new ByteBoundedMap<PageAnswer>({bytes: 32e6})

  /** `prefix` is the address, `directory` what lies there. A directory that does not exist has no files. */
  async add(prefix: string, directory: string, {immutable}: {immutable: boolean}): Promise<void> {
    const entries = await readdir(directory, {recursive: true, withFileTypes: true}).catch(() => [])
    for (const entry of entries) {
      if (!entry.isFile()) continue
      const file = path.join(entry.parentPath, entry.name)
      const address = path
        .relative(directory, file)
        .split(path.sep)
        .map(encodeURIComponent)
        .join('/')
      const cacheControl = immutable
        ? 'public, max-age=31536000, immutable'
        : 'public, max-age=0, must-revalidate'
      this.#files.set(`${prefix}/${address}`, {file, cacheControl})
    }
  }

  has(address: string): boolean {
    return this.#files.has(address)
  }

  hot(address: string): PageAnswer | undefined {
    return this.#hot.get(address)
  }

  async get(address: string): Promise<PageAnswer | undefined> {
    const known = this.#files.get(address)
    if (!known) return undefined
    const body = await readFile(known.file)
    const answer = new PageAnswer({
      status: 200,
      body,
      digest: digestOf(body),
      headers: {
        ...inertHeaders,
        'content-type': types[path.extname(known.file)] ?? 'application/octet-stream',
        'cache-control': known.cacheControl,
        'cross-origin-resource-policy': 'same-origin',
      },
    })
    this.#hot.set(address, answer, answer.bytes)
    return answer
  }
}

/** What the site brings along: its build, and the folder `public`. */
export async function filesOf(siteFolder: string): Promise<StaticFiles> {
  const files = new StaticFiles()
  await files.add('/_next/static', path.join(siteFolder, '.next', 'static'), {immutable: true})
  await files.add('', path.join(siteFolder, 'public'), {immutable: false})
  await files.add('/fonts', path.join(siteFolder, 'public', 'fonts'), {immutable: true})
  return files
}
