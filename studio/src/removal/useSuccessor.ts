/**
 * Where readers of a page that is taken away are to be led: what an editor typed, checked against what is published, or pages with
 * these words in their titles to choose from. A newsroom has thousands of pages, so a few are asked for and never all.
 */
import {useEffect, useState} from 'react'
import {useClient} from 'sanity'
import {pagesWithWords, surroundingsAt} from '../addresses/surroundings.ts'
import {pathOf} from '../rules/address.ts'
import type {KnownPage} from '../rules/redirect-table.ts'
import {successorProblem} from '../rules/removal.ts'

const apiVersion = '2025-02-19'
/** Somebody is typing. */
const pause = 150

export interface Answer {
  /** What this is about. */
  text: string
  /** Why readers cannot be led there, or `null`. */
  problem: string | null
  suggestions: KnownPage[]
}

/** Nothing while it is being asked for. */
export function useSuccessor(page: KnownPage, text: string): Answer | undefined {
  const client = useClient({apiVersion})
  const [answer, setAnswer] = useState<Answer>()
  useEffect(() => {
    let isWanted = true
    const look = async () => {
      const found = await answerFor(text, page, {getClient: () => client}).catch(failed)
      if (isWanted) setAnswer({text, suggestions: [], problem: null, ...found})
    }
    const timer = setTimeout(() => void look(), text ? pause : 0)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [client, page, text])
  return answer?.text === text ? answer : undefined
}

const isAddress = (text: string) => text.startsWith('/') || /^https?:/i.test(text)

async function answerFor(
  text: string,
  page: KnownPage,
  asking: Parameters<typeof surroundingsAt>[0],
): Promise<Partial<Answer>> {
  if (!isAddress(text)) {
    const suggestions = await pagesWithWords(asking, {text, except: page._id})
    return {suggestions, problem: text && suggestions.length === 0 ? nothingFound(text) : choose}
  }
  const around = await surroundingsAt(asking, {id: page._id, paths: [pathOf(text)]})
  return {problem: successorProblem({kind: 'page', to: text}, page, around)}
}

const choose = 'Choose the page that readers get instead.'
const nothingFound = (text: string) => `No published page has “${text}” in its title.`

const failed = (error: unknown): Partial<Answer> => ({
  problem: `The Content Lake could not be asked about that page: ${String(error)} Type it again.`,
})
