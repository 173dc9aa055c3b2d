/**
 * `pnpm bench build [--sizes 100,1000,10000] [--no-warm]`: what an archive costs before readers have it.
 *
 * For each size a lake with that many articles is running while the site is built; nothing of it is part of the build, so time
 * and files must stay the same. Then the site starts over an empty directory: until the front page, and until every article is
 * rendered in the background, newest first, while somebody reads the front page all the time. It is ended in the middle once, and must go
 * on where it was. Prints one line of JSON for each size.
 */
import {readdirSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as wait} from 'node:timers/promises'
import {parseArgs} from 'node:util'
import {setUp} from '../../scripts/setup/index.mjs'
import {fillArchive} from '../support/archive.ts'
import {repository} from '../support/directory.ts'
import {openNewsroom, type Newsroom} from '../support/newsroom.ts'

const {values} = parseArgs({
  options: {
    sizes: {type: 'string', default: '100,1000,10000'},
    'no-warm': {type: 'boolean', default: false},
  },
})
const output = join(repository, 'web', '.next')

/** Build the site as the set-up does, and only the site: without its stamp it counts as not built. */
async function build() {
  rmSync(join(output, '.masthead-build'), {force: true})
  const started = performance.now()
  await setUp({build: true})
  return {
    seconds: seconds(performance.now() - started),
    files: readdirSync(output, {recursive: true}).length,
  }
}

const articlesIn = (renders: Map<string, number>) =>
  [...renders].filter(([path]) => /\/articles\/piece-/.test(path))

async function warm(newsroom: Newsroom, size: number) {
  const times: number[] = []
  let reading = true
  const reader = (async () => {
    while (reading) {
      const asked = performance.now()
      await newsroom.read('/').catch(() => undefined)
      times.push(performance.now() - asked)
      await wait(20)
    }
  })()
  const started = performance.now()
  let restarted = false
  let kept = 0
  for (;;) {
    const rendered = articlesIn(newsroom.renders())
    if (rendered.length >= size) break
    if (!restarted && rendered.length > size / 2) {
      restarted = true
      await newsroom.restartSite('SIGKILL')
      const before = new Map(rendered)
      kept = articlesIn(newsroom.renders()).filter(([path, at]) => before.get(path) === at).length
    }
    await wait(Math.min(2_000, 100 + size / 5))
  }
  const took = performance.now() - started
  reading = false
  await reader
  const order = articlesIn(newsroom.renders())
    .toSorted(([, a], [, b]) => a - b)
    .map(([path]) => Number(/\d+$/.exec(path)?.[0]))
  const inOrder = order.filter((number, i) => i === 0 || number < (order[i - 1] ?? Infinity)).length
  times.sort((a, b) => a - b)
  const at = (share: number) =>
    Math.round((times[Math.floor((times.length - 1) * share)] ?? 0) * 10) / 10
  return {
    warmSeconds: seconds(took),
    msPerPage: Math.round(took / size),
    'kept over a kill': kept,
    'newest first': Math.round((inOrder / order.length) * 1000) / 1000,
    reader: {p50: at(0.5), p99: at(0.99)},
  }
}

for (const size of values.sizes.split(',').map(Number)) {
  const newsroom = await openNewsroom()
  try {
    await newsroom.stopSite()
    await fillArchive(newsroom.client, size)
    const built = await build()
    rmSync(join(newsroom.directory, 'site'), {recursive: true, force: true})
    const started = performance.now()
    await newsroom.restartSite()
    const firstPage = Math.round(performance.now() - started)
    const warming = values['no-warm'] ? {} : await warm(newsroom, size)
    console.log(
      JSON.stringify({
        bench: 'build',
        articles: size,
        buildSeconds: built.seconds,
        buildFiles: built.files,
        firstStartMs: firstPage,
        ...warming,
      }),
    )
  } finally {
    await newsroom.stop()
  }
}
process.exit()

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10
}
