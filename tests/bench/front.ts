/**
 * `pnpm bench front [--rounds 100] [--seconds 1] [--publishes 60]`: what the cache before the site is worth, on this machine.
 *
 * First throughput: wrk asks the same nginx in turns for the page out of the cache and for files with the same bytes, headers and compression:
 * as nginx serves them by itself, and with files kept open. What else the machine does changes from one round to the next and concerns all three alike, so
 * each round is compared with itself: the line gives the median of the rounds' ratios, the middle half of them, and the same for the 99th percentile
 * (of latency: below 1 is better).
 * Then the time from an editor's publish to the first reader who gets it by way of the cache, who asks again and again over one connection: of a
 * corrected text on its own page, and of a new article on its own page (`own`) and everywhere, lists, feeds and sitemap included (`all`).
 */
import {chmodSync, mkdirSync, writeFileSync} from 'node:fs'
import {Agent, get} from 'node:http'
import {join} from 'node:path'
import {parseArgs} from 'node:util'
import {gzipSync} from 'node:zlib'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {anArticle, openNewsroom} from '../support/newsroom.ts'
import {prepareNginx} from '../support/nginx.ts'
import {load, type Load} from '../support/wrk.ts'

const {values} = parseArgs({
  options: {
    rounds: {type: 'string', default: '100'},
    publishes: {type: 'string', default: '60'},
    seconds: {type: 'string', default: '1'},
  },
})
const files = temporaryDirectory('static')
chmodSync(files, 0o755)
const folder = `root ${files}; gzip_static on; gzip_vary on; default_type "text/html; charset=utf-8"; include ${files}/headers*.conf;`
const nginx = await prepareNginx({
  more: `location ^~ /static/ { open_file_cache off; ${folder} } location ^~ /open/ { ${folder} }`,
})
const newsroom = await openNewsroom({
  env: {
    SITE_URL: `http://localhost:${nginx.port}`,
    FRONT_CACHE_URLS: nginx.url,
    FRONT_CACHE_SECRET: nginx.secret,
  },
})

const at = (sorted: number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
const ascending = (numbers: number[]): number[] => numbers.toSorted((a, b) => a - b)
const median = (numbers: number[]): number => at(ascending(numbers), 0.5)
const rounded = (number: number): number => Math.round(number * 100) / 100

/** What nginx adds to any file by itself. */
const byItself =
  /^(?:connection|content-(?:encoding|length|type)|date|etag|server|vary|x-front-cache)$/

/** The same page as files, with the headers that it has. */
async function writeFiles(path: string): Promise<number> {
  const answer = await fetch(nginx.url + path)
  const page = Buffer.from(await answer.arrayBuffer())
  for (const name of ['static', 'open']) {
    mkdirSync(join(files, name))
    writeFileSync(join(files, name, 'page.html'), page)
    writeFileSync(join(files, name, 'page.html.gz'), gzipSync(page, {level: 6}))
  }
  const headers = [...answer.headers].filter(([name]) => !byItself.test(name))
  const lines = headers.map(([name, value]) => `add_header ${name} ${JSON.stringify(value)};`)
  writeFileSync(join(files, 'headers.conf'), lines.join('\n'))
  return page.length
}

const ways = ['static', 'open', 'front'] as const

/** Round by round. */
function paired(ours: Load[], theirs: Load[]) {
  const ratios = (figure: 'perSecond' | 'p99') => {
    const sorted = ascending(
      ours.map((one, round) => one[figure] / (theirs[round]?.[figure] ?? NaN)),
    )
    const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => rounded(at(sorted, share)))
    return {median: middle, half: [low, high]}
  }
  return {perSecond: ratios('perSecond'), p99: ratios('p99')}
}

