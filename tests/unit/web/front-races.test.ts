/** However changes, renders, failures and readers fall together: when all is quiet, readers get what is published. */
import {expect, test} from 'vitest'
import {digestOf, PageCache} from '../../../web/src/cache/page-cache.ts'
import {TagStates} from '../../../web/src/cache/tag-states.ts'
import {ErrorPages} from '../../../web/src/server/error-pages.ts'
import type {Asked, NextDoor} from '../../../web/src/server/next-door.ts'
import {notFoundPath, ReaderPages} from '../../../web/src/server/reader-pages.ts'
import {Renewals} from '../../../web/src/server/renewals.ts'
import {full, random, seed as firstSeed} from '../../support/sample.ts'

const mark = '<meta name="masthead" content="reader"/>'
const paths = ['/a', '/b', '/c']

/** What stands at each address: a version, or nothing. */
type Content = Map<string, number | undefined>

/** Next, as slow as chance has it: it lets who asks for the same page meanwhile share a render, and fails now and then. */
function nextOver(cache: PageCache, content: Content, chance: () => number): NextDoor['ask'] {
  const pause = async (most: number) => {
    for (let turns = chance() * most; turns > 1; turns--) await new Promise(setImmediate)
  }
  const underWay = new Map<string, Promise<Asked>>()
  const asked = (status: number, html: string): Asked => ({
    status,
    headers: {'content-type': 'text/html; charset=utf-8'},
    body: Buffer.from(html),
  })
  const render = async (path: string, renderedAt: number) => {
    await pause(5)
    if (chance() < 0.1) return asked(500, 'broken')
    const version = path === notFoundPath ? 0 : content.get(path)
    await pause(5)
    const isThere = version !== undefined
    const html = isThere ? `<html>${mark}version ${version}.</html>` : '<html>shell</html>'
    const status = isThere ? 200 : 404
    const page = {
      key: path,
      path,
      status,
      tags: [`at:${path}`],
      renderedAt,
      revalidate: false as const,
    }
    const value = {kind: 'APP_PAGE', html, status}
    await cache.keepBelieved({...page, digest: digestOf(html), value}, {keys: new Set()})
    await pause(3)
    return asked(status, html)
  }
  const answer = async (path: string, renew: boolean, startedAt: number) => {
    const stored = await cache.read(path)
    if (!stored || (renew && cache.verdict(stored) !== 'fresh')) return render(path, startedAt)
    cache.served(path, stored)
    return asked(stored.status, stored.value.html ?? '')
  }
  return async (path, {renew = false} = {}) => {
    const startedAt = cache.tags.now()
    await pause(3)
    const known = underWay.get(path)
    if (known) return known
    const answering = answer(path, renew, startedAt).finally(() => underWay.delete(path))
    underWay.set(path, answering)
    return answering
  }
}

async function shownBy(pages: ReaderPages, path: string): Promise<number | undefined> {
  const answer = await pages.get(path)
  // Nobody had it yet, and it could not be rendered: it is made when it is asked for again.
  if (answer.status === 503) return shownBy(pages, path)
  let body = ''
  const response = {
    writeHead: () => response,
    end: (text?: Buffer) => void (body = text?.toString() ?? ''),
  }
  answer.send({headers: {}, method: 'GET'} as never, response as never)
  const version = /version (\d+)\./.exec(body)?.[1]
  return answer.status === 200 ? Number(version) : undefined
}

async function history(seed: number): Promise<{wanted: Content; shown: Content}> {
  const chance = random(seed)
  const cache = new PageCache({tags: new TagStates()})
  const content: Content = new Map([
    ['/a', 1],
    ['/b', 1],
  ])
  const renewals: Renewals = new Renewals({render: (path) => pages.renew(path), delay: () => 1})
  const pages: ReaderPages = new ReaderPages({
    cache,
    next: {ask: nextOver(cache, content, chance)},
    headers: {},
    errors: new ErrorPages({}),
    sheet: {
      put: async (html, headers) => {
        for (let turns = chance() * 3; turns > 1; turns--) await new Promise(setImmediate)
        return {html, headers}
      },
    },
    onStale: (path) => renewals.soon(path),
  })
  const quiet = () => expect.poll(() => renewals.size, {interval: 1}).toBe(0)
  const going: Promise<unknown>[] = []
  for (let step = 0; step < 30; step++) {
    const path = paths[Math.floor(chance() * paths.length)] ?? ''
    if (chance() < 0.5) going.push(pages.get(path))
    else {
      content.set(path, chance() < 0.25 ? undefined : step)
      going.push(cache.clear([`at:${path}`]), renewals.now(path))
    }
    for (let turns = chance() * 4; turns > 1; turns--) await new Promise(setImmediate)
  }
  await Promise.all(going)
  await quiet()
  const shown: Content = new Map()
  for (const path of paths) shown.set(path, await shownBy(pages, path))
  renewals.close()
  return {wanted: new Map(paths.map((path) => [path, content.get(path)])), shown}
}

test(`in the end readers get what is published (seed ${firstSeed})`, async () => {
  for (let seed = firstSeed; seed < firstSeed + (full ? 5_000 : 500); seed++) {
    const {wanted, shown} = await history(seed)

    expect(shown, `seed ${seed}`).toEqual(wanted)
  }
})
