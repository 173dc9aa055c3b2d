/**
 * Questions that are asked in one breath, as one: an object with an answer for each. It saves requests (hosted ones are counted), and what
 * belongs together is answered from one moment.
 */
import {isRefusal, isTimeout, noLake} from '../errors.ts'
import type {AskLake} from './questions.ts'

/** The lake did not take several questions as one. */
export interface Refusal {
  /** They took too long this time; the lake may have been busy. */
  isPassing: boolean
}

interface Asked {
  query: string
  params: Record<string, unknown>
  answer: PromiseWithResolvers<unknown>
}

/**
 * Asks like `ask`. What comes before the caller lets go of the thread goes along with the first. `refused` hears of it when the lake
 * did not take them as one, and each was asked for itself.
 */
export function together(
  ask: AskLake,
  {refused}: {refused?: (refusal: Refusal) => void} = {},
): AskLake {
  let waiting: Asked[] = []
  const send = () => {
    const asked = waiting
    waiting = []
    return asked.length === 1 ? each(asked, ask) : all(asked, ask, refused)
  }
  return <Answer>(query: string, params: Record<string, unknown>) => {
    const answer = Promise.withResolvers<unknown>()
    waiting.push({query, params, answer})
    if (waiting.length === 1) queueMicrotask(() => void send())
    return answer.promise as Promise<Answer>
  }
}

async function all(
  asked: Asked[],
  ask: AskLake,
  refused?: (refusal: Refusal) => void,
): Promise<void> {
  const {query, params} = asOne(asked)
  try {
    const found = await ask<Record<string, unknown> | null>(query, params)
    asked.forEach(({answer}, i) => {
      const value = found?.[nameOf(i)]
      if (value === undefined) answer.reject(noLake())
      else answer.resolve(value)
    })
  } catch (error) {
    // Each for itself may be short or cheap enough.
    if (isRefusal(error)) {
      refused?.({isPassing: isTimeout(error)})
      return each(asked, ask)
    }
    for (const {answer} of asked) answer.reject(error)
  }
}

async function each(asked: Asked[], ask: AskLake): Promise<void> {
  for (const {query, params, answer} of asked)
    ask<unknown>(query, params).then(answer.resolve, answer.reject)
}

const nameOf = (i: number): string => `q${i}`

/** A string, which is left alone, or the name of a parameter. */
const stringOrParameter = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\$([A-Za-z_]\w*)/g

export function asOne(questions: {query: string; params: Record<string, unknown>}[]): {
  query: string
  params: Record<string, unknown>
} {
  const params: Record<string, unknown> = {}
  const parts = questions.map((question, i) => {
    const own = (name: string) => `${name}_${i}`
    for (const [name, value] of Object.entries(question.params)) params[own(name)] = value
    const query = question.query.replace(
      stringOrParameter,
      (found: string, name: string | undefined) => (name === undefined ? found : `$${own(name)}`),
    )
    return `"${nameOf(i)}": ${query}`
  })
  return {query: `{${parts.join(', ')}}`, params}
}
