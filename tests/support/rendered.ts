/** Which pages the site has rendered, and when: read from its page cache, where each page's file begins with a line about it. */
import {closeSync, openSync, readdirSync, readSync} from 'node:fs'
import {join} from 'node:path'

/** Address of a page → when it was last rendered, not when it was last found to be as it was. `directory` is the data directory. */
export function renderedPages(directory: string): Map<string, number> {
  const pages = join(directory, 'site', 'pages')
  const renders = new Map<string, number>()
  for (const name of readdirSync(pages, {recursive: true, encoding: 'utf8'})) {
    if (!name.endsWith('.page')) continue
    const text = firstLine(join(pages, name))
    if (text === undefined) continue
    const {path, renderedAt, sameSince} = JSON.parse(text) as {
      path?: string
      renderedAt: number
      sameSince?: number
    }
    if (path) renders.set(path, sameSince ?? renderedAt)
  }
  return renders
}

/** There may be ten thousand of them, and one that was withdrawn goes while somebody looks. */
function firstLine(name: string): string | undefined {
  const file = openIfThere(name)
  if (file === undefined) return undefined
  try {
    for (let size = 4_096; ; size *= 4) {
      const start = Buffer.alloc(size)
      const read = readSync(file, start, 0, size, 0)
      const end = start.indexOf(10)
      if (end >= 0 || read < size) return start.toString('latin1', 0, end < 0 ? read : end)
    }
  } finally {
    closeSync(file)
  }
}

function openIfThere(name: string): number | undefined {
  try {
    return openSync(name, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The addresses that were rendered again between two looks. */
export const renderedSince = (before: Map<string, number>, after: Map<string, number>): string[] =>
  [...after].filter(([path, at]) => before.get(path) !== at).map(([path]) => path)
