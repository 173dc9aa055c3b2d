/**
 * `pnpm bench search [--articles 1000] [--rounds 20]`: how long a reader's question takes, over HTTP, with whole bodies in the index.
 *
 * Plain words, several words, a typo, an inflection, a beginning, in English and French, and what is nowhere. Before anything is
 * measured each must find and mark what it should. Questions come one after the other, each on its way through everything that
 * a reader's does: the front server, the index, the page that Next makes for it. Prints one line of JSON.
 */
import {parseArgs} from 'node:util'
import {fillArchive} from '../support/archive.ts'
import {openNewsroom} from '../support/newsroom.ts'

const {values} = parseArgs({
  options: {articles: {type: 'string', default: '1000'}, rounds: {type: 'string', default: '20'}},
})
const [articles, rounds] = [Number(values.articles), Number(values.rounds)]

const questions: [kind: string, path: string, marked: RegExp | undefined][] = [
  ['one word', '/search?q=salary', /<mark>salary<\/mark>/i],
  ['three words', '/search?q=salary+offer+letter', /<mark>/],
  ['typo', '/search?q=recruitr', /<mark>recruiter<\/mark>/i],
  ['inflection', '/search?q=interviewing', /<mark>interview<\/mark>/i],
  ['beginning', '/search?q=prepar', /<mark>preparation<\/mark>/i],
  ['French', '/fr/search?q=carrieres', /<mark>carrière<\/mark>/i],
  ['French typo', '/fr/search?q=entreteins', /<mark>entretien<\/mark>/i],
  ['nothing', '/search?q=zzyzx', undefined],
]

const newsroom = await openNewsroom({archive: (client) => fillArchive(client, articles)})
try {
  const last = `/search?q=${articles - (articles % 3 === 0 ? 2 : 1)}`
  await newsroom.readUntil(last, ({body}) => body.includes('<mark>'), 120_000)

  const all: number[] = []
  const kinds: Record<string, number> = {}
  for (const [kind, path, marked] of questions) {
    const {status, body} = await newsroom.read(path)
    if (status !== 200 || (marked ? !marked.test(body) : body.includes('<mark>')))
      throw new Error(`"${kind}" (${path}) did not answer as it should (${status}).`)
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      const started = performance.now()
      await newsroom.read(path)
      times.push(performance.now() - started)
    }
    kinds[kind] = at(times, 0.5)
    all.push(...times)
  }
  console.log(
    JSON.stringify({
      bench: 'search',
      articles,
      unit: 'ms',
      median: at(all, 0.5),
      p95: at(all, 0.95),
      max: at(all, 1),
      kinds,
    }),
  )
} finally {
  await newsroom.stop()
}
process.exit()

function at(times: number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  const time = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
  return Math.round(time * 10) / 10
}
