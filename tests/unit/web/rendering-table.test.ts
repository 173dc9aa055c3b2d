/** Readers' pages are found by `rendering/table.ts`, editors' by Next's rewrites: at every address both lead to the same file. */
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import config from '../../../web/next.config.ts'
import {placeAt} from '../../../web/src/rendering/table.ts'
import {repository} from '../../support/directory.ts'

const app = join(repository, 'web', 'src', 'app')

/** Addresses of every kind, and the parameters that stand in them. */
const addresses: Record<string, Record<string, string>> = {
  '/': {},
  '/about': {slug: 'about'},
  '/articles': {},
  '/articles/tides': {slug: 'tides'},
  '/articles/tides.md': {slug: 'tides'},
  '/articles/page/2': {page: '2'},
  '/authors': {},
  '/authors/ada': {slug: 'ada'},
  '/authors/ada/atom.xml': {scope: 'authors', slug: 'ada', file: 'atom.xml'},
  '/authors/ada/page/2': {slug: 'ada', page: '2'},
  '/topics': {},
  '/topics/tides': {slug: 'tides'},
  '/topics/tides/feed.json': {scope: 'topics', slug: 'tides', file: 'feed.json'},
  '/topics/tides/page/3': {slug: 'tides', page: '3'},
  '/search': {},
  '/not-found-page': {},
  '/feed.xml': {scope: 'site', slug: 'all', file: 'feed.xml'},
  '/sitemap.xml': {file: 'sitemap.xml'},
  '/sitemap-2026-2.xml': {file: 'sitemap-2026-2.xml'},
  '/robots.txt': {file: 'robots.txt'},
  '/llms.txt': {file: 'llms.txt'},
}

interface Rewrite {
  source: string
  destination: string
}

/** Where Next would look: the first rewrite that fits, as `path-to-regexp` reads it. */
async function rewritten(address: string): Promise<string | undefined> {
  const rewrites = (await config.rewrites?.()) as Rewrite[]
  for (const {source, destination} of rewrites) {
    const pattern = source.replace(
      /(\/?):(\w+)(\*|\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\))?/g,
      (_, slash: string, name: string, kind = '[^/]+') =>
        kind === '*' ? `(?:${slash}(?<${name}>.+))?` : `${slash}(?<${name}>${kind})`,
    )
    const groups = new RegExp(`^${pattern}$`).exec(address)
    if (!groups) continue
    return destination
      .replace(/\/?:(\w+)\*?/g, (_, name: string) => `/${groups.groups?.[name] ?? ''}`)
      .replace(/\/$/, '')
  }
  return undefined
}

/** The file of the app that stands at an inner path, and its parameters: fixed names before those in brackets. */
function fileAt(inner: string): {file: string; params: Record<string, string>} | undefined {
  const look = (folder: string, rest: string[]): [string, Record<string, string>][] => {
    const [segment, ...others] = rest
    if (segment === undefined)
      return ['page.tsx', 'route.ts']
        .map((name) => join(folder, name))
        .filter((file) => existsSync(join(app, file)))
        .map((file) => [file, {}])
    const names = [
      segment,
      ...['language', 'slug', 'page', 'scope', 'file'].map((one) => `[${one}]`),
    ]
    return names
      .filter((name) => existsSync(join(app, folder, name)))
      .flatMap((name) => {
        const found = name === segment ? {} : {[name.slice(1, -1)]: segment}
        return look(join(folder, name), others).map(
          ([file, params]): [string, Record<string, string>] => [file, {...found, ...params}],
        )
      })
  }
  const [first] = look('', inner.slice(1).split('/'))
  return first && {file: first[0], params: first[1]}
}

test.for(Object.entries(addresses))(
  '%s is the same page to readers and to editors',
  async ([address, params]) => {
    for (const language of ['en', 'fr']) {
      const path = language === 'en' ? address : `/fr${address}`.replace(/\/$/, '')
      const place = placeAt(path)
      const theirs = fileAt((await rewritten(path)) ?? '')

      expect(place?.params, path).toEqual({language, ...params})
      expect(theirs?.params, path).toEqual({language, ...params})
      const standing: unknown = await import(join(app, theirs?.file ?? ''))
      expect(place && ('page' in place ? place.page : place.file), path).toBe(standing)
    }
  },
)

test('nothing stands where no page can', () => {
  for (const path of [
    '/articles/a/b',
    '/articles/page/2/3',
    '/authors/ada/feed.txt',
    '/articles/tides/feed.xml',
    '/topics/tides/about',
    '/topics/tides/about/2',
    '/articles/tides/page/2',
    '/search/more',
    '/no/such/page',
    '/fr/no/such/page',
  ])
    expect(placeAt(path), path).toBeUndefined()
})
