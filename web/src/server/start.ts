/** Puts the parts of the site together and in order: settings, page cache, port, Next, front, and then the world. */
import {createHash} from 'node:crypto'
import {readdir, rm} from 'node:fs/promises'
import {createServer, type Server} from 'node:http'
import path from 'node:path'
import {setTimeout as wait} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {createClient, type SanityClient} from '@sanity/client'
import {articlePath} from '../addresses.ts'
import {disableDraft, enableDraft} from '../api/draft-mode.ts'
import {receiptsApi} from '../api/receipts.ts'
import {revalidate} from '../api/revalidate.ts'
import {ApiRoutes} from '../api/routes.ts'
import {DiskPages} from '../cache/disk-pages.ts'
import {openPageCache} from '../cache/door.ts'
import {PageCache} from '../cache/page-cache.ts'
import {TagJournal} from '../cache/tag-journal.ts'
import {TagStates} from '../cache/tag-states.ts'
import {readConfig, type SiteConfig} from '../config.ts'
import {portTaken, settingMissing} from '../errors.ts'
import type {Change} from '../invalidation/change.ts'
import {Invalidation} from '../invalidation/invalidation.ts'
import type {AskLake} from '../invalidation/neighbours.ts'
import {Sweep} from '../invalidation/sweep.ts'
import {webhookRule} from '../invalidation/webhook-rule.ts'
import {Editors} from '../receipts/editors.ts'
import {Redirects} from '../redirects/redirects.ts'
import {Receipts} from '../receipts/receipts.ts'
import {expectations} from '../receipts/expectations.ts'
import {openSearch} from '../search/door.ts'
import {SearchIndex} from '../search/search-index.ts'
import {Assets} from './assets.ts'
import {readBuild} from './build.ts'
import {DraftCookie} from './draft-cookie.ts'
import {Front} from './front.ts'
import {log, reasonOf} from './log.ts'
import {openNext} from './next-door.ts'
import {readerHeaders} from './policy.ts'
import {isNotFoundPath, notFoundPath, ReaderPages} from './reader-pages.ts'
import {Renewals} from './renewals.ts'
import {SearchAnswers} from './search-answer.ts'
import {StaticFiles} from './static-files.ts'
import {Styles} from './styles.ts'

export interface RunningSite {
  port: number
  close(): Promise<void>
}

const siteFolder = fileURLToPath(new URL('../..', import.meta.url))
const sweepEvery = 60_000
const diskBytes = 1e9
const warmed = 20

/** How long the start waits for the front page: a lake that hangs must not keep the others from readers. */
const firstPages = 5_000

export async function startSite(env: NodeJS.ProcessEnv): Promise<RunningSite> {
  const build = await readBuild(siteFolder)
  const server = createServer({
    requestTimeout: 30_000,
    headersTimeout: 15_000,
    keepAliveTimeout: 30_000,
  })
  const port = await listen(server, readConfig(env).port)
  const config = settleAddress(env, port)
  const {webhookSecret, draftSecret} = config
  if (!webhookSecret) throw settingMissing('SANITY_WEBHOOK_SECRET', '<32 random bytes in hex>')
  if (!draftSecret) throw settingMissing('DRAFT_SECRET', '<32 random bytes in hex>')

  const site = new URL(config.siteUrl)
  const policy = {
    imagesOrigin: config.images.proxied ? undefined : config.images.origin,
    studioOrigin: config.studioUrl,
  }
  const directory = await ownDirectory(config, build.id)
  const cache = await openCache(directory)
  process.chdir(siteFolder)
  const next = await openNext({directory: siteFolder, site})

  const failures = new Map<string, string>()
  const renewals = new Renewals({
    render: async (address) => {
      await pages.renew(address)
      failures.delete(address)
    },
    report: (address, error) => {
      failures.set(address, reasonOf(error))
      log('warn', 'page could not be rendered', {address, reason: reasonOf(error)})
    },
  })
  const pages = new ReaderPages({
    cache,
    next,
    headers: readerHeaders(policy),
    onStale: (address) => renewals.soon(address),
  })
  const client = lakeClient(config)
  const ask: AskLake = (query, params) => client.fetch(query, params)
  const report = (error: unknown) => log('warn', 'invalidation', {reason: reasonOf(error)})
  const revisionOf = (address: string) => pages.revisionOf(address)
  const invalidation = new Invalidation({cache, renewals, revisionOf, ask, report})
  const redirects = await openRedirects(config, client)
  const search = new SearchIndex({
    ask,
    report: (error) => log('warn', 'search', {reason: reasonOf(error)}),
  })
  openSearch(search)
  const applyChange = (change: Change) => {
    void search.told(change)
    return invalidation.apply(change)
  }
  const sweep = new Sweep({
    cache,
    ask,
    apply: (change) => applyChange(change),
    renewStale: () => {
      invalidation.renewStale()
      void redirects.refresh()
      void search.verify()
    },
    file: path.join(directory, 'sweep.json'),
    every: sweepEvery,
    report: (error) => log('warn', 'sweep', {reason: reasonOf(error)}),
  })

  const receipts = new Receipts({
    look: (address) => lookThroughFront(port, address),
    isCurrent: (address) => pages.isCurrent(address),
    renew: (address) => void renewals.now(address),
    failureOf: (address) => failures.get(address),
    log,
    file: path.join(directory, 'receipts.json'),
  })
  await receipts.load()
  const editors = new Editors({
    whoIs: (bearer) => client.withConfig({token: bearer}).request({uri: '/users/me'}),
  })

  const draftCookie = new DraftCookie({secret: draftSecret, secure: site.protocol === 'https:'})
  const {projectId, dataset, readToken: token} = config.lake
  const api = new ApiRoutes({
    revalidate: revalidate({
      secret: webhookSecret,
      projectId,
      dataset,
      apply: async (change, transaction) => {
        const {id: document, type, rev} = change
        log('info', 'document changed', {transaction, document, type, rev})
        void search.told(change)
        const redirected = redirects.changed(change)
        const effect = await invalidation.apply(change, (addresses) => {
          if (transaction === undefined) return
          // The page for what is not there is made anew with the others, and stands at no address.
          const visible = addresses.filter((address) => !isNotFoundPath(address))
          receipts.open({transaction, document, pages: expectations(change, visible)})
        })
        await redirected
        sweep.told(change)
        return effect
      },
    }),
    webhookRule: async () => Response.json(webhookRule),
    enableDraft: enableDraft({
      client: token ? client.withConfig({token}) : undefined,
      cookie: draftCookie,
    }),
    disableDraft: disableDraft({cookie: draftCookie}),
    receipts: receiptsApi({receipts, editors, studioOrigin: config.studioUrl}),
  })
  const assets = config.images.proxied
    ? new Assets({origin: config.images.origin, projectId, dataset})
    : undefined
  const front = new Front({
    site,
    pages,
    search: new SearchAnswers({next, headers: readerHeaders(policy)}),
    next,
    files: await ownFiles(),
    styles: new Styles(next),
    redirects,
    api,
    assets,
    draftCookie,
    bypass: build.bypass,
    policy,
  })
  server.on('request', front.handle)
  await Promise.race([redirects.refresh(), wait(firstPages, undefined, {ref: false})])
  await Promise.race([renewals.all(['/', notFoundPath]), wait(firstPages, undefined, {ref: false})])
  sweep.start()
  void search.load()
  void warm(ask, renewals, pages)

  return {
    port,
    close: async () => {
      await sweep.close()
      renewals.close()
      assets?.close()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      await next.close()
      await cache.settled()
      await receipts.close()
    },
  }
}

