/** Everything that a site has written, as text: pages lie on disk compressed, and are read as what they hold. */
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {deserialize} from 'node:v8'
import {zstdDecompressSync} from 'node:zlib'

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
  const page: unknown = deserialize(zstdDecompressSync(content.subarray(end + 1)))
  return [content.toString('utf8', 0, end), ...textsIn(page)].join('\n')
}

/** Every text in it, also those that are kept as bytes. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (value instanceof Uint8Array) return [Buffer.from(value).toString()]
  if (value instanceof Map) return [...value].flatMap(textsIn)
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
