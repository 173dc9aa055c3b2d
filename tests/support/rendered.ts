/** Which pages the site has rendered, and when: read from its page cache, where each page's file begins with a line about it. */
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Masthead} from './masthead.ts'

/** Path of a page → when it was last rendered. */
export function renderedPages({directory}: Masthead): Map<string, number> {
  const site = join(directory, 'site')
  const files = readdirSync(site, {recursive: true, encoding: 'utf8'}).filter((name) =>
    name.endsWith('.page'),
  )
  const records = files.map((name) => {
    const content = readFileSync(join(site, name))
    const line = content.toString('utf8', 0, content.indexOf(10))
    return JSON.parse(line) as {path?: string; renderedAt: number}
  })
  return new Map(records.flatMap(({path, renderedAt}) => (path ? [[path, renderedAt]] : [])))
}

/** The paths that were rendered again between two looks. */
export const renderedSince = (before: Map<string, number>, after: Map<string, number>): string[] =>
  [...after].filter(([path, at]) => before.get(path) !== at).map(([path]) => path)
