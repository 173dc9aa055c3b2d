/** Readers' pages with all that makes, keeps and renews them, put together. */
import path from 'node:path'
import type {SiteWatch} from '../admin/site-watch.ts'
import type {SiteConfig} from '../config.ts'
import {FrontCaches} from '../front-cache/front-caches.ts'
import type {AskLake} from '../content/questions.ts'
import {PageMaker} from '../rendering/page-maker.ts'
import {ErrorPages} from './error-pages.ts'
import {log, reasonOf, sparing} from '../log.ts'
import {loggedAddress} from './logged-address.ts'
import {openCache} from './own-directory.ts'
import {readerHeaders, type PolicySettings} from './policy.ts'
import {ReaderPages} from './reader-pages.ts'
import {Renewals} from '../renewals/renewals.ts'
import {SheetInside} from './sheet-inside.ts'
import {Styles} from './styles.ts'

export interface PagesOptions {
  config: SiteConfig
  directory: string
  policy: PolicySettings
  watch: SiteWatch
  ask: AskLake
  /** Documents that lists leave out, by id. */
  behind: () => readonly string[]
  /** Settles when there is something that renders. */
  opened: () => Promise<void>
  /** Settles when pages may be rendered that nobody waits for: those who waited for the start come first. */
  turn: Promise<void>
}

export type OpenPages = Awaited<ReturnType<typeof openPages>>

export async function openPages(options: PagesOptions) {
  const {config, directory, policy, watch, ask, behind, opened, turn} = options
  const cache = await openCache(directory)
  const warn = sparing(log)
  const maker = new PageMaker({
    cache,
    ask,
    behind,
    opened,
    report: (target, error) =>
      warn('warn', 'page', {address: loggedAddress(target), reason: reasonOf(error)}), // a search has its question in it
  })
  const styles = new Styles(maker, path.join(directory, 'styles'))
  const sheet = new SheetInside(styles)
  const errors = new ErrorPages(readerHeaders(policy))
  const frontCaches = new FrontCaches({
    ...(config.frontCaches ?? {urls: [], secret: ''}),
    host: new URL(config.siteUrl).host,
    tried: (worked) => watch.refreshed(worked),
    log,
  })
  /** Why the last render of an address failed. */
  const failures = new Map<string, string>()
  const renewals = new Renewals({
    render: async (address, asked) => {
      await turn
      await watch.rendering(
        () => pages.renew(address),
        () => cache.at(address)?.sameSince !== undefined,
      )
      failures.delete(address)
      void frontCaches.refresh(address, asked)
    },
    upcoming: (addresses) => maker.askAhead(addresses),
    report: (address, error) => {
      failures.set(address, reasonOf(error))
      log('warn', 'page could not be rendered', {address, reason: reasonOf(error)})
    },
  })
  const pages = new ReaderPages({
    cache,
    maker,
    headers: readerHeaders(policy),
    errors,
    sheet,
    onStale: (address) => renewals.soon(address),
    report: (address, error) => warn('error', 'no answer', {address, reason: reasonOf(error)}),
  })
  return {cache, maker, styles, sheet, errors, frontCaches, failures, renewals, pages}
}
