/**
 * `pnpm bench writes [--seconds 20] [--rate 25] [--listeners 200] [--readers 500] [--documents 1000] [--warm 3] [--rivals 0]`: how long a write takes while
 * others listen and ask.
 *
 * Writes are sent on their beat whether or not those before were answered, and a write's time counts from its beat, so that a lake
 * that stalls is not let off. Readers ask one query a second each, over a connection of their own; listeners follow everything.
 * Those who ask run in this process: on a machine with few cores they slow the lake down as well. `--rivals N` adds busy processes that
 * compete for the cores. Prints one line of JSON; `share` is a time as a part of the goal, 100 ms for a write.
 */
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {Agent, type IncomingMessage, request} from 'node:http'
import {monitorEventLoopDelay} from 'node:perf_hooks'
import {parseArgs} from 'node:util'
import {createLake} from '@masthead/lake'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {cpuSeconds, rssMb} from '../support/process-usage.ts'
import {addUser, apiVersion, dataset, startLake} from '../support/servers.ts'

const WRITE_GOAL_MS = 100
const {values} = parseArgs({
  options: {
    seconds: {type: 'string', default: '20'},
    rate: {type: 'string', default: '25'},
    listeners: {type: 'string', default: '200'},
    readers: {type: 'string', default: '500'},
    documents: {type: 'string', default: '1000'},
    warm: {type: 'string', default: '3'},
    rivals: {type: 'string', default: '0'},
  },
})
const [seconds, rate, listeners, readers, documents] = [
  values.seconds,
  values.rate,
  values.listeners,
  values.readers,
  values.documents,
].map(Number) as [number, number, number, number, number]

const body = 'The tide rises, the tide falls. '.repeat(100)
const article = (n: number) => ({
  _id: `article-${n}`,
  _type: 'article',
  title: `Tides ${n}`,
  slug: {_type: 'slug', current: `tides-${n}`},
  publishedAt: new Date(1_700_000_000_000 + n * 60_000).toISOString(),
  body,
})

const directory = temporaryDirectory('bench')
const {token} = await addUser(directory, 'Writer', 'editor')
const seeding = createLake({directory})
for (let from = 0; from < documents; from += 500)
  await seeding.seed(
    Array.from({length: Math.min(500, documents - from)}, (_, n) => article(from + n)),
  )
await seeding.close()
const lake = await startLake({directory})

const headers = {authorization: `Bearer ${token}`}
const open = (path: string, agent: Agent, sent?: string) => {
  const options = {host: '127.0.0.1', port: lake.port, agent, headers}
  const asked = request({...options, method: sent ? 'POST' : 'GET', path: `/v${apiVersion}${path}`})
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>
  asked.end(sent)
  return answered
}
/** The status; the answer is read to its end and thrown away. */
async function ask(path: string, agent: Agent, sent?: string): Promise<number> {
  const [response] = await open(path, agent, sent)
  response.resume()
  await once(response, 'end')
  return response.statusCode ?? 0
}

const streams = new Agent({keepAlive: true})
let heard = 0
for (let index = 0; index < listeners; index++) {
  const [stream] = await open(`/data/listen/${dataset}?query=*&effectFormat=mendoza`, streams)
  stream.on(
    'data',
    (chunk: Buffer) => (heard += chunk.toString('latin1').split('event: mutation').length - 1),
  )
}

const queries = [
  `*[slug.current == "tides-7"][0]{title, body}`,
  `*[_type == "article"]|order(publishedAt desc)[0...10]{_id, title}`,
  `*[_id == "article-3"][0]`,
].map((query) => `/data/query/${dataset}?query=${encodeURIComponent(query)}`)

const rivals = Array.from({length: Number(values.rivals)}, () =>
  spawn(process.execPath, ['-e', 'for (;;);'], {stdio: 'ignore'}),
)
const delay = monitorEventLoopDelay()
const readTimes: number[] = []
const writeTimes: number[] = []
const wrong: number[] = []
const timed = async (times: number[], from: number, work: Promise<number>) => {
  const status = await work
  if (from >= measured) times.push(performance.now() - from)
  if (status !== 200) wrong.push(status)
}

/** What is asked before this is answered and not counted: threads start, code gets warm. */
const measured = performance.now() + Number(values.warm) * 1_000
const until = measured + seconds * 1_000
async function read(index: number) {
  const agent = new Agent({keepAlive: true, maxSockets: 1})
  let beat = performance.now() + (index / readers) * 1_000
  for (; beat < until; beat += 1_000) {
    await pause(beat)
    await timed(readTimes, beat, ask(queries[index % queries.length] ?? '', agent))
  }
  agent.destroy()
}
const pause = (time: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, time - performance.now())))

delay.enable()
const cpuBefore = cpuSeconds(lake.pid)
const reading = Array.from({length: readers}, (_, index) => read(index))
const writers = new Agent({keepAlive: true})
const writing: Promise<void>[] = []
let beat = performance.now() + 1_000
for (let n = 0; beat < until; n++, beat += 1_000 / rate) {
  await pause(beat)
  const patch = {id: `article-${n % documents}`, set: {title: `Round ${n}`}, inc: {round: 1}}
  const sent = JSON.stringify({mutations: [{patch}]})
  writing.push(timed(writeTimes, beat, ask(`/data/mutate/${dataset}`, writers, sent)))
}
await Promise.all([...writing, ...reading])
delay.disable()
for (const rival of rivals) rival.kill()
await pause(performance.now() + 1_000) // for what is on its way to the listeners

const at = (times: number[], share: number) =>
  Math.round(
    (times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * share)] ?? NaN) * 10,
  ) / 10
const summary = (times: number[]) => ({
  count: times.length,
  median: at(times, 0.5),
  p95: at(times, 0.95),
  p99: at(times, 0.99),
  worst: at(times, 1),
})
console.log(
  JSON.stringify({
    bench: 'writes',
    unit: 'ms',
    rate,
    listeners,
    readers,
    documents,
    rivals: rivals.length,
    writes: {...summary(writeTimes), p99Share: Math.round(at(writeTimes, 0.99)) / WRITE_GOAL_MS},
    reads: summary(readTimes),
    wrong: wrong.length,
    eventsHeard: heard,
    eventsExpected: writing.length * listeners,
    ownDelayP99: Math.round(delay.percentile(99) / 1e5) / 10,
    lakeCpuShare: Math.round((cpuSeconds(lake.pid) - cpuBefore) / (seconds / 100)) / 100,
    lakeRssMb: rssMb(lake.pid),
  }),
)
streams.destroy()
writers.destroy()
await lake.stop()
removeDirectory(directory)
