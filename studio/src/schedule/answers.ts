/**
 * What the lake says of schedules, and the zone in which editors think, kept up to date.
 *
 * All panes share one question and one event stream: schedules are few, and a browser has streams to spare only until it has
 * not (docs/decisions/0006).
 */
import {filter, firstValueFrom, shareReplay, type Observable} from 'rxjs'
import type {DocumentStore} from 'sanity'
import {keptUpToDate, type News} from '../asking/news.ts'
import type {Schedule} from '../rules/schedule.ts'

export interface ListedSchedule extends Schedule {
  /** What editors call the document. */
  title: string | null
}

export interface Answer {
  schedules: ListedSchedule[]
  timeZone: string | null
}

const query = {
  fetch: `{
    "schedules": *[_type == "schedule"] | order(at asc) {
      ...,
      "title": coalesce(
        *[_id == "drafts." + ^.target][0]{"it": coalesce(title, name)}.it,
        *[_id == ^.target][0]{"it": coalesce(title, name)}.it
      )
    },
    "timeZone": *[_id == "siteSettings"][0].timeZone
  }`,
  listen: '*[_type in ["schedule", "siteSettings"]]',
}

type Store = Pick<DocumentStore, 'listenQuery'>

const shared = new WeakMap<Store, Observable<News<Answer>>>()

export function newsOf(store: Store): Observable<News<Answer>> {
  const known = shared.get(store)
  if (known) return known
  const options = {apiVersion: '2025-02-19', perspective: 'raw' as const, throttleTime: 100}
  const answers: Observable<Answer> = store.listenQuery(query, {}, options)
  const news = keptUpToDate(answers).pipe(shareReplay({bufferSize: 1, refCount: true}))
  shared.set(store, news)
  return news
}

/** What is planned for a document at this moment. */
export async function plansFor(store: Store, id: string): Promise<ListedSchedule[]> {
  const {answer} = await firstValueFrom(
    newsOf(store).pipe(filter((news) => news.kind === 'answer')),
  )
  return answer.schedules.filter(({target, state}) => target === id && state !== 'done')
}
