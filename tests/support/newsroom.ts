/**
 * A newsroom: a real lake and the real site on free ports, the site's webhook registered, and an editor's client. What an editor
 * writes reaches readers the way it does in earnest. The site needs its build.
 */
import {randomBytes} from 'node:crypto'
import {join} from 'node:path'
import {setTimeout as wait} from 'node:timers/promises'
import type {SanityClient} from '@sanity/client'
import {removeDirectory, temporaryDirectory} from './directory.ts'
import {freePort} from './free-port.ts'
import {renderedPages} from './rendered.ts'
import {dataset, projectId, startLake, startSite, type RunningLake, type Server} from './servers.ts'

export interface Newsroom {
  lake: RunningLake
  site: Server
  client: SanityClient
  webhookSecret: string
  draftSecret: string
  directory: string
  /** A page as a reader gets it. */
  read(path: string, headers?: Record<string, string>): Promise<Read>
  /** Read until the page is as wanted; fails after `patience` ms with what came last. */
  readUntil(path: string, wanted: (page: Read) => boolean, patience?: number): Promise<Read>
  /** When each page in the site's cache was rendered, by address. */
  renders(): Map<string, number>
  /**
   * The same, once every webhook was delivered, no page waits for a render, also of those that a start renders by itself, and nothing
   * has been rendered for a second. Fails after `patience` ms with what the site said of pages that it could not render, if that is given.
   */
  settled(patience?: number): Promise<Map<string, number>>
  /** End the site and start it again over the same directory and port. */
  restartSite(signal?: NodeJS.Signals): Promise<void>
  stopSite(signal?: NodeJS.Signals): Promise<void>
  /** One more instance of the same site, on a directory of its own, which it finds again when it is started again. */
  anotherSite(name?: string): Promise<Server>
  stopLake(): Promise<void>
  /** Start the lake again over the same directory and port. */
  startLakeAgain(): Promise<void>
  stop(): Promise<void>
}

export interface Read {
  status: number
  body: string
  headers: Headers
}

interface Options {
  /** In front of the lake, as the site sees it: to count, or to fail. */
  lakeOrigin?: (lake: RunningLake) => Promise<string>
  studio?: string
  /** Write what is there before the site starts, and of which no webhook tells. */
  archive?: (client: SanityClient) => Promise<void>
  /** Between lake and site: given where the site hears of changes, answers where the lake tells of them. */
  messenger?: (hears: string) => Promise<string>
  /** Give the site a token that may write. */
  writes?: boolean
  /** Further settings of the site. */
  env?: Record<string, string>
}

export async function openNewsroom(options: Options = {}): Promise<Newsroom> {
  const directory = temporaryDirectory('newsroom')
  const webhookSecret = randomBytes(32).toString('hex')
  const draftSecret = randomBytes(32).toString('hex')
  // Ports that are theirs while they are down, too.
  let lake = await startLake({directory: join(directory, 'lake'), port: await freePort()})
  const {token} = await lake.addUser('Editor', 'administrator')
  await options.archive?.(lake.client(token))
  const lakeOrigin = await options.lakeOrigin?.(lake)
  const openSite = (port: number, name = 'site') =>
    startSite({
      lake,
      directory: join(directory, name),
      port,
      token,
      ...(options.studio ? {studio: options.studio} : {}),
      env: {
        SANITY_WEBHOOK_SECRET: webhookSecret,
        DRAFT_SECRET: draftSecret,
        SITE_ADMIN_PORT: '0',
        ...(options.writes ? {SANITY_WRITE_TOKEN: token} : {}),
        ...(lakeOrigin ? {SANITY_API_HOST: lakeOrigin} : {}),
        ...options.env,
      },
    })
  let site = await openSite(await freePort())
  const hook = await registerWebhook({lake, site, token, webhookSecret, ...options})
  const others: Server[] = []
  const isTold = () => everythingDelivered(lake, token, hook)

  const newsroom: Newsroom = {
    lake,
    site,
    client: lake.client(token),
    webhookSecret,
    draftSecret,
    directory,
    read: (path, headers = {}) => read(`http://127.0.0.1:${site.port}${path}`, headers),
    async readUntil(path, wanted, patience = 60_000) {
      const end = Date.now() + patience
      for (;;) {
        const page = await newsroom.read(path)
        if (wanted(page)) return page
        if (Date.now() > end)
          throw new Error(
            `${path} stayed as it was (${page.status}): ${page.body.slice(0, 2_000)}\n${site.log()}`,
          )
        await wait(10)
      }
    },
    renders: () => renderedPages(directory),
    async settled(patience = Infinity) {
      const end = Date.now() + patience
      let last = ''
      for (let quiet = 0; quiet < 4;) {
        if (Date.now() > end) throw new Error(`The site did not settle.\n${lastFailures(site)}`)
        await wait(250)
        const now = JSON.stringify([...newsroom.renders()].toSorted())
        quiet = now === last && (await isTold()) && (await isIdle(site)) ? quiet + 1 : 0
        last = now
      }
      return newsroom.renders()
    },
    async restartSite(signal) {
      await site.stop(signal)
      newsroom.site = site = await openSite(site.port)
    },
    stopSite: (signal) => site.stop(signal),
    async anotherSite(name = 'another-site') {
      const other = await openSite(0, name)
      others.push(other)
      return other
    },
    stopLake: () => lake.stop(),
    async startLakeAgain() {
      newsroom.lake = lake = await startLake({directory: join(directory, 'lake'), port: lake.port})
    },
    async stop() {
      for (const server of [...others, site]) await server.stop()
      await lake.stop()
      removeDirectory(directory)
    },
  }
  return newsroom
}

