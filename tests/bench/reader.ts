/**
 * `pnpm bench reader [--rounds 5] [--seconds 6] [--audits 3] [--only lcp]`: what a reader gets, next to a page written by hand and served by nginx.
 *
 * The seed article as the site shows it. Bytes and requests as a phone's browser counts them; Lighthouse's mobile audit of
 * the article and of the plain page, in turns (`pnpm bench lighthouse` has the other pages), over HTTP/1.1 and, both from the nginx that is shipped, over
 * HTTP/2 with TLS; when both were painted on a line as slow as that of its phone, which nothing computes; the cached article from the site's one process against nginx sending
 * the same bytes, in turns; the largest memory under that load; and starts over a warm file cache until the first 200. Prints
 * one line of JSON for each. Ratios are within this run; figures of another machine are another matter. `--audits 0`
 * or `--rounds 0` leaves a part out; `--only lcp` is the audits alone. Takes about four minutes.
 */
import {randomBytes} from 'node:crypto'
import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {parseArgs} from 'node:util'
import {gzipSync} from 'node:zlib'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {firstAnswer} from '../support/first-answer.ts'
import {freePort} from '../support/free-port.ts'
import {openAuditor} from '../support/lighthouse.ts'
import {startMasthead} from '../support/masthead.ts'
import {prepareNginx} from '../support/nginx.ts'
import {comparePicture, weigh} from '../support/page-weight.ts'
import {writePlainPage} from '../support/plain-page.ts'
import {seeded} from '../support/seeded.ts'
import {selfSigned} from '../support/self-signed.ts'
import {startSite, type Server} from '../support/servers.ts'
import {startStaticNginx} from '../support/static-nginx.ts'
import {load, type Load} from '../support/wrk.ts'

const {values} = parseArgs({
  options: {
    rounds: {type: 'string', default: '5'},
    seconds: {type: 'string', default: '6'},
    audits: {type: 'string', default: '3'},
    only: {type: 'string'},
  },
})
const [rounds, seconds, audits] = [values.rounds, values.seconds, values.audits].map(Number) as [
  number,
  number,
  number,
]

const say = (part: string, figures: object) =>
  console.log(JSON.stringify({bench: 'reader', part, ...figures}))
const round = (value: number, digits = 2) => Number(value.toFixed(digits))
const median = (numbers: number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN

async function gzipped(url: string): Promise<{bytes: number; body: Buffer; headers: Headers}> {
  const answer = await fetch(url, {headers: {'accept-encoding': 'gzip'}})
  const body = Buffer.from(await answer.arrayBuffer()) // decoded by fetch
  return {bytes: Number(answer.headers.get('content-length')), body, headers: answer.headers}
}

interface Compared {
  article: string
  plain: string
}

/** When the largest thing was there: by Lighthouse's computation, and as it was painted on a line that was in truth so slow. */
async function compareLcp(pages: {http1: Compared; http2: Compared}) {
  const auditor = await openAuditor()
  const elements = new Set<string>()
  const shifts: number[] = []
  const computed = async (url: string) => {
    const {lcp, cls, lcpElement} = await auditor.audit(url)
    if (url === pages.http1.article) elements.add(lcpElement)
    shifts.push(cls)
    return lcp
  }
  const painted = async (url: string) => (await auditor.paint(url)).lcp
  const ways = [
    {way: 'lcp, computed', of: pages.http1, look: computed},
    {way: 'lcp, computed over HTTP/2', of: pages.http2, look: computed},
    {way: 'lcp, painted', of: pages.http1, look: painted},
  ].map((one) => ({...one, article: [] as number[], plain: [] as number[]}))
  try {
    for (let i = 0; i < audits; i++) {
      for (const {of, look, article, plain} of ways) {
        article.push(await look(of.article))
        plain.push(await look(of.plain))
      }
    }
  } finally {
    await auditor.close()
  }
  for (const {way, article, plain} of ways)
    say(way, {unit: 'ms', article, plain, ratio: round(median(article) / median(plain))})
  say('lcp of the article', {elements: [...elements], cls: Math.max(...shifts)})
}

/** Site and plain page from one nginx as it is shipped, over HTTP/2. */
async function openHttp2(root: string) {
  const secrets = temporaryDirectory('bench-tls')
  const port = await freePort()
  const nginx = await prepareNginx({
    more: `listen 127.0.0.1:${port} ssl http2;
      ${await selfSigned(secrets)}
      location ^~ /plain/ { alias ${root}/; gzip_static on; default_type text/html; }
      location ^~ /hero- { root ${root}; types { image/webp webp; } }`,
  })
  await nginx.start([site.port])
  return {
    url: `https://localhost:${port}`,
    async close() {
      await nginx.stop()
      nginx.remove()
      removeDirectory(secrets)
    },
  }
}

/** The largest resident memory so far, in MiB. Linux only. */
const peakOf = ({pid}: Server) => {
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kilobytes) / 1024)
}

