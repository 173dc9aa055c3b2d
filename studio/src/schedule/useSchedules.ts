/**
 * Every schedule of the dataset, and the zone in which editors think, kept up to date.
 *
 * All panes share one question and one event stream: schedules are few, and a browser has streams to spare only until it has
 * not (docs/decisions/0006).
 */
import {useEffect, useMemo, useState} from 'react'
import {firstValueFrom, shareReplay, type Observable} from 'rxjs'
import {useDocumentStore, type DocumentStore} from 'sanity'
import type {Schedule} from '../rules/schedule.ts'
import {zoneOrDefault} from '../rules/wall-clock.ts'

export interface ListedSchedule extends Schedule {
  /** What editors call the document. */
  title: string | null
}

interface Answer {
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

const shared = new WeakMap<DocumentStore, Observable<Answer>>()

function answersOf(store: DocumentStore): Observable<Answer> {
  const known = shared.get(store)
  if (known) return known
  const options = {apiVersion: '2025-02-19', perspective: 'raw' as const, throttleTime: 100}
  const answers: Observable<Answer> = store
    .listenQuery(query, {}, options)
    .pipe(shareReplay({bufferSize: 1, refCount: true}))
  shared.set(store, answers)
  return answers
}

/** What is planned for a document at this moment. */
export const plansFor = async (store: DocumentStore, id: string): Promise<ListedSchedule[]> => {
  const {schedules} = await firstValueFrom(answersOf(store))
  return schedules.filter(({target, state}) => target === id && state !== 'done')
}

export interface Schedules {
  isLoading: boolean
  schedules: ListedSchedule[]
  zone: string
}

export function useSchedules(): Schedules {
  const store = useDocumentStore()
  const [answer, setAnswer] = useState<Answer>()
  useEffect(() => {
    const subscription = answersOf(store).subscribe({next: setAnswer, error: () => undefined})
    return () => subscription.unsubscribe()
  }, [store])
  return useMemo(
    () => ({
      isLoading: !answer,
      schedules: answer?.schedules ?? [],
      zone: zoneOrDefault(answer?.timeZone),
    }),
    [answer],
  )
}

/** Those of one document that an editor should see while it is open: what is planned, and what failed. */
export function useOpenSchedules(id: string): Schedules {
  const all = useSchedules()
  return useMemo(
    () => ({
      ...all,
      schedules: all.schedules.filter(({target, state}) => target === id && state !== 'done'),
    }),
    [all, id],
  )
}

/** The time, again every few seconds: "in 5 minutes" must not stay. */
export function useNow(every = 5_000): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}
