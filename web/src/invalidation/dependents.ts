/**
 * Who refers to a document that appears: found by one question.
 *
 * Pages say themselves which documents they show, but nothing could be said of one that was not there. What showed the gap where
 * it is now is made anew, wherever that is shown. Only published documents have pages.
 */
import type {AskLake} from '../content/questions.ts'
import type {Change} from './change.ts'
import {areDependentsNeeded, type Dependent} from './table.ts'

const atOnce = 1_000

const query = `*[references($id) && _id > $after] | order(_id) [0...${atOnce}] {"id": _id, "type": _type, "isTranslated": $id in translations[]._ref}`

export async function findDependents(change: Change, ask: AskLake): Promise<Dependent[]> {
  if (!areDependentsNeeded(change)) return []
  const found: Dependent[] = []
  for (let after = ''; ;) {
    const some = await ask<Dependent[]>(query, {id: change.id, after})
    found.push(...some)
    after = some.at(-1)?.id ?? ''
    if (some.length < atOnce || !after) return found
  }
}
