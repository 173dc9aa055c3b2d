/**
 * The lake's public door: a Content Lake in a directory, as one `(Request) => Promise<Response>`.
 *
 * The Node server, msw in the tests, and a program that embeds the lake all call `fetch` and add nothing.
 */
import {startSweeps} from './assets/sweep.ts'
import {type Identity, system} from './access/identity.ts'
import {readOrigins} from './access/origin.ts'
import type {Datasets} from './dataset.ts'
import {openDatasets} from './datasets.ts'
import {createQueryEngine} from './groq/engine.ts'
import {createSpares} from './groq/spares.ts'
import {createHandler} from './handler.ts'
import {openPresence, type PresenceDoor} from './presence/door.ts'
import {lockDirectory} from './store/lock.ts'
import {Registry} from './store/registry.ts'
import type {RetryPolicy} from './webhooks/courier.ts'
import {startWebhooks} from './webhooks/dispatcher.ts'

export interface LakeOptions {
  /** Where everything is kept; created when missing. */
  directory: string
  projectId?: string
  /** Datasets that must exist; created when missing. Default: `production`. */
  datasets?: readonly string[]
  /** Origins of the web pages that may speak to the lake, such as Studio's and the site's. */
  allowedOrigins?: readonly string[]
  /** Base of the addresses in asset documents; the server's own address. Default: `http://localhost`. */
  publicUrl?: string
  /** How long the file of a deleted asset stays, so that its document can be restored. Default: 90 days. */
  keepDeletedAssetsDays?: number
  /** When a webhook's delivery is tried again. Default: as hosted, twice, 30 seconds apart. */
  webhookRetries?: RetryPolicy
  /** Hears of failures that a client saw as a 5xx, and of listeners that threw. Default: JSON lines on stderr. */
  report?: (error: unknown) => void
}

export interface Lake {
  readonly projectId: string
  readonly datasets: Datasets
  readonly registry: Registry
  fetch(request: Request): Promise<Response>
  /** Event streams that are open. */
  streams(): number
  /** The presence socket, for a Node server's `upgrade` event. */
  readonly presence: PresenceDoor
  /** Write documents as the lake itself, replacing those with the same id. */
  seed(
    documents: {_id: string; _type: string; [field: string]: unknown}[],
    dataset?: string,
  ): Promise<void>
  close(): Promise<void>
}

export function createLake(options: LakeOptions): Lake {
  const {directory, projectId = 'masthead', datasets: names = ['production']} = options
  const report = options.report ?? reportToStderr
  const origins = readOrigins(options.allowedOrigins ?? [])
  const unlock = lockDirectory(directory)
  const registry = orRelease(() => new Registry(directory), unlock)
  const letGo = () => {
    registry.close()
    unlock()
  }
  const publicUrl = (options.publicUrl ?? 'http://localhost').replace(/\/+$/, '')
  const spares = createSpares()
  const createEngine = (dataset: string, databaseFile: string) =>
    createQueryEngine({databaseFile, projectId, dataset, spares})
  const forget = (dataset: string) => registry.hooks.forgetDataset(dataset)
  const datasets = orRelease(
    () => openDatasets({directory, projectId, publicUrl, names, createEngine, forget, report}),
    letGo,
  )
  const webhooks = orRelease(
    () => startWebhooks({datasets, registry, report, retries: options.webhookRetries}),
    () => {
      datasets.close().catch(report)
      letGo()
    },
  )
  const handler = createHandler({datasets, registry, origins, publicUrl, report})
  const presence = openPresence({datasets, registry, origins, report})
  const stopSweeps = startSweeps(datasets, options.keepDeletedAssetsDays ?? 90, report)

  return {
    projectId,
    datasets,
    registry,
    presence,
    fetch: handler.fetch,
    streams: handler.streams,
    async seed(documents, dataset = names[0] ?? 'production') {
      const mutations = documents.map((document) => ({createOrReplace: document}))
      await datasets.get(dataset).mutate(mutations, {identity: system})
    },
    async close() {
      await stopSweeps()
      handler.close()
      presence.close()
      await webhooks.close()
      await datasets.close()
      letGo()
    },
  }
}

/** A lake that cannot be opened holds nothing, so that the next try is not refused. */
function orRelease<T>(open: () => T, release: () => void): T {
  try {
    return open()
  } catch (error) {
    release()
    throw error
  }
}

function reportToStderr(error: unknown) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(
    `${JSON.stringify({time: new Date().toISOString(), level: 'error', error: text})}\n`,
  )
}

export type {Identity}
