/** What the lake knows of a document now: asked where a webhook told of it and its page says that nothing is there. */
import type {AskLake} from '../content/questions.ts'
import {readChange, type Change} from './change.ts'
import {newestQuery, state, watchedTypes} from './webhook-rule.ts'

export interface KnownNow {
  /** The document as it stands, as a sweep finds it; absent when the lake has none. */
  found: Change | undefined
  /** When the lake last wrote any document. */
  newest: string | undefined
}

const knownNowQuery = `{
  "one": *[_id == $id][0]{_id, _type, _rev, _updatedAt, _createdAt, "after": ${state}},
  "newest": ${newestQuery}
}`

/** Nothing when the lake does not say so. */
export async function knownNow(ask: AskLake, id: string): Promise<KnownNow | undefined> {
  const params = {id, types: watchedTypes}
  const answer = await ask<Partial<Answer> | null>(knownNowQuery, params).catch(() => undefined)
  if (answer?.one === undefined) return undefined
  const change = answer.one === null ? undefined : readChange(answer.one)
  if (typeof change === 'string') return undefined
  return {found: change && {...change, isFound: true}, newest: answer.newest ?? undefined}
}

interface Answer {
  one: object | null
  newest: string | null
}