async function throughput(path: string): Promise<void> {
  const bytes = await writeFiles(path)
  await nginx.stop()
  await nginx.start([newsroom.site.port])
  const addresses = {static: '/static/page.html', open: '/open/page.html', front: path}
  for (const encoding of ['gzip', 'identity']) {
    const loads: Record<(typeof ways)[number], Load[]> = {static: [], open: [], front: []}
    for (let round = -1; round < Number(values.rounds); round++) {
      // Each begins a third of the rounds: who comes after whom is a part of the noise.
      const turn = (round + ways.length) % ways.length
      for (const way of [...ways.slice(turn), ...ways.slice(0, turn)]) {
        const options = {connections: 64, seconds: Number(values.seconds), encoding}
        const measured = await load(nginx.url + addresses[way], options)
        if (measured.errors > 0) throw new Error(`${measured.errors} answers were none.`)
        if (round >= 0) loads[way].push(measured)
      }
    }
    const middle = (way: keyof typeof loads, figure: 'perSecond' | 'p99') =>
      median(loads[way].map((one) => one[figure]))
    const figures = ways.map((way) => {
      const perSecond = Math.round(middle(way, 'perSecond'))
      return [way, {perSecond, p99: rounded(middle(way, 'p99'))}] as const
    })
    const facts = {encoding, bytes, rounds: loads.front.length, connections: 64}
    const ratios = {
      toStatic: paired(loads.front, loads.static),
      toOpenFiles: paired(loads.front, loads.open),
    }
    const line = {...facts, ...Object.fromEntries(figures), ...ratios}
    console.log(JSON.stringify({bench: 'front', kind: 'throughput', ...line}))
  }
}

const agent = new Agent({keepAlive: true, maxSockets: 1})
const read = (path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get(nginx.url + path, {agent}, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.once('end', () => resolve(Buffer.concat(chunks).toString()))
      answer.once('error', reject)
    }).once('error', reject)
  })

interface Taken {
  own: number
  all: number
}

/** Publish the document, and wait until readers find the word at each of the addresses. The first is its own. */
async function publish(
  document: Record<string, unknown> & {_id: string},
  word: string,
  paths: string[],
): Promise<Taken> {
  const {_id: id, ...fields} = document
  await newsroom.client.createOrReplace<Record<string, unknown>>({
    ...fields,
    _id: `drafts.${id}`,
    _type: 'article',
  })
  await new Promise((resolve) => setTimeout(resolve, 150))
  const start = performance.now()
  const publishing = newsroom.client.action({
    actionType: 'sanity.action.document.publish',
    draftId: `drafts.${id}`,
    publishedId: id,
  })
  let own: number | undefined
  for (const path of paths) {
    while (!(await read(path)).includes(word)) {
      if (performance.now() - start > 20_000) throw new Error(`${path} never showed "${word}".`)
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    own ??= performance.now() - start
  }
  const all = performance.now() - start
  await publishing
  return {own: own ?? all, all}
}

const lists = ['/', '/articles', '/llms.txt']
const feeds = ['/feed.xml', '/atom.xml', '/feed.json']

function summary(times: number[]) {
  const sorted = ascending(times)
  const [middle, p95, max] = [0.5, 0.95, 1].map((share) => Math.round(at(sorted, share)))
  return {median: middle, p95, max}
}

async function publishes(kind: string, once: (word: string) => Promise<Taken>): Promise<void> {
  const taken: Taken[] = []
  for (let round = -5; round < Number(values.publishes); round++) {
    const took = await once(`round-${round + 5}-${Date.now()}`)
    if (round >= 0) taken.push(took)
  }
  const [own, all] = [summary(taken.map((one) => one.own)), summary(taken.map((one) => one.all))]
  const facts = {unit: 'ms', publishes: taken.length}
  console.log(JSON.stringify({bench: 'front', kind, ...facts, own, all}))
}

const text = Array.from(
  {length: 40},
  (_, i) => `Paragraph ${i} tells of the tides and of those who wait for them.`,
).join('\n\n')
const article = anArticle('measured', {body: text})
try {
  await newsroom.client.create(article)
  await newsroom.readUntil('/articles/measured', ({status}) => status === 200)
  await nginx.start([newsroom.site.port])
  await newsroom.settled()
  await throughput('/articles/measured')
  await publishes('correction', (word) =>
    publish({...article, body: `${text}\n\n${word}`}, word, ['/articles/measured']),
  )
  for (const path of [...lists, ...feeds, '/sitemap.xml']) await read(path)
  await newsroom.settled()
  await publishes('new', (word) =>
    publish(anArticle(word, {title: word}), word, [
      `/articles/${word}`,
      ...lists,
      ...feeds,
      '/sitemap.xml',
    ]),
  )
} finally {
  await newsroom.stop()
  await nginx.stop()
  nginx.remove()
  removeDirectory(files)
}
process.exit()
