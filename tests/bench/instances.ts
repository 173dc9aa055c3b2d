/**
 * `pnpm bench instances [--rounds 100] [--pause 5]`: from an editor's publish over the API until two instances of the site, and nginx before them,
 * all show it.
 *
 * Two instances with one Redis between them; the lake's webhook tells one of them. A reader of each, and one by way of nginx, asks all the time,
 * with so many milliseconds after a page that is not there yet. Three kinds of publish: a corrected body, seen on the article's own page; a new title
 * and a new article, seen there, on the front page, in the archive and in the feed. One line of JSON for each kind, in milliseconds from when the publish
 * is sent: until readers of the instance that was `told`, of the `other`, and of the `front` saw it, until the last of the three did (`all`), from the
 * first of them to the last (`apart`), and until its receipt was `green`. `late` counts the publishes that one of the three did not show within a
 * second; ends with 1 if more than one of twenty were. All of it runs on one machine: readers take time from the sites that they ask.
 */
import {setTimeout as wait} from 'node:timers/promises'
import {parseArgs} from 'node:util'
import {anArticle, openNewsroom, type Newsroom} from '../support/newsroom.ts'
import {prepareNginx} from '../support/nginx.ts'
import {readSteadily} from '../support/read-steadily.ts'
import {startRedis} from '../support/redis.ts'

const {values} = parseArgs({
  options: {rounds: {type: 'string', default: '100'}, pause: {type: 'string', default: '5'}},
})
const [rounds, pause] = [Number(values.rounds), Number(values.pause)]
const warm = 5
const patience = 20_000
const goal = 1_000

const places = ['told', 'other', 'front'] as const
/** The origin that the reader of each place asks. */
type Origins = Record<(typeof places)[number], string>

type Body = Record<string, unknown>

interface Kind {
  name: string
  /** The document to publish, with the word in it. */
  write(word: string): Body & {_id: string}
  /** Where readers see the word. */
  shown(word: string): string[]
}

const lists = ['/', '/articles', '/feed.xml']
const others = Array.from({length: 10}, (_, i) => anArticle(`other-${i}`))
/** The newest but for those of the last kind, so that the front page shows it. */
const article = anArticle('measured')
const kinds: Kind[] = [
  {
    name: 'body',
    write: (word) => ({...article, body: word}),
    shown: () => ['/articles/measured'],
  },
  {
    name: 'title',
    write: (word) => ({...article, title: word}),
    shown: () => ['/articles/measured', ...lists],
  },
  {
    name: 'new',
    write: (word) => anArticle(word, {title: word}),
    shown: (word) => [`/articles/${word}`, ...lists],
  },
]

/** Milliseconds from `start` until a reader has found the word at each address. */
async function seenAt(origin: string, {paths, word, start}: Wanted): Promise<number> {
  for (const path of paths) {
    while (!(await readSteadily(origin + path)).includes(word)) {
      if (performance.now() - start > patience)
        throw new Error(`${origin}${path} never showed "${word}".`)
      await wait(pause)
    }
  }
  return performance.now() - start
}

interface Wanted {
  paths: string[]
  word: string
  start: number
}

type Taken = Record<(typeof places)[number] | 'all' | 'apart' | 'green', number>

async function publish(newsroom: Newsroom, origins: Origins, kind: Kind): Promise<Taken> {
  const {client} = newsroom
  const word = `word-${Date.now()}`
  const {_id: publishedId, ...fields} = kind.write(word)
  const draftId = `drafts.${publishedId}`
  await client.createOrReplace<Body>({...fields, _id: draftId, _type: 'article'})
  await wait(150)
  const start = performance.now()
  const acting = client.action({actionType: 'sanity.action.document.publish', draftId, publishedId})
  const wanted = {paths: kind.shown(word), word, start}
  const [told, other, front, green] = await Promise.all([
    seenAt(origins.told, wanted),
    seenAt(origins.other, wanted),
    seenAt(origins.front, wanted),
    acting.then(({transactionId}) => untilGreen(newsroom, transactionId, start)),
  ])
  const all = Math.max(told, other, front)
  return {told, other, front, all, apart: all - Math.min(told, other, front), green}
}

async function untilGreen(newsroom: Newsroom, transaction: string, start: number): Promise<number> {
  const url = `http://127.0.0.1:${newsroom.site.port}/api/receipts/${transaction}`
  const headers = {authorization: `Bearer ${newsroom.client.config().token}`}
  for (;;) {
    const answer = await fetch(url, {headers})
    const {state} = (await answer.json()) as {state?: string}
    if (state === 'live') return performance.now() - start
    if (performance.now() - start > patience)
      throw new Error(`The receipt of ${transaction} is ${state ?? answer.status}.`)
    await wait(20)
  }
}

function summary(times: number[]) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN)
  return {median: at(0.5), p95: at(0.95), max: at(1)}
}

function report(kind: string, taken: Taken[]): void {
  const late = taken.filter(({all}) => all > goal).length
  if (late * 20 > taken.length) process.exitCode = 1
  const names = [...places, 'all', 'apart', 'green'] as const
  const figures = names.map((name) => [name, summary(taken.map((one) => one[name]))])
  const facts = {bench: 'instances', kind, unit: 'ms', rounds: taken.length, pause, late}
  console.log(JSON.stringify({...facts, ...Object.fromEntries(figures)}))
}

const redis = await startRedis()
const nginx = await prepareNginx()
const newsroom = await openNewsroom({
  archive: async (client) => {
    for (const one of [...others, article]) await client.create<Body>(one)
  },
  env: {
    REDIS_URL: redis.url,
    SITE_URL: `http://localhost:${nginx.port}`,
    FRONT_CACHE_URLS: nginx.url,
    FRONT_CACHE_SECRET: nginx.secret,
  },
})
try {
  const other = await newsroom.anotherSite()
  await nginx.start([newsroom.site.port, other.port])
  const origins = {
    told: `http://127.0.0.1:${newsroom.site.port}`,
    other: `http://127.0.0.1:${other.port}`,
    front: nginx.url,
  }
  const start = performance.now()
  const paths = ['/articles/measured', ...lists]
  for (const place of places) await seenAt(origins[place], {paths, word: article.title, start})
  await newsroom.settled()
  for (const kind of kinds) {
    const taken: Taken[] = []
    for (let round = -warm; round < rounds; round++) {
      const took = await publish(newsroom, origins, kind)
      if (round >= 0) taken.push(took)
    }
    report(kind.name, taken)
    await newsroom.settled()
  }
} finally {
  await newsroom.stop()
  await nginx.stop()
  nginx.remove()
  await redis.stop()
}
process.exit() // with the code that was set