/** With `SITE_PORT=0` the address is known only now. Next's bundles read it from the environment, like everything. */
function settleAddress(env: NodeJS.ProcessEnv, port: number): SiteConfig {
  Object.assign(env, {
    SITE_PORT: String(port),
    SITE_URL: env.SITE_URL || `http://localhost:${port}`,
    SITE_DIRECTORY: path.resolve(readConfig(env).directory),
  })
  return readConfig(env)
}

/** Pages of another build, dataset or address are other pages: they ask for other styles, or link elsewhere. */
async function ownDirectory(config: SiteConfig, buildId: string): Promise<string> {
  const {siteUrl, images, lake} = config
  const about = [buildId, siteUrl, images.proxied || images.origin, lake.projectId, lake.dataset]
  const name = createHash('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 16)
  const all = path.join(config.directory, 'pages')
  for (const other of await readdir(all).catch(() => [])) {
    if (other !== name) await rm(path.join(all, other), {recursive: true, force: true})
  }
  return path.join(all, name)
}

async function openCache(directory: string): Promise<PageCache> {
  const cache = new PageCache({
    tags: new TagStates(new TagJournal(path.join(directory, 'tags.ndjson'))),
    store: new DiskPages(path.join(directory, 'html'), {bytes: diskBytes}),
    report: (error) => log('error', 'page cache', {reason: reasonOf(error)}),
  })
  await cache.load()
  openPageCache(cache)
  return cache
}

async function openRedirects(config: SiteConfig, client: SanityClient): Promise<Redirects> {
  const {projectId, dataset, writeToken} = config.lake
  const writer = writeToken ? client.withConfig({token: writeToken}) : undefined
  const redirects = new Redirects({
    ask: (query, params) => client.fetch(query, params),
    origin: config.siteUrl,
    file: path.join(config.directory, `moved-${projectId}-${dataset}.json`),
    write: writer && ((document) => writer.createOrReplace(document)),
    report: (error) => log('warn', 'redirects', {reason: reasonOf(error)}),
  })
  await redirects.load()
  return redirects
}

function lakeClient({lake}: SiteConfig): SanityClient {
  return createClient({
    apiHost: lake.apiHost,
    useProjectHostname: lake.useProjectHostname,
    projectId: lake.projectId,
    dataset: lake.dataset,
    apiVersion: '2025-02-19',
    useCdn: false,
    perspective: 'published',
    stega: false,
    timeout: 10_000,
    maxRetries: 0,
  })
}

async function ownFiles(): Promise<StaticFiles> {
  const files = new StaticFiles()
  await files.add('/_next/static', path.join(siteFolder, '.next', 'static'), {immutable: true})
  await files.add('', path.join(siteFolder, 'public'), {immutable: false})
  await files.add('/fonts', path.join(siteFolder, 'public', 'fonts'), {immutable: true})
  return files
}

/** A page as a reader gets it: over the wire, by way of everything that stands before it. */
async function lookThroughFront(
  port: number,
  address: string,
): Promise<{status: number; revision: string}> {
  const answer = await fetch(`http://127.0.0.1:${port}${address}`, {
    method: 'HEAD',
    redirect: 'manual',
    signal: AbortSignal.timeout(10_000),
  })
  return {status: answer.status, revision: answer.headers.get('x-content-revision') ?? ''}
}

/** Have the newest articles ready before somebody asks. */
async function warm(ask: AskLake, renewals: Renewals, pages: ReaderPages): Promise<void> {
  const query = `*[_type == "article" && defined(slug.current)] | order(publishedAt desc) [0...${warmed}]{"slug": slug.current, language}`
  const newest = await ask<Parameters<typeof articlePath>[0][]>(query, {}).catch(() => [])
  const paths = newest.map(articlePath)
  await renewals.all(paths.filter((address) => !pages.isCurrent(address)))
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? portTaken(port, error) : error),
    )
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}
