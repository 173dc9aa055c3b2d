/**
 * Who shows a document: those that refer to it, found by one question.
 *
 * A page cannot name all that it shows in its tags (Next drops those past 128), so it names itself, and whoever changes
 * something asks here whose pages that concerns. Only published documents have pages.
 */
import type {Change} from './change.ts'
import {neighboursNeeded, type Dependent, type Neighbours} from './table.ts'

/** One question to the lake, in the eyes of a reader. */
export type AskLake = <Answer>(query: string, params: Record<string, unknown>) => Promise<Answer>

const atOnce = 1_000

const shape = `{"id": _id, "type": _type, "slug": slug.current, "authors": authors[]._ref, "topics": topics[]._ref}`

const direct = `*[references($ids) && _id > $after] | order(_id) [0...${atOnce}] ${shape}`

const behind = `*[_type == "article" && references($ids) && _id > $after] | order(_id) [0...${atOnce}] ${shape}`

export async function findNeighbours(change: Change, ask: AskLake): Promise<Neighbours> {
  const needed = neighboursNeeded(change)
  const found = needed.direct ? await everyOne(ask, direct, [change.id]) : []
  const articles = found.filter(({type}) => type === 'article').map(({id}) => id)
  if (!needed.behind || articles.length === 0) return {direct: found, behind: []}
  return {direct: found, behind: await everyOne(ask, behind, articles)}
}

async function everyOne(ask: AskLake, query: string, ids: string[]): Promise<Dependent[]> {
  const found: Dependent[] = []
  for (let after = ''; ;) {
    const page = await ask<Partial<Dependent>[]>(query, {ids, after})
    for (const one of page) {
      if (!one.id || !one.type) continue
      found.push({
        id: one.id,
        type: one.type,
        slug: one.slug ?? null,
        authors: one.authors ?? [],
        topics: one.topics ?? [],
      })
    }
    after = page.at(-1)?.id ?? ''
    if (page.length < atOnce || !after) return found
  }
}
