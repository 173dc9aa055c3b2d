/**
 * Keeps readers and couriers in step with the webhooks and datasets that exist.
 *
 * A new or re-enabled hook begins with the next commit; of a dataset that is created later it hears from the first.
 */
import {isDeepStrictEqual} from 'node:util'
import type {Dataset, Datasets} from '../dataset.ts'
import type {Registry} from '../store/registry.ts'
import {hostedRetries, startCourier, type Courier, type RetryPolicy} from './courier.ts'
import type {Hook} from './hook.ts'
import {startReader, type Reader} from './reader.ts'

/** The registry is busy or its disk full: so soon it is tried again. */
const TRY_AGAIN_MS = 1_000

export interface WebhookOptions {
  datasets: Datasets
  registry: Registry
  report(error: unknown): void
  retries?: RetryPolicy
}

export interface Webhooks {
  close(): Promise<void>
}

interface Working {
  hook: Hook
  courier: Courier
  /** By the dataset's name. */
  readers: Map<string, Reader>
  /** Where it begins in each dataset, if it never read it: as of when it was to begin first. That may have failed. */
  startsAt: Map<string, number>
}

interface Watched {
  dataset: Dataset
  /** Where hooks begin that never read it; the next commit, unless they could not begin when it was opened. */
  startAt: number | undefined
  stop(): void
}

export function startWebhooks({datasets, registry, report, retries}: WebhookOptions): Webhooks {
  const store = registry.hooks
  const working = new Map<string, Working>()
  const watched = new Map<string, Watched>()
  const endings = new Set<Promise<unknown>>()
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const end = (...parts: {close(): Promise<void>}[]) => {
    for (const part of parts) {
      const ending = part.close().catch(report)
      endings.add(ending)
      void ending.finally(() => endings.delete(ending))
    }
  }

  const stop = ({hook, courier, readers}: Working) => {
    working.delete(hook.id)
    end(courier, ...readers.values())
  }

  const watch = (dataset: Dataset) => {
    const {name, lastSeq: startAt} = dataset
    const stopOne = dataset.onCommit((commit) => {
      for (const {readers} of working.values()) readers.get(name)?.wake(commit)
    })
    watched.set(name, {dataset, startAt, stop: stopOne})
  }

  /** Settles when nobody reads it, and how far each came is written down. */
  const unwatch = async ({name}: Dataset) => {
    watched.get(name)?.stop()
    watched.delete(name)
    for (const {readers, startsAt} of working.values()) {
      startsAt.delete(name)
      const reader = readers.get(name)
      if (!reader) continue
      readers.delete(name)
      end(reader)
    }
    await Promise.all(endings)
  }

  const sync = () => {
    if (closed) return
    const on = store.list().filter((hook) => !hook.isDisabledByUser)
    const enabled = new Map(on.map((hook) => [hook.id, hook]))
    for (const one of working.values()) {
      if (!isDeepStrictEqual(enabled.get(one.hook.id), one.hook)) stop(one)
    }
    const all = [...enabled.values()].map(take)
    for (const one of watched.values()) one.startAt = undefined // also if one cannot begin: the next hook is told of what comes after it
    for (const one of all) begin(one)
  }

  /** Note where it begins, before anything is written down that may fail: meanwhile commits go on. */
  const take = (hook: Hook): Working => {
    let one = working.get(hook.id)
    if (!one) {
      const courier = startCourier(hook, store, retries ?? hostedRetries, report)
      one = {hook, courier, readers: new Map(), startsAt: new Map()}
      working.set(hook.id, one)
      courier.wake()
    }
    for (const [name, {dataset, startAt = dataset.lastSeq}] of watched)
      if (!one.startsAt.has(name)) one.startsAt.set(name, startAt)
    return one
  }

  const begin = ({hook, courier, readers, startsAt}: Working) => {
    for (const [name, {dataset}] of watched) {
      if ((hook.dataset !== '*' && hook.dataset !== name) || readers.has(name)) continue
      const startAt = startsAt.get(name) ?? dataset.lastSeq
      const reader = startReader({hook, dataset, store, startAt, queued: courier.wake, report})
      readers.set(name, reader)
      reader.wake()
    }
  }

  const safely = () => {
    try {
      sync()
    } catch (error) {
      report(error)
      clearTimeout(timer)
      timer = setTimeout(safely, TRY_AGAIN_MS)
      timer.unref()
    }
  }

  const close = async () => {
    closed = true
    clearTimeout(timer)
    for (const stopHearing of hearing) stopHearing()
    for (const one of watched.values()) one.stop()
    for (const one of working.values()) stop(one)
    await Promise.all(endings)
  }

  const hearing = [
    store.onChange(safely),
    datasets.watch({
      opened(dataset) {
        watch(dataset)
        safely()
      },
      closing: unwatch,
    }),
  ]
  for (const name of datasets.names()) watch(datasets.get(name))
  try {
    sync()
  } catch (error) {
    void close()
    throw error
  }
  return {close}
}
