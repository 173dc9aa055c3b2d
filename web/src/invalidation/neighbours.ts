/**
 * The articles beside one that enters a list, whose pages are to show it from now on: asked of the lake.
 *
 * Pages say themselves which articles they show, so one that leaves, or is called something else, concerns these alone. Of one
 * that is new none of them could say anything; they are the next few in each list in which it stands now, by date.
 */
import {codeOf} from '../addresses.ts'
import {BESIDE, REACH, inTopic, newer, older} from '../content/fragments.ts'
import type {Change} from './change.ts'
import type {AskLake} from '../content/questions.ts'
import {isListedAnew} from './table.ts'

interface Neighbour {
  _id: string
  /** It has no topic, so that its page shows what is beside it among all articles. */
  isFree: boolean
}

interface Neighbours {
  older: Neighbour[]
  newer: Neighbour[]
}

const shown = `{_id, "isFree": count(topics[defined(@->_id)]) == 0}`
const beside = (scope: string) =>
  `{"older": ${older(scope)}[0...${2 * REACH}]${shown}, "newer": ${newer(scope)}[0...${REACH}]${shown}}`
const inTopicQuery = beside(inTopic)
const amongAllQuery = beside('')
const dateQuery = `*[_id == $id][0].publishedAt`

/** The ids of articles beside the changed one, where it was not, or stands elsewhere now. */
export async function findNeighbours(change: Change, ask: AskLake): Promise<string[]> {
  const {id, type, before, after} = change
  if (type !== 'article' || !after?.slug) return []
  const isNew = isListedAnew(change, ['slug', 'language', 'publishedAt'])
  const topics = after.topics.filter((topic) => isNew || !before?.topics.includes(topic))
  if (!isNew && topics.length === 0) return []

  const publishedAt = after.publishedAt ?? (await ask<unknown>(dateQuery, {id}))
  if (typeof publishedAt !== 'string') return []
  const params = {id, publishedAt, language: codeOf(after.language)}
  const [inTopics, amongAll] = await Promise.all([
    Promise.all(topics.map((topic) => ask<Neighbours>(inTopicQuery, {...params, topic}))),
    isNew ? ask<Neighbours>(amongAllQuery, params) : undefined,
  ])
  const found = [
    ...inTopics.flatMap(showing),
    ...(amongAll ? showing(amongAll).filter(({isFree}) => isFree) : []),
  ]
  return [...new Set(found.map(({_id}) => _id))]
}

/**
 * A page shows the one before it and those behind that; of those after it only the next, unless too few are before it: then as
 * many behind the next as are missing.
 */
const showing = ({older, newer}: Neighbours): Neighbour[] => [
  ...newer,
  ...older.slice(0, REACH).filter((_, at) => {
    const before = older.length - 1 - at
    return at === 0 || at <= BESIDE - Math.max(0, before - 1)
  }),
]