async function measureLoad(site: Server, url: string, limit: string) {
  const runs: {site: Load; nginx: Load; one: Load; oneNginx: Load}[] = []
  await load(url, {connections: 64, seconds: 2})
  for (let i = 0; i < rounds; i++) {
    runs.push({
      site: await load(url, {connections: 64, seconds}),
      nginx: await load(limit, {connections: 64, seconds}),
      one: await load(url, {connections: 1, seconds: 2}),
      oneNginx: await load(limit, {connections: 1, seconds: 2}),
    })
  }
  const of = (pick: (run: (typeof runs)[number]) => number) => round(median(runs.map(pick)), 3)
  say('throughput', {
    rounds,
    site: of((run) => run.site.perSecond),
    nginx: of((run) => run.nginx.perSecond),
    ratio: of((run) => run.site.perSecond / run.nginx.perSecond),
    ratios: runs.map((run) => round(run.site.perSecond / run.nginx.perSecond)),
    p99: of((run) => run.site.p99),
    'nginx p99': of((run) => run.nginx.p99),
    'one connection p99': of((run) => run.one.p99),
    'nginx, one connection p99': of((run) => run.oneNginx.p99),
    errors: runs.reduce((sum, run) => sum + run.site.errors + run.one.errors, 0),
    peakMiB: peakOf(site),
  })
}

const onlyLcp = values.only === 'lcp'
const masthead = await startMasthead()
const folder = temporaryDirectory('bench-reader')
chmodSync(folder, 0o755) // nginx gives up being root, if that is who runs this
const lakePort = Number(new URL(masthead.lake).port)
const lake = {port: lakePort} as Server
// A start with other secrets is the first start of another site: its pages have other cards, and none are there yet.
const env = {
  SANITY_WEBHOOK_SECRET: randomBytes(32).toString('hex'),
  DRAFT_SECRET: randomBytes(32).toString('hex'),
}
const openSite = (port = 0) => startSite({lake, directory: join(folder, 'site'), port, env})
let site = await openSite()
const address = (path: string) => `http://127.0.0.1:${site.port}${path}`

/** From the start of the process to the first 200, everything rendered and on disk. */
async function measureStarts(path: string) {
  const starts: number[] = []
  for (let i = 0; i < 6; i++) {
    const {port} = site
    await site.stop()
    const started = performance.now()
    const opening = openSite(port)
    await firstAnswer(address(path))
    starts.push(Math.round(performance.now() - started))
    site = await opening
    await new Promise((resolve) => setTimeout(resolve, 1_500)) // Next is being loaded behind it
  }
  say('cold start', {unit: 'ms', median: median(starts.slice(1)), runs: starts.slice(1)})
}

try {
  const paths = await seeded(masthead)
  await firstAnswer(address(paths.article))

  const article = await gzipped(address(paths.article))
  const weight = await weigh(address(paths.article))
  say('weight', {
    htmlWithStylesGzip: article.bytes,
    requests: weight.requests,
    bytesInBrowser: weight.bytes,
  })

  const facts = await masthead.client.fetch<{body: string; alt: string; url: string}>(
    `*[_type == "article"][0]{body, "alt": heroImage.alt, "url": heroImage.asset->url}`,
  )
  const original = new Uint8Array(await (await fetch(facts.url)).arrayBuffer())
  const hero = weight.images[0]?.url
  if (hero) say('hero', await comparePicture(hero, original))

  const root = join(folder, 'www')
  await writePlainPage(join(root), {
    title: paths.title,
    paragraphs: facts.body.split(/\n{2,}/),
    picture: original,
    alt: facts.alt,
  })
  const copy = join(root, 'copy')
  mkdirSync(copy)
  writeFileSync(join(copy, 'index.html'), article.body)
  writeFileSync(join(copy, 'index.html.gz'), gzipSync(article.body, {level: 6}))
  const own = ['content-security-policy', 'permissions-policy', 'x-content-revision']
  const nginx = await startStaticNginx(
    root,
    Object.fromEntries(own.map((name) => [name, article.headers.get(name) ?? ''])),
  )
  try {
    const plain = `http://127.0.0.1:${nginx.port}/`
    const same = await gzipped(`${plain}copy/`)
    if (!same.body.equals(article.body)) throw new Error('nginx does not send the same bytes.')
    const {requests, bytes} = await weigh(plain)
    say('plain page', {htmlGzip: (await gzipped(plain)).bytes, requests, bytesInBrowser: bytes})
    if (!onlyLcp) await measureStarts(paths.article)
    if (rounds > 0 && !onlyLcp)
      await measureLoad(site, address(paths.article), `${plain}copy/index.html`)
    if (audits > 0) {
      const http2 = await openHttp2(root)
      try {
        await compareLcp({
          http1: {article: address(paths.article), plain},
          http2: {article: http2.url + paths.article, plain: `${http2.url}/plain/index.html`},
        })
      } finally {
        await http2.close()
      }
    }
  } finally {
    await nginx.stop()
  }
} finally {
  await site.stop()
  await masthead.stop()
  removeDirectory(folder)
}
process.exit()