async function registerWebhook({
  lake,
  site,
  token,
  webhookSecret,
  messenger = async (hears) => hears,
}: {
  lake: RunningLake
  site: Server
  token: string
  webhookSecret: string
  messenger?: Options['messenger']
}): Promise<string> {
  const origin = `http://127.0.0.1:${site.port}`
  const answer = await fetch(`${origin}/api/webhook-rule`)
  const {includeDrafts, ...rule} = (await answer.json()) as Record<string, unknown>
  const created = await fetch(hooksOf(lake), {
    method: 'POST',
    headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json'},
    body: JSON.stringify({
      type: 'document',
      name: 'site',
      url: await messenger(`${origin}/api/revalidate`),
      dataset,
      rule,
      apiVersion: 'v2025-02-19',
      httpMethod: 'POST',
      includeDrafts,
      secret: webhookSecret,
      headers: {},
      isDisabledByUser: false,
    }),
  })
  if (!created.ok) throw new Error(`The webhook was not registered: ${await created.text()}`)
  const {id} = (await created.json()) as {id: string}
  return id
}

const hooksOf = ({port}: RunningLake) =>
  `http://127.0.0.1:${port}/v2021-06-07/hooks/projects/${projectId}`

/** Whether the lake has nothing left to tell the site. */
async function everythingDelivered(lake: RunningLake, token: string, hook: string) {
  const answer = await fetch(`${hooksOf(lake)}/${hook}/messages?limit=1000`, {
    headers: {authorization: `Bearer ${token}`},
  })
  const messages = (await answer.json()) as {status: string}[]
  return messages.every(({status}) => status !== 'queued')
}

/** Whether the site has nothing to render, by its own word. */
async function isIdle({adminPort}: Server): Promise<boolean> {
  const metrics = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text()
  const valueOf = (name: string) => new RegExp(`^${name} (.*)$`, 'm').exec(metrics)?.[1]
  return valueOf('masthead_renewals_waiting') === '0' && valueOf('masthead_warm') === '1'
}

/** The last lines of its log that tell of pages which could not be rendered, or not passed on to a front cache. */
export const lastFailures = (site: Server): string =>
  site
    .log()
    .split('\n')
    .filter((line) => /page could not be rendered|front cache could not be/.test(line))
    .slice(-20)
    .join('\n')

async function read(url: string, headers: Record<string, string>): Promise<Read> {
  const answer = await fetch(url, {headers, redirect: 'manual'})
  return {status: answer.status, body: await answer.text(), headers: answer.headers}
}

let moment = Date.parse('2026-01-01T00:00:00Z')

/** An article with as little as it needs to have a page, published a minute after the one before. */
export function anArticle(slug: string, fields: Record<string, unknown> = {}) {
  moment += 60_000
  return {
    _id: `article-${slug}`,
    _type: 'article',
    title: `Title of ${slug}`,
    slug: {_type: 'slug', current: slug},
    language: 'en',
    standfirst: `Standfirst of ${slug}`,
    body: `Body of ${slug}`,
    publishedAt: new Date(moment).toISOString(),
    ...fields,
  }
}

export const anAuthor = (slug: string, name: string) => ({
  _id: `author-${slug}`,
  _type: 'author',
  name,
  slug: {_type: 'slug', current: slug},
})

export const aTopic = (slug: string, title: string) => ({
  _id: `topic-${slug}`,
  _type: 'topic',
  title,
  slug: {_type: 'slug', current: slug},
})

export const referTo = (...ids: string[]) =>
  ids.map((id) => ({_type: 'reference', _ref: id, _key: id}))
