/**
 * Puts the parts of the site together and in order: port, settings, page cache, front, then the world, then what renders.
 *
 * What lies on disk from the last run is answered before the renderer is loaded, but not before the lake was asked what has
 * changed meanwhile. A lake that does not answer keeps nobody waiting for long.
 */
import path from 'node:path'
import {setTimeout as wait} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {SiteWatch} from '../admin/site-watch.ts'
import {cardKey} from '../cards/card.ts'
import {Painter} from '../cards/painter.ts'
import {readConfig, type SiteConfig} from '../config.ts'
import {askWithout} from '../content/questions.ts'
import {settingMissing} from '../errors.ts'
import {Reviews} from '../reviews/reviews.ts'
import {inOrder, patiently, untilAnswered} from './after-start.ts'
import {Assets} from './assets.ts'
import {readBuild} from './build.ts'
import {Cards} from './cards.ts'
import {holdAtTheDoor, listen} from './doorway.ts'
import {DraftCookie} from './draft-cookie.ts'
import {DraftPages} from './draft-pages.ts'
import {followChanges} from './follow-changes.ts'
import {Front} from './front.ts'
import {lakeClientFor} from './lake-client.ts'
import {questionsTo} from './lake-question.ts'
import {rendererIn} from './load-renderer.ts'
import {log, reasonOf, sparing} from '../log.ts'
import {loggedAddress} from './logged-address.ts'
import {nextDoor} from './next-door.ts'
import {openPages} from './open-pages.ts'
import {openStanding} from './open-standing.ts'
import {ownDirectory} from './own-directory.ts'
import {readerHeaders} from './policy.ts'
import {createReaderServer} from './reader-door.ts'
import {notFoundPath} from './reader-pages.ts'
import {SearchAnswers} from './search-answer.ts'
import {siteApi} from './site-api.ts'
import {filesOf} from './static-files.ts'
import {Warming} from '../renewals/warming.ts'

export interface RunningSite {
  port: number
  /** Where those who run it look, if there is such a listener. */
  adminPort: number | undefined
  close(): Promise<void>
}

const siteFolder = fileURLToPath(new URL('../..', import.meta.url))

/** How long the start waits to hear what has changed: a lake that hangs must not keep readers from what is there. */
const firstLook = 2_000
/** How long it waits for the front page, where that has to be rendered first. */
const firstPages = 5_000

