/**
 * `pnpm bench front [--rounds 6] [--publishes 60]`: what the cache before the site is worth, on this machine.
 *
 * First throughput: wrk asks nginx for a file and for the same page out of the cache in turns, with and without compression; the line gives the
 * ratio of the medians, and the 99th percentile under that load. Then the time from an editor's publish to the first reader who gets it by way
 * of the cache, who asks again and again over one connection.
 */
import {execFile} from 'node:child_process'
import {chmodSync, mkdirSync, writeFileSync} from 'node:fs'
import {Agent, get} from 'node:http'
import {join} from 'node:path'
import {parseArgs, promisify} from 'node:util'
import {gzipSync} from 'node:zlib'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {machineCommand} from '../support/machine-command.ts'
import {anArticle, openNewsroom} from '../support/newsroom.ts'
import {prepareNginx} from '../support/nginx.ts'

const {values} = parseArgs({
  options: {
    rounds: {type: 'string', default: '6'},
    publishes: {type: 'string', default: '60'},
    seconds: {type: 'string', default: '2'},
  },
})
const wrk = await machineCommand({command: 'wrk', debian: 'wrk', setting: 'MASTHEAD_WRK'})
const files = temporaryDirectory('static')
chmodSync(files, 0o755)
const nginx = await prepareNginx({
  more: `location /static/ { root ${files}; gzip_static on; default_type text/html; }`,
})
const newsroom = await openNewsroom({
  env: {
    SITE_URL: `http://localhost:${nginx.port}`,
    FRONT_CACHE_URLS: nginx.url,
    FRONT_CACHE_SECRET: nginx.secret,
  },
})

interface Load {
  perSecond: number
  p99: number
}

async function load(path: string, encoding: string): Promise<Load> {
  const options = ['-t', '1', '-c', '64', '-d', `${values.seconds}s`, '--latency']
  const {stdout} = await promisify(execFile)(
    wrk.executable,
    [...options, '-H', `Accept-Encoding: ${encoding}`, nginx.url + path],
    {env: {...process.env, ...wrk.env}},
  )
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout)
  const perSecond = Number(/Requests\/sec:\s*([\d.]+)/.exec(stdout)?.[1])
  const [, amount = '', unit = ''] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? []
  return {perSecond, p99: Number(amount) * ({us: 0.001, ms: 1, s: 1_000}[unit] ?? NaN)}
}

const at = (sorted: number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
const ascending = (numbers: number[]): number[] => numbers.toSorted((a, b) => a - b)
const median = (numbers: number[]): number => at(ascending(numbers), 0.5)
const rounded = (number: number): number => Math.round(number * 100) / 100

async function throughput(path: string): Promise<void> {
  const page = Buffer.from(await (await fetch(nginx.url + path)).arrayBuffer())
  mkdirSync(join(files, 'static'))
  writeFileSync(join(files, 'static', 'page.html'), page)
  writeFileSync(join(files, 'static', 'page.html.gz'), gzipSync(page, {level: 6}))
  for (const encoding of ['identity', 'gzip']) {
    const file: Load[] = []
    const cached: Load[] = []
    for (let round = -1; round < Number(values.rounds); round++) {
      const pair = [await load('/static/page.html', encoding), await load(path, encoding)] as const
      if (round < 0) continue
      file.push(pair[0])
      cached.push(pair[1])
    }
    const [static_, front] = [file, cached].map((loads) => ({
      perSecond: Math.round(median(loads.map(({perSecond}) => perSecond))),
      p99: rounded(median(loads.map(({p99}) => p99))),
    }))
    const ratio = rounded((front?.perSecond ?? NaN) / (static_?.perSecond ?? NaN))
    const facts = {bytes: page.length, rounds: cached.length, connections: 64}
    console.log(
      JSON.stringify({
        bench: 'front',
        kind: 'throughput',
        encoding,
        ...facts,
        static: static_,
        front,
        ratio,
      }),
    )
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

async function publish(word: string): Promise<number> {
  const {_id: id, ...fields} = article
  await newsroom.client.createOrReplace({
    ...fields,
    _id: `drafts.${id}`,
    body: `${text}\n\n${word}`,
  })
  await new Promise((resolve) => setTimeout(resolve, 150))
  const start = performance.now()
  const publishing = newsroom.client.action({
    actionType: 'sanity.action.document.publish',
    draftId: `drafts.${id}`,
    publishedId: id,
  })
  while (!(await read('/articles/measured')).includes(word)) {
    if (performance.now() - start > 20_000) throw new Error(`"${word}" never came.`)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  const took = performance.now() - start
  await publishing
  return took
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
  const taken: number[] = []
  for (let round = -5; round < Number(values.publishes); round++) {
    const took = await publish(`Round ${round} of ${Date.now()}`)
    if (round >= 0) taken.push(took)
  }
  const sorted = ascending(taken)
  const [middle, p95, max] = [0.5, 0.95, 1].map((share) => Math.round(at(sorted, share)))
  const facts = {unit: 'ms', publishes: sorted.length}
  console.log(JSON.stringify({bench: 'front', kind: 'publish', ...facts, median: middle, p95, max}))
} finally {
  await newsroom.stop()
  await nginx.stop()
  nginx.remove()
  removeDirectory(files)
}
process.exit()
