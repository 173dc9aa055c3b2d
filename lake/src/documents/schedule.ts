/**
 * Scheduled releases, published when their time has come. The schedule is the release documents themselves, so it
 * survives restarts; a release that came due while the lake was down is published at start. One that cannot be
 * published goes back to `active` and says why in its `error`.
 */
import {system} from '../access/identity.ts'
import type {Dataset, StoredDocument} from '../dataset.ts'
import {LakeError} from '../errors.ts'
import {isSystemId} from './ids.ts'

/** A timer follows no clock that is set and no machine that slept: so often the clock itself is looked at. */
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
  let running = false
  /** When the first release is due, in ms; read again when a release changed, not whenever the clock is looked at. */
  let next: number | undefined

  const scheduled = () =>
    source
      .releases()
      .filter(({state, publishAt}) => state === 'scheduled' && typeof publishAt === 'string')
      .map((release) => ({release, at: Date.parse(release.publishAt as string)}))
      .filter(({at}) => Number.isFinite(at)) // a plain write may say anything
      .toSorted((a, b) => a.at - b.at)

  const lookAgain = (atLeast = 0) => {
    clearTimeout(timer)
    if (closed || running || next === undefined) return
    const left = Math.max(next - Date.now(), 0)
    timer = setTimeout(look, Math.max(Math.min(left, LOOK_MS), atLeast))
    timer.unref()
  }

  const look = async () => {
    if (next === undefined || next > Date.now()) return lookAgain()
    running = true
    let pause = 0
    try {
      await publishDue()
    } catch (error) {
      report(error)
      pause = RETRY_MS
    }
    running = false
    lookAgain(pause)
  }

  const publishDue = async () => {
    for (const {release, at} of scheduled()) if (at <= Date.now() && !closed) await publish(release)
    next = scheduled()[0]?.at
  }

  const publish = async (release: StoredDocument) => {
    const {_id, _rev, name} = release
    // Somebody who changed the release meanwhile has decided: it is looked at anew.
    const action = {
      actionType: 'sanity.action.release.publish',
      releaseId: name,
      ifRevisionId: _rev,
    }
    try {
      await dataset.act([action], {identity: system})
    } catch (error) {
      if (!isRefusal(error)) throw error
      const set = {state: 'active', error: {message: error.message}}
      const patch = {id: _id, ifRevisionID: _rev, set, unset: ['publishAt', 'finalDocumentStates']}
      try {
        await dataset.mutate([{patch}], {identity: system})
      } catch (second) {
        if (isRefusal(second) && second.status === 409) return
        throw second
      }
      report(error)
    }
  }

  const begin = () => {
    if (running) return // looks again when it ends
    next = scheduled()[0]?.at
    lookAgain()
  }
  const stop = dataset.onCommit(({changes}) => {
    if (changes.some(({documentId}) => isSystemId(documentId))) begin()
  })
  begin()
  return () => {
    closed = true
    clearTimeout(timer)
    stop()
  }
}

const isRefusal = (error: unknown): error is LakeError =>
  error instanceof LakeError && error.status < 500
