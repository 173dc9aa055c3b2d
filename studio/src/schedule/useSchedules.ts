/** Every schedule of the dataset, for the panes that show some of them. */
import {useEffect, useMemo, useState} from 'react'
import {useDocumentStore} from 'sanity'
import {zoneOrDefault} from '../rules/wall-clock.ts'
import {newsOf, type Answer, type ListedSchedule} from './answers.ts'

export interface Schedules {
  isLoading: boolean
  /** The lake does not answer, or its news do not come: what is shown may be over. */
  isStale: boolean
  schedules: ListedSchedule[]
  zone: string
}

export function useSchedules(): Schedules {
  const store = useDocumentStore()
  const [answer, setAnswer] = useState<Answer>()
  const [isStale, setStale] = useState(false)
  useEffect(() => {
    const subscription = newsOf(store).subscribe((news) => {
      setStale(news.kind === 'failed')
      if (news.kind === 'answer') setAnswer(news.answer)
    })
    return () => subscription.unsubscribe()
  }, [store])
  return useMemo(
    () => ({
      isLoading: !answer,
      isStale,
      schedules: answer?.schedules ?? [],
      zone: zoneOrDefault(answer?.timeZone),
    }),
    [answer, isStale],
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
