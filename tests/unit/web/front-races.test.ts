/** However changes, renders, failures and readers fall together: when all is quiet, readers get what is published. */
import {expect, onTestFinished, test} from 'vitest'
import {PageCache} from '../../../web/src/cache/page-cache.ts'
import {TagStates} from '../../../web/src/cache/tag-states.ts'
import {openRenderer, type Rendered} from '../../../web/src/rendering/door.ts'
import {PageMaker} from '../../../web/src/rendering/page-maker.ts'
import {ErrorPages} from '../../../web/src/server/error-pages.ts'
import {notFoundPath, ReaderPages} from '../../../web/src/server/reader-pages.ts'
import {Renewals} from '../../../web/src/renewals/renewals.ts'
import {full, random, seed as firstSeed} from '../../support/sample.ts'

const html = {'content-type': 'text/html'}
const paths = ['/a', '/b', '/c']

/** What stands at each address: a version, or nothing. */
type Content = Map<string, number | undefined>

/** What renders and the lake that it asks, as slow as chance has it, and failing now and then. */
function makerOver(cache: PageCache, content: Content, chance: () => number): PageMaker {
  const pause = async (most: number) => {
    for (let turns = chance() * most; turns > 1; turns--) await new Promise(setImmediate)
  }
  openRenderer(async (path, ask): Promise<Rendered> => {
    await pause(5)
    const version = await ask<number | null>('', {path}, [`at:${path}`])
    await pause(5)
    if (chance() < 0.1) throw new Error('broken')
    return version === null
      ? {status: 404, headers: {}}
      : {status: 200, headers: html, file: Buffer.from(`<html>version ${version}.</html>`)}
  })
  onTestFinished(() => openRenderer(undefined as never))
  return new PageMaker({
    cache,
    ask: async <Answer>(_: string, {path}: Record<string, unknown>) => {
      await pause(3)
      const version = path === notFoundPath ? 0 : (content.get(String(path)) ?? null)
      await pause(3)
      return version as Answer
    },
    opened: () => pause(3),
    report: () => undefined,
  })
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
    maker: makerOver(cache, content, chance),
    headers: {},
    errors: new ErrorPages({}),
    sheet: {
      put: async (html, headers) => {
        for (let turns = chance() * 3; turns > 1; turns--) await new Promise(setImmediate)
        return {html, headers}
      },
    },
    onStale: (path) => renewals.soon(path),
    report: () => undefined,
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
