/** Questions to the lake, whoever puts them. */
import {first} from './fragments.ts'

/** One question to the lake, in the eyes of a reader. */
export type AskLake = <Answer>(query: string, params: Record<string, unknown>) => Promise<Answer>

/** The same question has the same name. */
export const questionName = (query: string, params: Record<string, unknown>): string =>
  `${JSON.stringify(params)} ${query}`

/** The document that the filter names, and how much of it. */
export interface OwnQuestion {
  query: string
  projection: string
}

export const ownQuestion = (filter: string, projection: string): OwnQuestion => ({
  query: `*[${filter}]${first}${projection}`,
  projection,
})
