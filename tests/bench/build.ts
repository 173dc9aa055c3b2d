/**
 * `pnpm bench build [--sizes 100,1000] [--pages 10000] [--no-build] [--no-warm]`: what an archive costs before readers have it, and afterwards.
 *
 * For each size a lake with that many articles is running while the site is built; nothing of it is part of the build, so time
 * and files must stay the same. Then the site starts over an empty directory: until the front page, and until every article is
 * rendered in the background, newest first; for the first minute somebody reads the front page all the time. It is ended in the middle once, and must
 * go on where it was. With all pages there, one article gets another title, and a new one enters the middle of a topic: until
 * readers have it, and how many files that wrote. At last it starts over all these pages. `--pages` waits for so many pages only, where all
 * would take too long. Prints one line of JSON for each size. The two sizes take about four minutes, `--sizes 10000` a quarter of an hour:
 * what is claimed of an archive is claimed of one of 10,000 articles as well, so before a release that one is run too.
 */
import {readdirSync, rmSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as wait} from 'node:timers/promises'
import {parseArgs} from 'node:util'
import {setUp} from '../../scripts/setup/index.mjs'
import {archiveArticle, fillArchive} from '../support/archive.ts'
import {repository} from '../support/directory.ts'
import {openNewsroom, type Newsroom} from '../support/newsroom.ts'
import {cpuSeconds, rssMb} from '../support/process-usage.ts'

const {values} = parseArgs({
  options: {
    sizes: {type: 'string', default: '100,1000'},
    pages: {type: 'string', default: '10000'},
    'no-build': {type: 'boolean', default: false},
    'no-warm': {type: 'boolean', default: false},
  },
})
const output = join(repository, 'web', '.next')
const READING_MS = 60_000

/** Build the site as the set-up does, and only the site: without its stamp it counts as not built. */
async function build() {
  rmSync(join(output, '.masthead-build'), {force: true})
  const started = performance.now()
  await setUp({build: true})
  return {
    buildSeconds: seconds(performance.now() - started),
    buildFiles: readdirSync(output, {recursive: true}).length,
  }
}

const articlesIn = (renders: Map<string, number>) =>
  [...renders].filter(([path]) => /\/articles\/piece-/.test(path))

/** The files that the site keeps, and their bytes. */
function filesOf({directory}: Newsroom): Map<string, {bytes: number; at: number}> {
  const site = join(directory, 'site')
  const files = new Map<string, {bytes: number; at: number}>()
  for (const name of readdirSync(site, {recursive: true, encoding: 'utf8'})) {
    const about = statSync(join(site, name), {throwIfNoEntry: false})
    if (about?.isFile()) files.set(name, {bytes: about.size, at: about.mtimeMs})
  }
  return files
}

async function warm(newsroom: Newsroom, pages: number) {
  const times: number[] = []
  const started = performance.now()
  let reading = true
  const reader = (async () => {
    while (reading && performance.now() - started < READING_MS) {
      const asked = performance.now()
      await newsroom.read('/').catch(() => undefined)
      times.push(performance.now() - asked)
      await wait(20)
    }
  })()
  let restarted = false
  let kept = 0
  let lakeCpu = -cpuSeconds(newsroom.lake.pid)
  for (;;) {
    const rendered = articlesIn(newsroom.renders())
    if (rendered.length >= pages) break
    if (!restarted && rendered.length > pages / 2) {
      restarted = true
      await newsroom.restartSite('SIGKILL')
      const before = new Map(rendered)
      kept = articlesIn(newsroom.renders()).filter(([path, at]) => before.get(path) === at).length
    }
    await wait(Math.min(5_000, 100 + pages / 5))
  }
  const took = performance.now() - started
  lakeCpu += cpuSeconds(newsroom.lake.pid)
  reading = false
  await reader
  const order = articlesIn(newsroom.renders())
    .toSorted(([, a], [, b]) => a - b)
    .map(([path]) => Number(/\d+$/.exec(path)?.[0]))
  const inOrder = order.filter((number, i) => i === 0 || number < (order[i - 1] ?? Infinity)).length
  times.sort((a, b) => a - b)
  const at = (share: number) =>
    Math.round((times[Math.floor((times.length - 1) * share)] ?? 0) * 10) / 10
  const files = [...filesOf(newsroom)].filter(([name]) => name.endsWith('.page'))
  const bytes = files.reduce((sum, [, file]) => sum + file.bytes, 0)
  return {
    warmSeconds: seconds(took),
    msPerPage: Math.round(took / pages),
    lakeCpuMsPerPage: Math.round((lakeCpu * 1000) / pages),
    keptOverKill: kept,
    newestFirst: Math.round((inOrder / order.length) * 1000) / 1000,
    reader: {p50: at(0.5), p99: at(0.99)},
    pageFiles: files.length,
    kBPerPage: Math.round(bytes / files.length / 100) / 10,
    siteMb: rssMb(newsroom.site.pid),
  }
}

