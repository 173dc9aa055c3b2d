/**
 * Keeps readers and couriers in step with the webhooks and datasets that exist.
 *
 * A new or re-enabled hook begins with the next commit; a dataset that appears later is read from its first.
 */
import type {Dataset, Datasets} from '../dataset.ts'
import type {Registry} from '../store/registry.ts'
import {hostedRetries, startCourier, type Courier, type RetryPolicy} from './courier.ts'
import type {Hook} from './hook.ts'
import {startReader, type Reader} from './reader.ts'

/** How soon a dataset that was created or deleted is noticed. */
const LOOK_AGAIN_MS = 2_000

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
  readers: Map<string, Reader>
}

export function startWebhooks({datasets, registry, report, retries}: WebhookOptions): Webhooks {
  const store = registry.hooks
  const working = new Map<string, Working>()
  const watched = new Map<string, {dataset: Dataset; stop: () => void}>()
  const endings = new Set<Promise<unknown>>()
  let started = false
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

  const watch = (): Set<string> => {
    const appeared = new Set<string>()
    for (const name of datasets.names()) {
      const dataset = datasets.get(name)
      const seen = watched.get(name)
      if (seen?.dataset === dataset) continue
      seen?.stop()
      if (started) appeared.add(name)
      const unsubscribe = dataset.onCommit((commit) => {
        for (const {readers} of working.values()) readers.get(name)?.wake(commit)
      })
      watched.set(name, {dataset, stop: unsubscribe})
    }
    for (const [name, {stop: unsubscribe}] of watched) {
      if (datasets.names().includes(name)) continue
      unsubscribe()
      watched.delete(name)
    }
    return appeared
  }

  const sync = () => {
    if (closed) return
    const appeared = watch()
    const on = store.list().filter((hook) => !hook.isDisabledByUser)
    const enabled = new Map(on.map((hook) => [hook.id, hook]))
    for (const one of working.values()) {
      if (enabled.get(one.hook.id)?.updatedAt !== one.hook.updatedAt) stop(one)
    }
    for (const hook of enabled.values()) begin(hook, appeared)
    started = true
  }

  const begin = (hook: Hook, appeared: Set<string>) => {
    let one = working.get(hook.id)
    if (!one) {
      const courier = startCourier(hook, store, retries ?? hostedRetries, report)
      one = {hook, courier, readers: new Map()}
      working.set(hook.id, one)
      courier.wake()
    }
    const {courier, readers} = one
    for (const [name, reader] of readers) {
      if (watched.get(name)?.dataset === reader.dataset) continue
      readers.delete(name)
      end(reader)
    }
    for (const [name, {dataset}] of watched) {
      if ((hook.dataset !== '*' && hook.dataset !== name) || readers.has(name)) continue
      const startAt = appeared.has(name) ? 0 : dataset.lastSeq
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
    }
  }
  /** Of a dataset that is gone nothing stays: another of its name is told of from its first commit. */
  const forgetDeleted = async () => {
    safely() // ends its readers, which write down how far they came
    await Promise.all(endings)
    store.keepDatasets(datasets.names())
  }
  const forget = store.onChange(safely)
  const stopHearing = datasets.onDelete(forgetDeleted)
  const timer = setInterval(safely, LOOK_AGAIN_MS)
  timer.unref()
  store.keepDatasets(datasets.names()) // a kill may have come between
  sync()

  return {
    async close() {
      closed = true
      clearInterval(timer)
      forget()
      stopHearing()
      for (const {stop: unsubscribe} of watched.values()) unsubscribe()
      for (const one of working.values()) stop(one)
      await Promise.all(endings)
    },
  }
}