export async function startSite(env: NodeJS.ProcessEnv): Promise<RunningSite> {
  const build = await readBuild(siteFolder)
  const server = createReaderServer()
  const door = holdAtTheDoor(server)
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
  process.chdir(siteFolder)
  const opened = rendererIn(siteFolder)
  const next = nextDoor({directory: siteFolder, site})

  let isReady = false
  let isWarm = false
  const stopping = new AbortController()
  const firstAnswered = Promise.withResolvers<void>()
  const watch = new SiteWatch()
  const askLake = watch.asking(questionsTo(config.lake))
  // Over connections of its own: readers' pages may wait for a lake that hangs, and no change for readers' pages.
  const askForPages = watch.asking(questionsTo(config.lake))
  const lake = lakeClientFor(config.lake)
  const standing = await openStanding(config)
  const made = await openPages({
    config,
    directory,
    policy,
    watch,
    ask: askForPages,
    behind: standing.ids,
    opened,
    turn: firstAnswered.promise,
  })
  const {cache, maker, styles, sheet, errors, pages, renewals, failures, frontCaches} = made
  const isSearching = () => isReady
  const ask = askWithout(askLake, standing.ids)
  const changes = await followChanges({
    config,
    directory,
    watch,
    ask,
    lake,
    made,
    standing,
    isSearching,
  })
  const {redirects, search, sweep, fleet, receipts} = changes

  const painter = new Painter()
  const draftCookie = new DraftCookie({secret: draftSecret, secure: site.protocol === 'https:'})
  const {projectId, dataset, readToken} = config.lake
  const draftPages = readToken
    ? new DraftPages({
        ask: questionsTo(config.lake, {perspective: 'drafts', token: readToken}),
        opened,
      })
    : undefined
  const api = siteApi({
    config,
    webhookSecret,
    watch,
    lake,
    ...changes,
    frontCaches,
    draftCookie,
    draftPages,
    next,
  })
  const assets = config.images.proxied
    ? new Assets({origin: config.images.origin, projectId, dataset})
    : undefined
  const unanswered = sparing(log)
  const report = (address: string, error: unknown) =>
    unanswered('error', 'no answer', {address: loggedAddress(address), reason: reasonOf(error)})
  const front = new Front({
    site,
    pages,
    errors,
    search: new SearchAnswers({maker, headers: readerHeaders(policy), errors, sheet, report}),
    next,
    files: await filesOf(siteFolder),
    styles,
    cards: new Cards({
      key: cardKey(draftSecret),
      painter,
      directory: path.join(config.directory, 'cards'),
      report: (error) => log('warn', 'sharing card', {reason: reasonOf(error)}),
    }),
    redirects,
    reviews: new Reviews({
      document: readToken ? async (id) => (await lake(readToken)).getDocument(id) : undefined,
      render: (address, draftOf) => next.ask(address, {draftOf, bypass: build.bypass}),
      policy,
      errors,
      report: (error) => report('/review/', error),
    }),
    api,
    assets,
    draftCookie,
    bypass: build.bypass,
    policy,
    report,
  })
  const admin =
    config.adminPort === undefined
      ? undefined
      : await (
          await import('../admin/site-admin.ts')
        ).openSiteAdmin({
          port: config.adminPort,
          watch,
          cache,
          pages,
          renewals,
          receipts,
          sweep,
          fleet,
          frontCaches,
          ask,
          isLoaded: () => isReady,
          isWarm: () => isWarm,
          directory,
        })
  const looked = Promise.all([redirects.refresh(), sweep.start()])
  await Promise.race([looked, wait(firstLook, undefined, {ref: false})])
  door.letIn(front.handle)

  const missing = ['/', notFoundPath].filter((address) => !pages.isCurrent(address))
  // From disk, so that errors have the site's frame before anything can be rendered.
  if (!missing.includes(notFoundPath)) void pages.missing()
  const isUrgent = missing.length > 0
  const answered = untilAnswered(door, {isUrgent}).then(() => {
    if (!stopping.signal.aborted) firstAnswered.resolve()
  })
  if (isUrgent) {
    await answered
    await opened()
    await Promise.race([renewals.all(missing), wait(firstPages, undefined, {ref: false})])
  }
  let requests = 0
  server.on('request', () => requests++)
  const warming = new Warming({
    ask,
    isCurrent: (address) => pages.isCurrent(address),
    render: (address) => pages.prepare(address),
    waiting: () => renewals.size - failures.size, // those that fail are tried again later
    requests: () => requests,
    log,
  })
  const unloaded = (error: unknown) =>
    log('error', 'what renders could not be loaded', {reason: reasonOf(error)})
  const {signal} = stopping
  const later = [
    () => answered,
    () => patiently(opened, {signal, report: unloaded}),
    () => (isReady = true),
    // Who stands behind whom does not wait for the search: until that is known lists may name both.
    () => Promise.all([changes.amongAll.now(), search.load()]),
    () => warming.run(),
    () => (isWarm = true),
  ]
  void inOrder(later, signal)

  return {
    port,
    adminPort: admin?.port,
    close: async () => {
      stopping.abort()
      await admin?.close()
      warming.close()
      await sweep.close()
      await standing.close()
      changes.invalidation.close()
      await redirects.close()
      renewals.close()
      painter.close()
      assets?.close()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      await next.close()
      await cache.settled()
      await styles.settled()
      frontCaches.close()
      await receipts.close() // which tells the others of its last counts
      await fleet?.close()
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
