/**
 * `pnpm bench lake [--full]`: the query engine against plain groq-js over the same documents in memory, and against bare SQLite
 * lookups, in one run. 1,000 and 10,000 article-like documents; 100,000 with `--full`. Prints JSON, times in milliseconds.
 *
 * The lake's time is what a caller in the process waits for, the thread's answer as a value included; nothing is kept between two
 * questions, but for the column that says so. Every engine's answer is compared with the others' before anything is measured.
 * Memory is that of a lake's own process over the same documents, after it was asked every question.
 */
import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {isDeepStrictEqual} from 'node:util'
import {DatabaseSync} from 'node:sqlite'
import {ClientError} from '@sanity/client'
import {evaluate, parse} from 'groq-js'
import {createQueryEngine} from '../../lake/src/groq/engine.ts'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {rssMb} from '../support/process-usage.ts'
import {startLake} from '../support/servers.ts'
import {dataset, openStore, projectId, type Draft} from '../support/groq-store.ts'

const sizes = process.argv.includes('--full') ? [1_000, 10_000, 100_000] : [1_000, 10_000]
const ROUNDS = 300
/** Plain groq-js reads everything: fewer rounds as documents grow, never fewer than these. */
const PLAIN_ROUNDS = 5

interface Question {
  name: string
  query: string
  params: Record<string, unknown>
  /** The nearest that groq-js alone can answer, where it does not know the query. */
  plain?: string
  /** The same asked of SQLite: statement, values, and whether rows hold documents. */
  sql: [text: string, ...values: (string | number)[]]
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
  const middle = Math.floor(size / 2) + 7
  return [
    {
      name: 'by id',
      query: '*[_id == $id][0]',
      params: {id: `article-${middle}`},
      sql: ['select body from documents where id = ?', `article-${middle}`],
    },
    {
      name: 'by slug',
      query: '*[_type == "article" && slug.current == $slug][0]',
      params: {slug: `article-${middle}`},
      sql: [
        "select body from documents where json_extract(body, '$.slug.current') = ? and type = 'article'",
        `article-${middle}`,
      ],
    },
    {
      name: 'newest ten with author',
      query: `*[_type == "article"] | order(publishedAt desc)[0...10]${authored}`,
      params: {},
      sql: [
        "select a.body, (select body from documents where id = json_extract(a.body, '$.authors[0]._ref')) from documents a where type = 'article' and json_extract(body, '$.publishedAt') is not null order by json_extract(body, '$.publishedAt') desc limit 10",
      ],
    },
    {
      name: 'count by topic',
      query: 'count(*[_type == "article" && references($topic)])',
      params: {topic: 'topic-3'},
      sql: [
        "select count(distinct source) from refs where target = ? and type = 'article'",
        'topic-3',
      ],
    },
    {
      name: 'full text, title',
      query: `*[_type == "article" && title match $word]{title}`,
      params: {word: 'rare77'},
      sql: [
        "select body from search join documents on key = search.rowid where search.words match ? and type = 'article'",
        '"rare77"',
      ],
    },
    {
      name: 'full text, body',
      query: `*[_type == "article" && body match $word]{title}`,
      params: {word: 'deep77'},
      sql: [
        "select body from search join documents on key = search.rowid where search.words match ? and type = 'article'",
        '"deep77"',
      ],
    },
    {
      name: 'text::query',
      query: `*[_type == "article" && @ match text::query($word)] | order(publishedAt desc)[0...10]${authored}`,
      plain: `*[_type == "article" && [title, body] match $word] | order(publishedAt desc)[0...10]${authored}`,
      params: {word: 'deep77'},
      sql: [
        "select body from search join documents on key = search.rowid where search.words match ? and type = 'article'",
        '"deep77"',
      ],
    },
    {
      name: 'no index (language)',
      query: 'count(*[language == "fr" && length(title) > 3])',
      params: {},
      sql: ["select count(*) from documents where json_extract(body, '$.language') = 'fr'"],
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

async function measure(rounds: number, work: () => unknown, budget = 10_000) {
  const times: number[] = []
  const began = performance.now()
  while (
    times.length < rounds &&
    (times.length < PLAIN_ROUNDS || performance.now() - began < budget)
  ) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  return summary(times)
}

async function benchmark(size: number) {
  const store = openStore()
  const drafts = documentsOf(size)
  const writing = performance.now()
  for (let i = 0; i < drafts.length; i += 1_000) store.write(...drafts.slice(i, i + 1_000))
  const written = Math.round(performance.now() - writing)
  const memory = [...store.stored.values()].toSorted((a, b) => (a._id < b._id ? -1 : 1))
  const {databaseFile} = store
  const limits = {timeLimit: 60_000}
  const engine = createQueryEngine({
    databaseFile,
    projectId,
    dataset,
    limits: {...limits, maxBytes: 0},
  })
  const keeping = createQueryEngine({databaseFile, projectId, dataset, limits})
  const sqlite = new DatabaseSync(store.databaseFile, {readOnly: true})

  const results: Record<string, unknown> = {}
  for (const {name, query, plain = query, params, sql} of questions(size)) {
    const [text, ...values] = sql
    const statement = sqlite.prepare(text)
    const bare = () =>
      statement
        .all(...values)
        .map((row) =>
          Object.values(row).map((value) =>
            typeof value === 'string' ? (JSON.parse(value) as unknown) : value,
          ),
        )
    const alone = async () => {
      const value = await evaluate(parse(plain, {params}), {dataset: memory, params})
      return (await value.get()) as unknown
    }
    const request = {query, params, perspective: ['published'], identity: 'me'}
    const lake = async () => (await engine.run(request)).result
    const kept = async () => (await keeping.run(request)).result

    const same = isDeepStrictEqual(
      JSON.parse(JSON.stringify((await alone()) ?? null)),
      await lake(),
    )
    if (!same) throw new Error(`"${name}" at ${size}: the lake and groq-js answer differently`)
    for (let i = 0; i < 30; i++) await lake()
    await kept()

    const lakeTimes = await measure(ROUNDS, lake)
    const bareTimes = await measure(ROUNDS, bare)
    const plainTimes = await measure(Math.max(PLAIN_ROUNDS, 20_000 / size), alone)
    const ratio = (a: number, b: number) => Math.round((a / b) * 10) / 10
    results[name] = {
      lake: lakeTimes,
      kept: await measure(ROUNDS, kept),
      sqlite: bareTimes,
      'groq-js': plainTimes,
      'groq-js / lake': ratio(plainTimes.median, lakeTimes.median),
      'lake / sqlite': ratio(lakeTimes.median, bareTimes.median),
    }
    console.error(
      `${size} ${name}: lake ${lakeTimes.median} ms, sqlite ${bareTimes.median} ms, groq-js ${plainTimes.median} ms`,
    )
  }
  const lakeMb = await lakeMemory(sqlite, questions(size))
  sqlite.close()
  await engine.close()
  await keeping.close()
  store.close()
  return {
    documents: size,
    writeMs: written,
    lakeMb,
    results,
  }
}

/** What a lake's process holds after it answered every question. */
async function lakeMemory(sqlite: DatabaseSync, asked: Question[]): Promise<number> {
  const directory = temporaryDirectory('bench-memory')
  const place = join(directory, 'datasets', dataset)
  mkdirSync(place, {recursive: true})
  sqlite.prepare('vacuum into ?').run(join(place, 'content.sqlite'))
  const lake = await startLake({directory})
  try {
    const client = lake.client()
    for (let round = 0; round < 20; round++)
      for (const {query, params} of asked)
        await client.fetch(query, {...params, round}).catch((error: unknown) => {
          // What no index answers may take longer than a query may, and counts as memory all the same.
          if (!(error instanceof ClientError && error.statusCode === 408)) throw error
        })
    return rssMb(lake.pid)
  } finally {
    await lake.stop()
    removeDirectory(directory)
  }
}

const report = []
for (const size of sizes) report.push(await benchmark(size))
console.log(JSON.stringify(report, null, 2))
