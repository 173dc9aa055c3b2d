/**
 * `GET /data/listen/:dataset`: mutation events for documents that match a filter, as they are committed.
 *
 * With `enableResume`, an `EventSource` that lost its connection says the last event it saw, and gets `welcomeback` and
 * what it missed, or `reset` when that is too long ago. Otherwise `welcome` tells it to start over.
 */
import {isMember} from '../access/permissions.ts'
import type {Commit, Dataset} from '../dataset.ts'
import {newId} from '../documents/ids.ts'
import {badRequest, LakeError} from '../errors.ts'
import {isPublishedByDefault} from '../groq/perspective.ts'
import {
  framesFor,
  type ListenOptions,
  type ListenView,
  positionAfter,
  readPosition,
} from '../listen/events.ts'
import {compileFilter} from '../listen/filter.ts'
import {commitsBetween, RESUME_WINDOW} from '../listen/missed.ts'
import type {Route} from '../route.ts'
import {readFlag, readParams} from './read.ts'
import type {EventStream, Streams} from './stream.ts'

export const listen = (streams: Streams): Route => ({
  method: 'GET',
  path: '/data/listen/:dataset',
  handle({request, url, version, params, identity, datasets, report}) {
    const dataset = datasets.get(params.dataset ?? '')
    const query = url.searchParams.get('query')
    if (!query) throw badRequest('The parameter "query" is required: a GROQ filter such as *')
    const groqParams = readParams(url)
    const all = readFlag(url, 'includeAllVersions')
    const options: ListenOptions = {
      includeMutations: readFlag(url, 'includeMutations', true),
      includePreviousRevision: readFlag(url, 'includePreviousRevision', true),
      includeResult: readFlag(url, 'includeResult'),
      includeDrafts: all || !isPublishedByDefault(version),
      includeVersions: all,
      effects: url.searchParams.get('effectFormat') === 'mendoza',
      publicOnly: !isMember(identity),
    }
    const resumable = readFlag(url, 'enableResume')
    const lastEventId = resumable ? request.headers.get('last-event-id') : null
    // `identity()` in a filter makes it the caller's own.
    const owner = query.includes('identity') ? identity.id : ''
    const key = JSON.stringify([query, groqParams, options, owner])
    const compile = () =>
      compileFilter(query, {
        params: groqParams,
        identity: identity.id,
        async ask(text, values) {
          const caller = {perspective: ['raw'], identity: identity.id}
          const answer = await dataset.query({query: text, params: values, ...caller})
          return answer.result
        },
      })

    const start = (stream: EventStream) => {
      try {
        const view = {key, filter: compile(), options}
        return follow({dataset, stream, view, resumable, lastEventId, report})
      } catch (error) {
        if (!(error instanceof LakeError)) report(error)
        return refuse(stream, error)
      }
    }
    return streams.open(request, start, dataset.name)
  },
})

interface Listener {
  dataset: Dataset
  stream: EventStream
  view: ListenView
  resumable: boolean
  lastEventId: string | null
  report(error: unknown): void
}

function follow({dataset, stream, view, resumable, lastEventId, report}: Listener) {
  const {lastSeq: seenUpTo, lastTransactionId: startsAfter} = dataset
  const missed = lastEventId === null ? undefined : findMissed(dataset, lastEventId, seenUpTo)

  const tell = async (commit: Commit, after = '') => {
    if (stream.closed) return
    for (const {documentId, bytes} of await framesFor(commit, view)) {
      if (documentId <= after) continue
      await stream.ready()
      stream.sendFrame(bytes)
    }
  }

  const begin = async () => {
    const name = {listenerName: newId()}
    if (missed) {
      stream.send('welcomeback', name)
      for await (const commit of commitsBetween(dataset, missed.seq, seenUpTo)) {
        if (stream.closed) return
        await tell(commit, commit.seq === missed.seq ? missed.documentId : '')
      }
      return
    }
    const position = resumable ? positionAfter(startsAfter) : undefined
    stream.send(lastEventId === null ? 'welcome' : 'reset', name, position)
  }

  /** A filter that had to be ended ends its listener. After a fault the client comes back and resumes; whoever runs the lake hears why. */
  const fail = (error: unknown) => {
    if (stream.closed) return
    if (error instanceof LakeError) return refuse(stream, error)
    report(error)
    stream.close()
  }
  let behind = 0
  let turn = begin().catch(fail)
  return dataset.onCommit((commit) => {
    // What a slow reader has not heard is kept for it, but no longer than it could still come back for.
    if (++behind > RESUME_WINDOW) return stream.close()
    turn = turn
      .then(() => tell(commit))
      .catch(fail)
      .finally(() => behind--)
  })
}

/** Where a listener was, and what of that commit it had heard; `undefined` when that is unknown or too long ago. */
function findMissed(dataset: Dataset, lastEventId: string, upTo: number) {
  const position = readPosition(lastEventId)
  if (!position) return undefined
  const seq = position.transactionId === undefined ? 0 : dataset.seqOf(position.transactionId)
  if (seq === undefined || upTo - seq > RESUME_WINDOW) return undefined
  // Of a purged document nobody knows any more whether this listener had it.
  if (dataset.isErasedFrom(seq)) return undefined
  return {seq, documentId: position.documentId}
}

/** A listener whose query is wrong gets one error frame: the status line was sent long ago, and means "streaming". */
function refuse(stream: EventStream, error: unknown) {
  const body =
    error instanceof LakeError
      ? {...error.body, message: error.message}
      : {message: 'The listener failed; try again'}
  stream.send('channelError', body)
  stream.close()
}
