/**
 * Topics and authors that got their first French article by a change, or lost their last: only then do other pages begin or cease to
 * offer them in French (`content/offered.ts`). Asked of the lake.
 *
 * Two articles may enter at once, and each would find the other there. So what was written no earlier than this change does not count as
 * there before it: of several that are new, the eldest finds itself alone.
 */
import {codeOf} from '../addresses.ts'
import {listed} from '../content/fragments.ts'
import type {AskLake} from '../content/questions.ts'
import type {Change, DocumentState} from './change.ts'

const others = (scope: string) =>
  `count(*[${listed} && language == "fr" && _id != $id && ${scope} && _updatedAt < $before][0...1])`
const ofTopicQuery = others('references($of)')
const ofAuthorQuery = others('$of in authors[]._ref')

/** After whatever is there. */
const never = '9999'

const kinds = [
  ['topics', ofTopicQuery],
  ['authors', ofAuthorQuery],
] as const

/** The ids of those topics and authors. */
export async function findFirstInFrench(change: Change, ask: AskLake): Promise<string[]> {
  const {id, type, before, after, updatedAt = ''} = change
  if (type !== 'article') return []
  const asked = kinds.flatMap(([field, query]) => {
    const [was, is] = [frenchIn(before, field), frenchIn(after, field)]
    const isAnew = Boolean(before?.publishedAt) !== Boolean(after?.publishedAt)
    const entered = is.filter((one) => isAnew || !was.includes(one))
    const left = was.filter((one) => !entered.includes(one) && (isAnew || !is.includes(one)))
    return [
      ...entered.map((of) => ({of, query, before: updatedAt})),
      ...left.map((of) => ({of, query, before: never})),
    ]
  })
  const found = await Promise.all(
    asked.map(async ({of, query, before: then}) => {
      const count = await ask<unknown>(query, {id, of, before: then})
      return count === 0 ? [of] : []
    }),
  )
  return found.flat()
}

const frenchIn = (state: DocumentState | null, field: 'authors' | 'topics'): string[] =>
  state?.slug && codeOf(state.language) === 'fr' ? state[field] : []

/** Those of which it is a text in French. */
export const listedInFrench = (state: DocumentState | null): string[] =>
  state?.publishedAt ? [...frenchIn(state, 'authors'), ...frenchIn(state, 'topics')] : []
