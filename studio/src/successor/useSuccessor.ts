/**
 * Where readers of a page that is taken away are to be led: what an editor typed, checked against what is published, or pages with
 * these words in their titles to choose from. A newsroom has thousands of pages, so a few are asked for and never all.
 */
import {useEffect, useState} from 'react'
import {useClient} from 'sanity'
import {pagesWithWords, surroundingsAt} from '../addresses/surroundings.ts'
import {pathOf} from '../rules/address.ts'
import type {KnownPage} from '../rules/redirect-table.ts'
import {successorProblem, type Successor} from '../rules/removal.ts'
import type {Schedule} from '../rules/schedule.ts'
import {plannedCircleProblem, plannedPaths} from '../rules/succession.ts'
import {useSchedules} from '../schedule/useSchedules.ts'

const apiVersion = '2025-02-19'
/** Somebody is typing. */
const pause = 150
/** Of more plans that lead somewhere a circle is found when it is due. */
const mostPlans = 20

export interface Answer {
  /** What this is about. */
  text: string
  /** Why readers cannot be led there, or `null`. */
  problem: string | null
  suggestions: KnownPage[]
}

interface Check {
  /** Nothing while it is being asked for, and where no page is chosen. */
  answer: Answer | undefined
  /** As it is to be written; nothing while it cannot be done. */
  chosen: Successor | undefined
}

export function useSuccessor(page: KnownPage, successor: Successor): Check {
  const client = useClient({apiVersion})
  const {schedules: plans} = useSchedules()
  const [answer, setAnswer] = useState<Answer>()
  const text = successor.kind === 'page' ? successor.to.trim() : undefined
  useEffect(() => {
    if (text === undefined) return
    let isWanted = true
    const look = async () => {
      const asking = {getClient: () => client}
      const found = await answerFor(text, {page, plans}, asking).catch(failed)
      if (isWanted) setAnswer({text, suggestions: [], problem: null, ...found})
    }
    const timer = setTimeout(() => void look(), text ? pause : 0)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [client, page, plans, text])
  if (text === undefined) return {answer: undefined, chosen: successor}
  const current = answer?.text === text ? answer : undefined
  return {
    answer: current,
    chosen: current?.problem === null ? {kind: 'page', to: text} : undefined,
  }
}

const isAddress = (text: string) => text.startsWith('/') || /^https?:/i.test(text)

async function answerFor(
  text: string,
  {page, plans}: {page: KnownPage; plans: Schedule[]},
  asking: Parameters<typeof surroundingsAt>[0],
): Promise<Partial<Answer>> {
  if (!isAddress(text)) {
    const suggestions = await pagesWithWords(asking, {text, except: page._id})
    return {suggestions, problem: text && suggestions.length === 0 ? nothingFound(text) : choose}
  }
  const planned = plannedPaths(plans).slice(0, mostPlans)
  const around = await surroundingsAt(asking, {id: page._id, paths: [pathOf(text), ...planned]})
  const successor = {kind: 'page' as const, to: text}
  return {
    problem:
      successorProblem(successor, page, around) ??
      plannedCircleProblem(successor, page, {...around, plans}),
  }
}

const choose = 'Choose the page that readers get instead.'
const nothingFound = (text: string) => `No published page has “${text}” in its title.`

const failed = (error: unknown): Partial<Answer> => ({
  problem: `The Content Lake could not be asked about that page: ${String(error)} Type it again.`,
})
