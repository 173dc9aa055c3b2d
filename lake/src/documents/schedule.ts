/**
 * Scheduled releases, published when their time has come. The schedule is the release documents themselves, so it
 * survives restarts; a release that came due while the lake was down is published at start. One that cannot be
 * published goes back to `active` and says why in its `error`.
 */
import {system} from '../access/identity.ts'
import type {Dataset, StoredDocument} from '../dataset.ts'
import {isSystemId} from './ids.ts'

/** How often the clock is looked at: a timer does not notice that it was set, or that the machine slept. */
const LOOK_MS = 1_000
const RETRY_MS = 30_000

export interface ReleaseSource {
  releases(): StoredDocument[]
}

export function startSchedule(
  dataset: Dataset,
  source: ReleaseSource,
  report: (error: unknown) => void,
) {
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const due = () =>
    source
      .releases()
      .filter(({state, publishAt}) => state === 'scheduled' && typeof publishAt === 'string')
      .map((release) => ({release, at: Date.parse(release.publishAt as string)}))
      .toSorted((a, b) => a.at - b.at)

  const wait = () => {
    clearTimeout(timer)
    const [next] = closed ? [] : due()
    if (next) waitUntil(next.at)
  }

  const waitUntil = (at: number) => {
    const left = Math.max(at - Date.now(), 0)
    timer = left > LOOK_MS ? setTimeout(waitUntil, LOOK_MS, at) : setTimeout(run, left)
    timer.unref()
  }

  const run = async () => {
    try {
      for (const {release, at} of due()) if (at <= Date.now() && !closed) await publish(release)
      wait()
    } catch (error) {
      report(error)
      if (!closed) timer = setTimeout(run, RETRY_MS).unref()
    }
  }

  const publish = async (release: StoredDocument) => {
    const action = {actionType: 'sanity.action.release.publish', releaseId: release.name}
    try {
      await dataset.act([action], {identity: system})
    } catch (error) {
      const status = (error as {status?: unknown}).status
      if (typeof status !== 'number' || status >= 500) throw error
      const set = {state: 'active', error: {message: (error as Error).message}}
      const patch = {id: release._id, set, unset: ['publishAt', 'finalDocumentStates']}
      await dataset.mutate([{patch}], {identity: system})
      report(error)
    }
  }

  const stop = dataset.onCommit(({changes}) => {
    if (changes.some(({documentId}) => isSystemId(documentId))) wait()
  })
  wait()
  return () => {
    closed = true
    clearTimeout(timer)
    stop()
  }
}
