/**
 * A schedule: a document of ours that says what becomes of another one, and when.
 *
 * It is kept in the dataset like any document, so that it works on every lake, survives restarts and is seen by everybody in
 * Studio; the dots in its id keep it from readers. There is at most one for each deed on each document: a new time takes the
 * place of the old one. Studio writes it, `content schedule run` carries it out.
 */

import type {Successor} from './removal.ts'

export type ScheduledAction = 'publish' | 'unpublish'

export interface Schedule {
  _id: string
  _type: 'schedule'
  /** The published id. No reference, which would keep its target from being deleted. */
  target: string
  targetType: string
  action: ScheduledAction
  /** The instant, in UTC. */
  at: string
  /** The zone in which the editor chose it, for showing it again. */
  zone: string
  scheduledBy: string
  /** Revision of the draft when it was scheduled. What is published is the draft as it is when its time has come. */
  draftRevision?: string
  /** What its addresses answer once it is withdrawn; nothing stands for `nothing`, and in what has no address. */
  successor?: Successor
  state: 'waiting' | 'done' | 'failed'
  doneAt?: string
  /** What happened, when it was not what the word says. */
  note?: string
  /** It was done, and leaves something for an editor to see to. */
  caution?: string
  failure?: {at: string; reason: string; remedy: string}
}

export const scheduleId = (action: ScheduledAction, target: string): string =>
  `schedule.${action}.${target}`

/** What a plan says of its addresses; a program may have written anything. */
export function plannedSuccessor({successor}: Pick<Schedule, 'successor'>): Successor {
  if (successor?.kind === 'gone') return {kind: 'gone'}
  return successor?.kind === 'page' && typeof successor.to === 'string'
    ? {kind: 'page', to: successor.to}
    : {kind: 'nothing'}
}

/** Everything with a page or a part in pages; settings are always there, and a redirect works from its publication on. */
export const schedulableTypes = ['article', 'author', 'topic', 'page', 'callToAction']

/** After this long somebody should have carried it out. */
const grace = 60_000

/** A schedule whose time has gone by while nobody carried it out. */
export const isOverdue = ({state, at}: Pick<Schedule, 'state' | 'at'>, now: number): boolean =>
  state === 'waiting' && now - Date.parse(at) > grace

const required: Record<string, [field: string, sentence: string][]> = {
  article: [
    ['title', 'The article has no title.'],
    ['slug', 'The article has no address.'],
    ['body', 'The article has no text.'],
  ],
  author: [
    ['name', 'The author has no name.'],
    ['slug', 'The author has no address.'],
  ],
  topic: [
    ['title', 'The topic has no title.'],
    ['slug', 'The topic has no address.'],
  ],
  page: [
    ['title', 'The page has no title.'],
    ['slug', 'The page has no address.'],
    ['body', 'The page has no text.'],
  ],
}

/** Why a draft cannot go out without an editor who looks at it, or `null`. Studio's own validation says more, sooner. */
export function unreadyProblem(draft: {_type: string; slug?: unknown}): string | null {
  const values: Record<string, unknown> = {
    ...draft,
    slug: (draft.slug as {current?: unknown})?.current,
  }
  const missing = (required[draft._type] ?? []).find(([field]) => !values[field])
  return missing?.[1] ?? null
}
