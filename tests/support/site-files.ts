/** Everything that a site has written, as text: pages lie on disk compressed, and are read as what they hold. */
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {zstdDecompressSync} from 'node:zlib'
import {unpacked} from '../../web/src/cache/packed-value.ts'

/** `directory` is the site's own. */
export function filesOfSite(directory: string): [name: string, text: string][] {
  return readdirSync(directory, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .flatMap((entry): [string, string][] => {
      const file = join(entry.parentPath, entry.name)
      const content = readIfThere(file)
      return content ? [[file, textOf(file, content)]] : []
    })
}

/** A file appears under its name when it is whole; until then it has another, which may be gone by now. */
function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function textOf(file: string, content: Buffer): string {
  if (!file.endsWith('.page')) return content.toString()
  const end = content.indexOf(10)
  const {headers, body} = unpacked(zstdDecompressSync(content.subarray(end + 1)))
  const text = typeof body === 'string' ? body : Buffer.from(body).toString()
  return [content.toString('utf8', 0, end), ...Object.values(headers), text].join('\n')
}
