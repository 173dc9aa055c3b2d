/**
 * Everything that follows changes of the lake's documents, put together: what is stale, where addresses lead, what search finds, what a
 * lost webhook missed, what other instances heard, and what became of each publish.
 */
import path from 'node:path'
import type {SiteWatch} from '../admin/site-watch.ts'
import type {SiteConfig} from '../config.ts'
import type {Fleet} from '../fleet/fleet.ts'
import {Belief} from '../invalidation/belief.ts'
import type {Change} from '../invalidation/change.ts'
import {articleAt} from '../content/article-question.ts'
import {questionName, type AskLake} from '../content/questions.ts'
import {codeOf, type LanguageCode} from '../addresses.ts'
import {Invalidation} from '../invalidation/invalidation.ts'
import {LookAmongAll} from '../invalidation/look-among-all.ts'
import type {StandingBehind} from '../invalidation/standing-behind.ts'
import {Sweep} from '../invalidation/sweep.ts'
import {standsBehind} from '../invalidation/rivals.ts'
import {effectOf} from '../invalidation/table.ts'
import {followMissed} from '../receipts/missed-publishes.ts'
import {Receipts} from '../receipts/receipts.ts'
import {openSearch} from '../search/door.ts'
import {SearchIndex} from '../search/search-index.ts'
import {expectedPages} from './expected-pages.ts'
import {joinFleet} from './join-fleet.ts'
import type {LakeClient} from './lake-client.ts'
import {log, reasonOf} from '../log.ts'
import {lookThroughFront} from './look-through-front.ts'
import type {OpenPages} from './open-pages.ts'
import {openRedirects} from './open-redirects.ts'
import {movesMissed} from '../redirects/missed.ts'
import {workOff} from './work-off.ts'

export interface ChangesOptions {
  config: SiteConfig
  directory: string
  watch: SiteWatch
  ask: AskLake
  lake: LakeClient
  made: OpenPages
  standing: StandingBehind
  /** Whether the search index was read: before that there is nothing to compare. */
  isSearching: () => boolean
}

const sweepEvery = 60_000
/** Milliseconds after a write for which its editor may look what became of it: longer than Studio asks by itself. */
const looksOnFor = 60 * 60_000

/**
 * The transaction of what a sweep found, by which Studio asks for a receipt: the revision that it left. Not of what is long past. After an outage that
 * was shorter, each document that was changed meanwhile has one: receipts are bounded, those of the newest changes stay, and a page that waits for
 * its render costs its followers no more than a look at what is at hand.
 */
const awaitedTransaction = ({rev, updatedAt = ''}: Change): string | undefined =>
  Date.now() - Date.parse(updatedAt) < looksOnFor ? rev : undefined

export async function followChanges(options: ChangesOptions) {
  const {config, directory, watch, ask, lake, made, standing, isSearching} = options
  const {cache, maker, pages, renewals, failures, frontCaches} = made
  const {projectId, dataset} = config.lake
  const warn = (about: string) => (error: unknown) => log('warn', about, {reason: reasonOf(error)})

  const answerAbout = (slug: string, language: LanguageCode) => {
    const {question, params, tags} = articleAt(slug, language)
    return cache.answers.get<unknown>(questionName(question.query, params), tags)?.value
  }

  const belief = new Belief({ask, clock: cache.tags})
  cache.judge = belief
  const report = warn('invalidation')
  let fleet: Fleet | undefined // what is told while the site joins it finds none
  const receipts = new Receipts({
    problemElsewhere: async (address, transactions) =>
      frontCaches.problem(address) ?? fleet?.problemElsewhere(address, transactions),
    changed: (receipt) => fleet?.receipts.keep(receipt),
    look: (address) => lookThroughFront(config.port, address),
    isCurrent: (address) => {
      if (redirects.isUnsettled(address)) return false
      if (pages.isCurrent(address) || redirects.find(address)) return true
      return cache.at(address) === undefined && redirects.hasEnded(address)
    },
    renew: (address) => void renewals.now(address),
    failureOf: (address) => failures.get(address),
    isSuperseded: (document, revision) => belief.isSuperseded(document, revision),
    rivalAt: (address) => {
      const rival = invalidation.rivalAt(address)
      return rival && standsBehind(rival)
    },
    log,
    // Not of one build: editors wait over an upgrade, too.
    file: path.join(config.directory, `receipts-${projectId}-${dataset}.json`),
  })
  const invalidation = new Invalidation({
    cache,
    renewals,
    revisionsOf: (address) => pages.revisionsOf(address),
    ask,
    belief,
    standing,
    shifted: (change) => void search.told(change),
    askTogether: (addresses) => maker.askTogether(addresses),
    workedOff: (change, addresses, by) =>
      receipts.known(change.id, expectedPages(change, addresses), by),
    report,
  })
  const redirects = await openRedirects(config, {
    ask,
    lake,
    belief,
    settled: (addresses) => {
      for (const address of addresses) void frontCaches.refresh(address)
    },
  })
  const search = new SearchIndex({
    ask,
    known: ({after}) => after?.slug && answerAbout(after.slug, codeOf(after.language)),
    pages: (longest) => renewals.quiet(longest),
    report: warn('search'),
  })
  openSearch(search)

  const applyFound = async (change: Change, transaction?: string) => {
    watch.invalidated('sweep')
    const following = {belief, redirects, invalidation, search, receipts}
    await workOff(change, following, {writes: false, transaction})
  }
  const amongAll = new LookAmongAll({
    ask,
    standing,
    apply: (change) => applyFound(change),
    report: warn('standing behind'),
  })
  const found = async (change: Change) => applyFound(change, awaitedTransaction(change))
  const hasReceipt = async (transaction: string) =>
    receipts.get(transaction) !== undefined ||
    ((await fleet?.receipts.mayHave(transaction)) ?? false)
  const sweep = new Sweep({
    cache,
    ask,
    apply: found,
    began: () => {
      if (receipts.size === 0) return // nor was there an earlier build
      const since = new Date(Date.now() - looksOnFor).toISOString()
      followMissed({ask, since, hasReceipt, apply: found, report}).catch(report)
    },
    renewStale: () => void invalidation.renewStale(),
    renewForgotten: () => {
      invalidation.renewForgotten()
      void amongAll.again()
      void redirects.repair()
      if (isSearching()) void search.verify()
    },
    left: async (gone) => {
      await redirects.missed(await movesMissed(gone.addresses, {cache, ask}))
      belief.left(gone)
      void redirects.refresh()
    },
    missed: () => amongAll.now(),
    remembered: (names) => belief.remembers(names),
    file: path.join(directory, 'sweep.json'),
    every: sweepEvery,
    report: warn('sweep'),
  })

  await sweep.load()
  const left = await receipts.load()
  fleet = await joinFleet({
    config,
    build: path.basename(directory),
    directory,
    cache,
    invalidation,
    told: async (change) => {
      watch.invalidated('instance')
      belief.told(change)
      void search.told(change)
      await redirects.changed(change, {writes: false})
      for (const address of effectOf(change, []).paths) void frontCaches.refresh(address)
    },
    known: (change) => sweep.told(change),
    missed: () => sweep.now(),
    report,
    lookAgain: () => Promise.all([sweep.now(), redirects.refresh(), search.load()]),
    failing: () => [...failures.keys(), ...frontCaches.failing()],
    passedOn: (paths) => frontCaches.settled(paths),
    log,
  })
  fleet?.receipts.correct(left)

  return {amongAll, belief, invalidation, redirects, search, sweep, fleet, receipts}
}
