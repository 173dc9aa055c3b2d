/** Opens the site's listener for those who run it: what is counted elsewhere, and what makes the site ready. */
import {randomUUID} from 'node:crypto'
import {rm, writeFile} from 'node:fs/promises'
import path from 'node:path'
import type {PageCache} from '../cache/page-cache.ts'
import type {Fleet} from '../fleet/fleet.ts'
import type {AskLake} from '../content/questions.ts'
import type {Sweep} from '../invalidation/sweep.ts'
import type {Receipts} from '../receipts/receipts.ts'
import {reasonOf} from '../log.ts'
import type {ReaderPages} from '../server/reader-pages.ts'
import type {Renewals} from '../renewals/renewals.ts'
import {openAdmin, type AdminServer, type Check} from './admin-server.ts'
import {watchProcess} from './process-metrics.ts'
import type {SiteWatch} from './site-watch.ts'

export interface SiteAdminOptions {
  port: number
  watch: SiteWatch
  cache: PageCache
  pages: Pick<ReaderPages, 'counts' | 'isCurrent'>
  renewals: Pick<Renewals, 'size' | 'oldest'>
  receipts: Pick<Receipts, 'states'>
  sweep: Pick<Sweep, 'lastAt'>
  fleet: Pick<Fleet, 'state'> | undefined
  frontCaches: {failing(): string[]}
  ask: AskLake
  /** Whether Next is loaded. */
  isLoaded: () => boolean
  /** Whether the articles that nobody asked for yet have been rendered. */
  isWarm: () => boolean
  directory: string
}

/** How long the lake has to answer before it counts as away. */
const patience = 2_000
/** A sweep that is older than this has failed several times. */
const sweepLimit = 300

export function openSiteAdmin(options: SiteAdminOptions): Promise<AdminServer> {
  const {port, watch} = options
  watchProcess(watch.metrics)
  watchParts(options)
  return openAdmin({port, metrics: watch.metrics, checks: () => checksOf(options)})
}

function watchParts(options: SiteAdminOptions): void {
  const {watch, cache, pages, renewals, receipts, sweep, fleet, frontCaches} = options
  const {metrics} = watch
  const count = (name: string, help: string, counts: object, label: string) =>
    metrics.gauge(
      name,
      help,
      () => Object.entries(counts).map(([kind, value]) => [{[label]: kind}, Number(value)]),
      'counter',
    )
  count(
    'masthead_pages_served_total',
    'Pages of readers: out of memory, out of memory although stale, or by way of the page cache.',
    pages.counts,
    'from',
  )
  count(
    'masthead_page_cache_reads_total',
    'Where the page cache found what it was asked for.',
    cache.counts.reads,
    'found',
  )
  count(
    'masthead_page_answers_total',
    'Answers of the lake that pages asked for: out of memory, or fetched.',
    cache.answers.counts,
    'from',
  )
  metrics.gauge(
    'masthead_renewals_waiting',
    'Pages that wait for a render, failing ones included.',
    () => renewals.size,
  )
  metrics.gauge(
    'masthead_renewals_oldest_seconds',
    'How long the oldest of them has waited.',
    () => renewals.oldest() / 1000,
  )
  metrics.gauge(
    'masthead_warm',
    'Whether the articles that nobody had asked for since the start have been rendered: 1, or 0 while that goes on.',
    () => Number(options.isWarm()),
  )
  metrics.gauge('masthead_receipts', 'Receipts that are kept, by state.', () =>
    Object.entries(receipts.states()).map(([state, value]) => [{state}, value]),
  )
  metrics.gauge(
    'masthead_front_cache_failing',
    'Pages that some cache before the site could not be made to fetch.',
    () => frontCaches.failing().length,
  )
  metrics.gauge(
    'masthead_sweep_age_seconds',
    'Since the lake was last asked for missed changes with success.',
    () => ageOf(sweep.lastAt),
  )
  metrics.gauge(
    'masthead_webhook_age_seconds',
    'Since a webhook was last worked off; as old as the process before the first.',
    () => ageOf(watch.lastWebhook),
  )
  if (!fleet) return
  metrics.gauge(
    'masthead_redis_up',
    'Whether Redis can be asked, and says what other instances changed.',
    () => Number(['here', 'slow'].includes(fleet.state().redis)),
  )
  metrics.gauge(
    'masthead_redis_unsent_marks',
    'Changes that wait on disk for Redis to come back.',
    () => fleet.state().waiting,
  )
  metrics.gauge(
    'masthead_other_instances',
    'Other instances of the site that were heard of lately.',
    () => fleet.state().others,
  )
}

async function checksOf(options: SiteAdminOptions): Promise<Record<string, Check>> {
  const {isLoaded, pages, fleet, frontCaches, sweep, directory, watch} = options
  const [lake, store] = await Promise.all([lakeProblem(options), storeProblem(directory)])
  const showsFront = pages.isCurrent('/')
  const failing = frontCaches.failing()
  const swept = ageOf(sweep.lastAt)
  return {
    next: isLoaded()
      ? {ok: true, detail: 'loaded'}
      : {ok: false, bearable: showsFront, detail: 'still loading; pages at hand are served'},
    lake: lake
      ? {ok: false, bearable: showsFront, detail: `${lake}; pages at hand are served`}
      : {ok: true, detail: 'answers'},
    store: store
      ? {ok: false, bearable: true, detail: store}
      : {ok: true, detail: 'can be written'},
    sweep: {ok: swept < sweepLimit, bearable: true, detail: `${Math.round(swept)} s ago`},
    webhook: {
      ok: true,
      detail: watch.lastWebhook ? `${Math.round(ageOf(watch.lastWebhook))} s ago` : 'none yet',
    },
    ...(fleet ? {redis: redisCheck(fleet.state())} : {}),
    frontCaches: {
      ok: failing.length === 0,
      bearable: true,
      detail:
        failing.length === 0 ? 'nothing waits' : `${failing.length} pages could not be refreshed`,
    },
  }
}

function redisCheck({redis, waiting, others}: ReturnType<Fleet['state']>): Check {
  if (redis === 'here') return {ok: true, detail: `answers; other instances: ${others}`}
  if (redis === 'slow')
    return {ok: false, bearable: true, detail: `answers slowly; other instances: ${others}`}
  if (redis === 'unreadable')
    return {
      ok: false,
      bearable: true,
      detail: 'what other instances changed cannot be read: see the log',
    }
  return {ok: false, bearable: true, detail: `away; ${waiting} changes wait for it`}
}

async function lakeProblem({ask}: SiteAdminOptions): Promise<string | undefined> {
  const late = new Promise<string>((resolve) => {
    setTimeout(resolve, patience, `no answer for ${patience} ms`).unref()
  })
  const asked = ask('1', {}).then(
    () => undefined,
    (error: unknown) => reasonOf(error),
  )
  return Promise.race([asked, late])
}

/** Several may ask at once: each writes a file of its own. */
export async function storeProblem(directory: string): Promise<string | undefined> {
  const file = path.join(directory, `ready-${process.pid}-${randomUUID()}`)
  try {
    await writeFile(file, 'x')
    return undefined
  } catch (error) {
    return `cannot be written: ${reasonOf(error)}`
  } finally {
    await rm(file, {force: true}).catch(() => undefined)
  }
}

const ageOf = (moment: number | undefined): number =>
  moment === undefined ? process.uptime() : (Date.now() - moment) / 1000
