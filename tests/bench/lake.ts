/**
 * `pnpm bench lake [--full] [--size N] [--only times|memory]`: the query engine against plain groq-js over the same documents in
 * memory, and against bare SQLite lookups, in one run. 1,000 and 10,000 article-like documents; 100,000 too with `--full`. Prints
 * JSON, times in milliseconds.
 *
 * The lake's time is what a caller in the process waits for, the answer as a value included; answers are not kept between two
 * questions, but for the column that says so, and each round asks for another document by its id or slug. `threads` is the engine
 * with every question sent to a query thread. Every engine's answer is compared with the others' before anything is measured.
 * Memory is that of a lake's own process over the same documents, after it was asked every question; 100,000 documents take a
 * minute or two to be written, and plain groq-js as long again, so either half can be asked for alone.
 */
import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {isDeepStrictEqual, parseArgs} from 'node:util'
import {DatabaseSync} from 'node:sqlite'
import {ClientError} from '@sanity/client'
import {evaluate, parse} from 'groq-js'
import {createQueryEngine, type QueryEngine} from '../../lake/src/groq/engine.ts'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {peakMb, rssMb} from '../support/process-usage.ts'
import {startLake} from '../support/servers.ts'
import {dataset, openStore, projectId, type Draft, type Store} from '../support/groq-store.ts'

const {values: options} = parseArgs({
  options: {
    full: {type: 'boolean', default: false},
    size: {type: 'string', multiple: true},
    only: {type: 'string'},
  },
})
const sizes =
  options.size?.map(Number) ?? (options.full ? [1_000, 10_000, 100_000] : [1_000, 10_000])
const wants = (part: 'times' | 'memory') => options.only === undefined || options.only === part
const ROUNDS = 300
/** Plain groq-js reads everything: fewer rounds as documents grow, never fewer than these. */
const PLAIN_ROUNDS = 5

interface Question {
  name: string
  query: string
  /** Of a round. */
  params: (round: number) => Record<string, unknown>
  /** The nearest that groq-js alone can answer, where it does not know the query. */
  plain?: string
  /** The same asked of SQLite; its values are those of `params`. */
  sql: string
  values?: (params: Record<string, unknown>) => string[]
}

const AUTHORS = 50
const TOPICS = 20
const WORDS =
  'career interview salary notice offer reference recruiter resume letter manager team remote growth skill plan change'.split(
    ' ',
  )

function article(i: number): Draft {
  const word = (n: number) => WORDS[(i * 7 + n * 13) % WORDS.length] as string
  const text = Array.from({length: 420}, (_, n) => word(n)).join(' ')
  const day = new Date(Date.UTC(2010, 0, 1) + i * 3_600_000).toISOString()
  return {
    _id: `article-${i}`,
    _type: 'article',
    title: `${word(1)} ${word(2)} number ${i} rare${i % 1_000}`,
    slug: {_type: 'slug', current: `article-${i}`},
    language: i % 3 ? 'en' : 'fr',
    standfirst: text.slice(0, 180),
    body: `${text} deep${i % 1_000}`,
    publishedAt: day,
    _updatedAt: day,
    authors: [{_type: 'reference', _key: 'a', _ref: `author-${i % AUTHORS}`}],
    topics: [{_type: 'reference', _key: 't', _ref: `topic-${i % TOPICS}`}],
  }
}

const documentsOf = (size: number): Draft[] => [
  ...Array.from({length: AUTHORS}, (_, i): Draft => ({
    _id: `author-${i}`,
    _type: 'author',
    name: `Author ${i}`,
  })),
  ...Array.from({length: TOPICS}, (_, i): Draft => ({
    _id: `topic-${i}`,
    _type: 'topic',
    title: `Topic ${i}`,
  })),
  ...Array.from({length: size}, (_, i) => article(i)),
]

const authored = '{title, "by": authors[0]->name}'
const questions = (size: number): Question[] => {
  const another = (round: number) => `article-${(Math.floor(size / 2) + 7 + round * 7_919) % size}`
  return [
    {
      name: 'by id',
      query: '*[_id == $id][0]',
      params: (round) => ({id: another(round)}),
      sql: 'select body from documents where id = ?',
    },
    {
      name: 'by slug',
      query: '*[_type == "article" && slug.current == $slug][0]',
      params: (round) => ({slug: another(round)}),
      sql: "select body from documents where json_extract(body, '$.slug.current') = ? and type = 'article'",
    },
    {
      name: 'newest ten with author',
      query: `*[_type == "article"] | order(publishedAt desc)[0...10]${authored}`,
      params: () => ({}),
      sql: "select a.body, (select body from documents where id = json_extract(a.body, '$.authors[0]._ref')) from documents a where type = 'article' and json_extract(body, '$.publishedAt') is not null order by json_extract(body, '$.publishedAt') desc limit 10",
    },
    {
      name: 'count by topic',
      query: 'count(*[_type == "article" && references($topic)])',
      params: () => ({topic: 'topic-3'}),
      sql: "select count(distinct source) from refs where target = ? and type = 'article'",
    },
    {
      name: 'full text, title',
      query: `*[_type == "article" && title match $word]{title}`,
      params: () => ({word: 'rare77'}),
      sql: "select body from search join documents on key = search.rowid where search.words match ? and type = 'article'",
      values: () => ['"rare77"'],
    },
    {
      name: 'full text, body',
      query: `*[_type == "article" && body match $word]{title}`,
      params: () => ({word: 'deep77'}),
      sql: "select body from search join documents on key = search.rowid where search.words match ? and type = 'article'",
      values: () => ['"deep77"'],
    },
    {
      name: 'text::query',
      query: `*[_type == "article" && @ match text::query($word)] | order(publishedAt desc)[0...10]${authored}`,
      plain: `*[_type == "article" && [title, body] match $word] | order(publishedAt desc)[0...10]${authored}`,
      params: () => ({word: 'deep77'}),
      sql: "select body from search join documents on key = search.rowid where search.words match ? and type = 'article'",
      values: () => ['"deep77"'],
    },
    {
      name: 'no index (language)',
      query: 'count(*[language == "fr" && length(title) > 3])',
      params: () => ({}),
      sql: "select count(*) from documents where json_extract(body, '$.language') = 'fr'",
    },
  ]
}

