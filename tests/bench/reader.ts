/**
 * `pnpm bench reader [--rounds 5] [--seconds 6] [--audits 5]`: what a reader gets, next to a page written by hand and served by nginx.
 *
 * The seed article as the site shows it. Bytes and requests as a phone's browser counts them; Lighthouse's mobile audit of
 * four templates and of the plain page, in turns; the cached article from the site's one process against nginx sending
 * the same bytes, in turns; the largest memory under that load; and starts over a warm file cache until the first 200. Prints
 * one line of JSON for each. Ratios are within this run; figures of another machine are another matter. `--audits 0`
 * or `--rounds 0` leaves a part out.
 */
import {randomBytes} from 'node:crypto'
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {parseArgs} from 'node:util'
import {gzipSync} from 'node:zlib'
import {launchBrowser} from '../support/chromium.ts'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {firstAnswer} from '../support/first-answer.ts'
import {likeness, luminanceOf} from '../support/likeness.ts'
import {openAuditor, type Audit} from '../support/lighthouse.ts'
import {startMasthead} from '../support/masthead.ts'
import {plainPicture, writePlainPage} from '../support/plain-page.ts'
import {seeded} from '../support/seeded.ts'
import {startSite, type Server} from '../support/servers.ts'
import {startStaticNginx} from '../support/static-nginx.ts'
import {load, type Load} from '../support/wrk.ts'

const {values} = parseArgs({
  options: {
    rounds: {type: 'string', default: '5'},
    seconds: {type: 'string', default: '6'},
    audits: {type: 'string', default: '5'},
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

/** What the browser of a phone asks for to show a page, before anybody scrolls. */
async function weigh(url: string) {
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext({
      viewport: {width: 412, height: 823},
      deviceScaleFactor: 1.75,
      isMobile: true,
      hasTouch: true,
    })
    const page = await context.newPage()
    const asked: {type: string; bytes: number; url: string}[] = []
    page.on('requestfinished', async (request) => {
      if (request.url().startsWith('data:')) return
      const {responseBodySize} = await request.sizes()
      asked.push({type: request.resourceType(), bytes: responseBodySize, url: request.url()})
    })
    await page.goto(url, {waitUntil: 'networkidle'})
    await page.waitForTimeout(300)
    const bytes: Record<string, number> = {}
    for (const one of asked) bytes[one.type] = (bytes[one.type] ?? 0) + one.bytes
    return {requests: asked.length, bytes, images: asked.filter(({type}) => type === 'image')}
  } finally {
    await browser.close()
  }
}

async function gzipped(url: string): Promise<{bytes: number; body: Buffer; headers: Headers}> {
  const answer = await fetch(url, {headers: {'accept-encoding': 'gzip'}})
  const body = Buffer.from(await answer.arrayBuffer()) // decoded by fetch
  return {bytes: Number(answer.headers.get('content-length')), body, headers: answer.headers}
}

/** The picture that the phone got, against a WebP by hand that looks as much like the original. */
async function comparePicture(url: string, original: Uint8Array) {
  const fetched = async (accept: string) => {
    const answer = await fetch(url, {headers: {accept}})
    return Buffer.from(await answer.arrayBuffer())
  }
  const [avif, webp] = [await fetched('image/avif,image/webp'), await fetched('image/webp')]
  const {width} = await luminanceOf(avif)
  const reference = await luminanceOf(await plainPicture(original, width, 100))
  const alike = async (file: Uint8Array) => likeness(await luminanceOf(file), reference)
  const asGood = async (wanted: number) => {
    for (let quality = 30; quality <= 100; quality += 2) {
      const file = await plainPicture(original, width, quality)
      if ((await alike(file)) >= wanted) return {quality, bytes: file.length}
    }
    return {quality: 100, bytes: (await plainPicture(original, width, 100)).length}
  }
  const kinds = Object.entries({avif, webp}).map(async ([name, file]) => {
    const ssim = await alike(file)
    const plain = await asGood(ssim)
    return [
      name,
      {bytes: file.length, ssim: round(ssim, 4), plain, ratio: round(file.length / plain.bytes)},
    ] as const
  })
  return {width, ...Object.fromEntries(await Promise.all(kinds))}
}

async function auditAll(pages: Record<string, string>) {
  const found: Record<string, Audit[]> = Object.fromEntries(
    Object.keys(pages).map((name) => [name, []]),
  )
  const auditor = await openAuditor()
  try {
    for (let i = 0; i < audits; i++) {
      for (const [name, url] of Object.entries(pages)) found[name]?.push(await auditor.audit(url))
    }
  } finally {
    await auditor.close()
  }
  const plain = median(found['plain']?.map(({lcp}) => lcp) ?? [])
  for (const [name, runs] of Object.entries(found)) {
    const all = (pick: (audit: Audit) => number) => runs.map(pick)
    say(`lighthouse ${name}`, {
      performance: all(({performance}) => performance),
      accessibility: all(({accessibility}) => accessibility),
      bestPractices: all(({bestPractices}) => bestPractices),
      seo: all(({seo}) => seo),
      lcp: all(({lcp}) => lcp),
      'lcp / plain': round(median(all(({lcp}) => lcp)) / plain),
      fcp: median(all(({fcp}) => fcp)),
      tbt: median(all(({tbt}) => tbt)),
      cls: Math.max(...all(({cls}) => cls)),
      lcpElement: runs[0]?.lcpElement,
      failed: [...new Set(runs.flatMap(({failed}) => failed))],
    })
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

const masthead = await startMasthead()
const folder = temporaryDirectory('bench-reader')
const lakePort = Number(new URL(masthead.lake).port)
const lake = {port: lakePort} as Server
// A start with other secrets is the first start of another site: its pages have other cards, and none are there yet.
const env = {
  SANITY_WEBHOOK_SECRET: randomBytes(32).toString('hex'),
  DRAFT_SECRET: randomBytes(32).toString('hex'),
}
const openSite = (port = 0) => startSite({lake, directory: join(folder, 'site'), port, env})
let site = await openSite()
try {
  const paths = {...(await seeded(masthead)), home: '/'}
  const address = (path: string) => `http://127.0.0.1:${site.port}${path}`
  const shown = {
    article: paths.article,
    author: paths.author,
    topic: paths.topic,
    home: paths.home,
  }
  for (const path of Object.values(shown)) await firstAnswer(address(path))

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
    const starts: number[] = []
    for (let i = 0; i < 6; i++) {
      const {port} = site
      await site.stop()
      const started = performance.now()
      const opening = openSite(port)
      await firstAnswer(address(paths.article))
      starts.push(Math.round(performance.now() - started))
      site = await opening
      await new Promise((resolve) => setTimeout(resolve, 1_500)) // Next is being loaded behind it
    }
    say('cold start', {unit: 'ms', median: median(starts.slice(1)), runs: starts.slice(1)})
    if (rounds > 0) await measureLoad(site, address(paths.article), `${plain}copy/index.html`)
    if (audits > 0) {
      const pages = Object.entries(shown).map(([name, path]) => [name, address(path)])
      await auditAll({...Object.fromEntries(pages), plain})
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
