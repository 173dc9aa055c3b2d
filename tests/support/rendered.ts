/** Which pages the site has rendered, and when: read from its page cache, where each page's file begins with a line about it. */
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'

/** Address of a page → when it was last rendered. `directory` is the data directory. */
export function renderedPages(directory: string): Map<string, number> {
  const pages = join(directory, 'site', 'pages')
  const renders = new Map<string, number>()
  for (const name of readdirSync(pages, {recursive: true, encoding: 'utf8'})) {
    if (!name.endsWith('.page')) continue
    const text = readIfThere(join(pages, name))
    if (text === undefined) continue
    const {path, renderedAt} = JSON.parse(text.slice(0, text.indexOf('\n'))) as {
      path?: string
      renderedAt: number
    }
    if (path) renders.set(path, renderedAt)
  }
  return renders
}

/** A page that was withdrawn goes while somebody looks. */
function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The addresses that were rendered again between two looks. */
export const renderedSince = (before: Map<string, number>, after: Map<string, number>): string[] =>
  [...after].filter(([path, at]) => before.get(path) !== at).map(([path]) => path)
