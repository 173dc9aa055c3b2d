/**
 * `GET /data/live/events/:dataset`: which sync tags went stale, after each commit. Changes to published documents are
 * for everybody; those of drafts and versions for members who ask for them.
 */
import {requireMember} from '../access/permissions.ts'
import type {Commit, Dataset} from '../dataset.ts'
import {isPublicId} from '../documents/ids.ts'
import {badRequest} from '../errors.ts'
import type {Route} from '../route.ts'
import {readFlag} from './read.ts'
import type {Streams} from './stream.ts'

/** How many transactions back an event id is still known. */
const RESUME_WINDOW = 1_000

export const live = (streams: Streams): Route => ({
  method: 'GET',
  path: '/data/live/events/:dataset',
  handle({request, url, version, params, identity, datasets}) {
    if (version !== 'X' && version < '2021-03-25')
      throw badRequest('Live events need API version 2021-03-25 or later')
    const dataset = datasets.get(params.dataset ?? '')
    const includeDrafts = readFlag(url, 'includeDrafts')
    if (includeDrafts) requireMember(identity)
    /** The tags of what this caller may know of; none when the commit is not for them. */
    const tagsOf = ({changes}: Commit) => {
      const visible = changes.filter(({documentId}) => includeDrafts || isPublicId(documentId))
      return visible.length ? dataset.tagsOf(visible) : []
    }
    const lastEventId = request.headers.get('last-event-id')

    return streams.open(request, (stream) => {
      const position = String(dataset.lastSeq)
      const tell = (tags: string[], id: string) => {
        if (tags.length) stream.send('message', {tags}, id)
      }
      if (lastEventId && lastEventId !== position) {
        const missed = missedSince(dataset, lastEventId)
        if (missed) tell([...new Set(missed.flatMap(tagsOf))], position)
        else stream.send('restart', {}, position)
      }
      stream.send('welcome', {}, position)
      return dataset.onCommit((commit) => tell(tagsOf(commit), String(commit.seq)))
    })
  },
})

/** The commits after an event; `undefined` when the event is unknown or too long ago. */
function missedSince(dataset: Dataset, eventId: string): Commit[] | undefined {
  const seq = /^\d{1,15}$/.test(eventId) ? Number(eventId) : Infinity
  const missed = dataset.lastSeq - seq
  return missed < 0 || missed > RESUME_WINDOW ? undefined : dataset.commitsAfter(seq, RESUME_WINDOW)
}
