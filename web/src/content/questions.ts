/** Questions to the lake, whoever puts them. */
import {first} from './fragments.ts'

/** One question to the lake, in the eyes of a reader. */
export type AskLake = <Answer>(query: string, params: Record<string, unknown>) => Promise<Answer>

/** Not `$behind_1`, which is that of one of several questions (`together.ts`), and said already. */
const namesBehind = /\$behind\b/

/** The parameters of a question, with the ids that it leaves out of what it lists (`visible`) if it lists anything. */
export const leavingOut = (
  query: string,
  params: Record<string, unknown>,
  behind: readonly string[],
): Record<string, unknown> => (namesBehind.test(query) ? {behind, ...params} : params)

/** Asks the same, and leaves these out where the question does not say whom. */
export const askWithout =
  (ask: AskLake, behind: () => readonly string[]): AskLake =>
  (query, params) =>
    ask(query, leavingOut(query, params, behind()))

/** Each query that was asked, with its number. There are some dozens: what differs from page to page is a parameter. */
const numbers = new Map<string, number>()

/**
 * The same question has the same name, as long as the process runs. A query is in it as a number: it has thousands of characters, and for
 * one publish hundreds of names are made and looked up.
 */
export const questionName = (query: string, params: Record<string, unknown>): string => {
  let number = numbers.get(query)
  if (number === undefined) numbers.set(query, (number = numbers.size))
  return `${number} ${JSON.stringify(params)}`
}

/** The document that the filter names, and how much of it. */
export interface OwnQuestion {
  query: string
  projection: string
}

export const ownQuestion = (filter: string, projection: string): OwnQuestion => ({
  query: `*[${filter}]${first}${projection}`,
  projection,
})