/**
 * Until a reader has what an editor wrote, and how many files were written again because of it, a page that is new not
 * counted: the warming may still add some.
 */
async function change(
  newsroom: Newsroom,
  path: string,
  shows: string,
  write: () => Promise<unknown>,
) {
  const before = filesOf(newsroom)
  const started = performance.now()
  await write()
  await newsroom.readUntil(path, ({body}) => body.includes(shows), 60_000)
  const milliseconds = Math.round(performance.now() - started)
  const again = () =>
    [...filesOf(newsroom)].filter(([name, {at}]) => before.has(name) && before.get(name)?.at !== at)
  let written = again().length
  for (let quiet = 0; quiet < 4; quiet++) {
    await wait(500)
    const now = again().length
    if (now !== written) quiet = 0
    written = now
  }
  return {milliseconds, filesWrittenAgain: written}
}

async function changes(newsroom: Newsroom, size: number) {
  const {client} = newsroom
  const middle = `piece-${3 * Math.floor(size / 6)}`
  const path = `/articles/${middle}`
  const {publishedAt, topics} = await client.fetch<{publishedAt: string; topics: unknown}>(
    `*[_id == "article-${middle}"][0]{publishedAt, topics}`,
  )
  const newTitle = () => client.patch(`article-${middle}`).set({title: 'Renamed'}).commit()
  const between = new Date(Date.parse(publishedAt) + 1_000).toISOString()
  const entering = {...archiveArticle(size), slug: {_type: 'slug', current: 'entering'}}
  const enter = () =>
    client.create({
      ...entering,
      _id: 'article-entering',
      language: 'en',
      title: 'Entering',
      topics,
      publishedAt: between,
    })
  // Everything beside it has a page, of which some are to be rendered again.
  const number = Number(/\d+$/.exec(middle)?.[0])
  for (const other of [-80, -60, -40, -20, 0, 20, 40, 60, 80].map((step) => number + step))
    await newsroom.read(`${other % 3 === 2 ? '/fr' : ''}/articles/piece-${other}`)
  return {
    newTitle: await change(newsroom, path, 'Renamed', newTitle),
    newArticle: await change(newsroom, path, 'Entering', enter),
  }
}

async function startAgain(newsroom: Newsroom) {
  const started = performance.now()
  await newsroom.restartSite()
  const ready = Math.round(performance.now() - started)
  await newsroom.read('/')
  return {startOverPagesMs: ready}
}

for (const size of values.sizes.split(',').map(Number)) {
  const newsroom = await openNewsroom({archive: (client) => fillArchive(client, size)})
  try {
    await newsroom.stopSite()
    const built = values['no-build'] ? {} : await build()
    rmSync(join(newsroom.directory, 'site'), {recursive: true, force: true})
    const started = performance.now()
    await newsroom.restartSite()
    const firstStartMs = Math.round(performance.now() - started)
    const warmed = values['no-warm']
      ? {}
      : {
          ...(await warm(newsroom, Math.min(size, Number(values.pages)))),
          ...(await changes(newsroom, size)),
          ...(await startAgain(newsroom)),
        }
    console.log(JSON.stringify({bench: 'build', articles: size, ...built, firstStartMs, ...warmed}))
  } finally {
    await newsroom.stop()
  }
}
process.exit()

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10
}
