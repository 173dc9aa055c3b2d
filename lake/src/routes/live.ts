/**
 * `GET /data/live/events/:dataset`: which sync tags went stale, after each commit. Changes to published documents are
 * for everybody; those of drafts and versions for members who ask for them.
 */
import {requireMember} from '../access/permissions.ts'
import type {Change, Commit, Dataset} from '../dataset.ts'
import {isPublicId} from '../documents/ids.ts'
import {badRequest} from '../errors.ts'
import {commitsBetween, RESUME_WINDOW} from '../listen/missed.ts'
import type {Route} from '../route.ts'
import {readFlag} from './read.ts'
import type {EventStream, Streams} from './stream.ts'

export const live = (streams: Streams): Route => ({
  method: 'GET',
  path: '/data/live/events/:dataset',
  handle({request, url, version, params, identity, datasets, report}) {
    if (version !== 'X' && version < '2021-03-25')
      throw badRequest('Live events need API version 2021-03-25 or later')
    const dataset = datasets.get(params.dataset ?? '')
    const includeDrafts = readFlag(url, 'includeDrafts')
    if (includeDrafts) requireMember(identity)
    const tagsOf = (commit: Commit) => tagsTold(dataset, commit, includeDrafts)
    const lastEventId = request.headers.get('last-event-id')

    const start = (stream: EventStream) => {
      const {lastSeq} = dataset
      const position = String(lastSeq)
      const tell = (tags: string[], id: string) => {
        if (tags.length) stream.send('message', {tags}, id)
      }
      const begin = async () => {
        const seen = lastEventId ? seenBefore(dataset, lastEventId) : lastSeq
        if (seen === undefined) stream.send('restart', {}, position)
        else if (seen < lastSeq) {
          const tags = new Set<string>()
          for await (const commit of commitsBetween(dataset, seen + 1, lastSeq)) {
            if (stream.closed) return
            for (const tag of tagsOf(commit)) tags.add(tag)
          }
          tell([...tags], position)
        }
        stream.send('welcome', {}, position)
      }
      const fail = (error: unknown) => {
        if (!stream.closed) report(error)
        stream.close()
      }
      let turn = begin().catch(fail)
      return dataset.onCommit((commit) => {
        turn = turn.then(() => tell(tagsOf(commit), String(commit.seq))).catch(fail)
      })
    }
    return streams.open(request, start, dataset.name)
  },
})

/** Many pages listen for the same: the tags of a commit are made once, for those who hear of drafts and for those who do not. */
const told = new WeakMap<Commit, Map<boolean, string[]>>()

/** The tags of what a caller may know of; none when the commit is not for them. */
function tagsTold(dataset: Dataset, commit: Commit, includeDrafts: boolean): string[] {
  const known = told.get(commit) ?? new Map<boolean, string[]>()
  told.set(commit, known)
  let tags = known.get(includeDrafts)
  if (!tags) {
    const isVisible = ({documentId}: Change) => includeDrafts || isPublicId(documentId)
    const visible = commit.changes.filter(isVisible)
    known.set(includeDrafts, (tags = visible.length ? dataset.tagsOf(visible) : []))
  }
  return tags
}

/** The commit of an event; `undefined` when that is unknown, too long ago, or what came after it was purged. */
function seenBefore(dataset: Dataset, eventId: string): number | undefined {
  const seq = /^\d{1,15}$/.test(eventId) ? Number(eventId) : Infinity
  const missed = dataset.lastSeq - seq
  if (missed < 0 || missed > RESUME_WINDOW) return undefined
  return dataset.isErasedFrom(seq + 1) ? undefined : seq
}