function summary(times: number[]) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number
  const round = (time: number) => Math.round(time * 1_000) / 1_000
  return {median: round(at(0.5)), p99: round(at(0.99)), rounds: sorted.length}
}

async function measure(rounds: number, work: (round: number) => unknown, budget = 10_000) {
  const times: number[] = []
  const began = performance.now()
  while (
    times.length < rounds &&
    (times.length < PLAIN_ROUNDS || performance.now() - began < budget)
  ) {
    const started = performance.now()
    await work(times.length)
    times.push(performance.now() - started)
  }
  return summary(times)
}

async function times(size: number, store: Store, sqlite: DatabaseSync) {
  const memory = [...store.stored.values()].toSorted((a, b) => (a._id < b._id ? -1 : 1))
  const target = {databaseFile: store.databaseFile, projectId, dataset}
  const limits = {timeLimit: 60_000}
  const engine = createQueryEngine({...target, limits: {...limits, maxBytes: 0}})
  const threads = createQueryEngine({
    ...target,
    limits: {...limits, maxBytes: 0, maxPointQuery: 0},
  })
  const keeping = createQueryEngine({...target, limits})

  const results: Record<string, unknown> = {}
  for (const question of questions(size)) {
    const {name, query, plain = query, params, sql} = question
    const {values = (given) => Object.values(given) as string[]} = question
    const statement = sqlite.prepare(sql)
    const bare = (round: number) =>
      statement
        .all(...values(params(round)))
        .map((row) =>
          Object.values(row).map((value) =>
            typeof value === 'string' ? (JSON.parse(value) as unknown) : value,
          ),
        )
    const alone = async (round: number) => {
      const given = params(round)
      const value = await evaluate(parse(plain, {params: given}), {dataset: memory, params: given})
      return (await value.get()) as unknown
    }
    const asked = (of: QueryEngine) => async (round: number) => {
      const request = {query, params: params(round), perspective: ['published'], identity: 'me'}
      return (await of.run(request)).result
    }
    const lake = asked(engine)

    for (const round of [0, 1, 2]) {
      const expected = JSON.parse(JSON.stringify((await alone(round)) ?? null)) as unknown
      for (const answer of [await lake(round), await asked(threads)(round)])
        if (!isDeepStrictEqual(expected, answer))
          throw new Error(`"${name}" at ${size}: the lake and groq-js answer differently`)
    }
    for (let i = 0; i < 30; i++) await Promise.all([lake(i), asked(threads)(i)])
    await asked(keeping)(0)

    const lakeTimes = await measure(ROUNDS, lake)
    const bareTimes = await measure(ROUNDS, bare)
    const plainTimes = await measure(Math.max(PLAIN_ROUNDS, 20_000 / size), alone)
    const ratio = (a: number, b: number) => Math.round((a / b) * 10) / 10
    results[name] = {
      lake: lakeTimes,
      threads: await measure(ROUNDS, asked(threads)),
      kept: await measure(ROUNDS, () => asked(keeping)(0)),
      sqlite: bareTimes,
      'groq-js': plainTimes,
      'groq-js / lake': ratio(plainTimes.median, lakeTimes.median),
      'lake / sqlite': ratio(lakeTimes.median, bareTimes.median),
    }
    console.error(
      `${size} ${name}: lake ${lakeTimes.median} ms, sqlite ${bareTimes.median} ms, groq-js ${plainTimes.median} ms`,
    )
  }
  for (const one of [engine, threads, keeping]) await one.close()
  return results
}

async function benchmark(size: number) {
  const store = openStore()
  const drafts = documentsOf(size)
  const writing = performance.now()
  for (let i = 0; i < drafts.length; i += 1_000) store.write(...drafts.slice(i, i + 1_000))
  const written = Math.round(performance.now() - writing)
  const sqlite = new DatabaseSync(store.databaseFile, {readOnly: true})
  const lakeMb = wants('memory') ? await lakeMemory(sqlite, questions(size)) : undefined
  if (lakeMb)
    console.error(`${size}: a lake's process takes ${lakeMb.now} MB, at most ${lakeMb.most}`)
  const results = wants('times') ? await times(size, store, sqlite) : undefined
  sqlite.close()
  store.close()
  return {documents: size, writeMs: written, lakeMb, results}
}

/** What a lake's process holds after it answered every question. */
async function lakeMemory(sqlite: DatabaseSync, asked: Question[]) {
  const directory = temporaryDirectory('bench-memory')
  const place = join(directory, 'datasets', dataset)
  mkdirSync(place, {recursive: true})
  sqlite.prepare('vacuum into ?').run(join(place, 'content.sqlite'))
  const lake = await startLake({directory})
  try {
    const client = lake.client()
    for (let round = 0; round < 20; round++)
      for (const {query, params} of asked)
        await client.fetch(query, {...params(round), round}).catch((error: unknown) => {
          // What no index answers may take longer than a query may, and counts as memory all the same.
          if (!(error instanceof ClientError && error.statusCode === 408)) throw error
        })
    return {now: rssMb(lake.pid), most: peakMb(lake.pid)}
  } finally {
    await lake.stop()
    removeDirectory(directory)
  }
}

const report = []
for (const size of sizes) report.push(await benchmark(size))
console.log(JSON.stringify(report, null, 2))
