/**
 * `pnpm bench publish [--rounds 20]`: from an editor's publish over the API to the first reader who sees it, and what it costs.
 *
 * A real lake, its signed webhook, and the site as it runs in production, on this machine. Three kinds of publish: a corrected
 * body, a new title (timed until its lists show it too), an author's new name (until all of the articles do). Readers ask
 * again and again; the time runs from the moment the publish is sent. Then the same publishes once more, without a clock:
 * pages rendered again beside pages that truly changed, and questions that the lake was asked. One line of JSON for each kind.
 */
import {parseArgs} from 'node:util'
import {openCountingDoor} from '../support/counting-door.ts'
import {
  anArticle,
  aTopic,
  anAuthor,
  openNewsroom,
  referTo,
  type Newsroom,
} from '../support/newsroom.ts'
import {renderedSince} from '../support/rendered.ts'

const {values} = parseArgs({
  options: {rounds: {type: 'string', default: '20'}, warm: {type: 'string', default: '5'}},
})
const rounds = Number(values.rounds)
const warm = Number(values.warm)

const references = {authors: referTo('author-ada'), topics: referTo('topic-tides')}
const others = Array.from({length: 10}, (_, i) => anArticle(`other-${i}`, references))
/** The newest, so that the front page shows it. */
const article = anArticle('measured', references)
const author = anAuthor('ada', 'Ada Marsh')
const pages = [
  '/',
  '/articles',
  '/articles/measured',
  ...others.map(({slug}) => `/articles/${slug.current}`),
  '/authors',
  '/authors/ada',
  '/topics',
  '/topics/tides',
  '/not-found-page',
]

const kinds = [
  {name: 'body', of: article, field: 'body', shown: ['/articles/measured']},
  {
    name: 'title',
    of: article,
    field: 'title',
    shown: ['/articles/measured', '/', '/articles', '/topics/tides', '/authors/ada'],
  },
  {name: 'author', of: author, field: 'name', shown: ['/articles/measured', '/authors/ada']},
]
type Kind = (typeof kinds)[number]
type Body = Record<string, unknown>

async function fill(newsroom: Newsroom): Promise<void> {
  const {client} = newsroom
  for (const one of [author, aTopic('tides', 'Tides'), ...others, article])
    await client.create<Body>(one)
  for (const path of pages) await newsroom.readUntil(path, ({status}) => status !== 503)
  await newsroom.settled()
}

/** Publish a draft that differs in one field, and wait until readers see the word everywhere it shows. */
async function publish({client, read}: Newsroom, kind: Kind, word: string): Promise<number> {
  const {_id: id, ...fields} = kind.of
  await client.createOrReplace<Body>({...fields, _id: `drafts.${id}`, [kind.field]: word})
  await new Promise((resolve) => setTimeout(resolve, 150))

  const start = performance.now()
  const publishing = client.action({
    actionType: 'sanity.action.document.publish',
    draftId: `drafts.${id}`,
    publishedId: id,
  })
  for (const path of kind.shown) {
    while (!(await read(path)).body.includes(word)) {
      if (performance.now() - start > 20_000) throw new Error(`${path} never showed "${word}".`)
    }
  }
  const took = performance.now() - start
  await publishing
  return took
}

/** A page without what says from which revisions it was made. */
const contentOf = async ({read}: Newsroom, path: string): Promise<string> =>
  (await read(path)).body.replace(/<meta name="content-revision"[^>]*>/, '')

async function contents(newsroom: Newsroom): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const path of pages) found.set(path, await contentOf(newsroom, path))
  return found
}

const timed = await openNewsroom()
const times = new Map<string, number[]>()
try {
  await fill(timed)
  for (const kind of kinds) {
    const taken: number[] = []
    for (let round = -warm; round < rounds; round++) {
      const took = await publish(timed, kind, `Round ${round} of ${Date.now()}`)
      if (round >= 0) taken.push(took)
    }
    times.set(
      kind.name,
      taken.toSorted((a, b) => a - b),
    )
    await timed.settled()
  }
} finally {
  await timed.stop()
}

const asked: string[] = []
const counted = await openNewsroom({
  lakeOrigin: async (lake) => {
    const door = await openCountingDoor(lake, asked)
    return door.origin
  },
})
try {
  await fill(counted)
  for (const kind of kinds) {
    const rendersBefore = await counted.settled()
    const before = await contents(counted)
    asked.length = 0
    await publish(counted, kind, `Counted ${Date.now()}`)
    const rendered = renderedSince(rendersBefore, await counted.settled())
    const questions = asked.filter((target) => target.includes('/data/query/')).length
    const after = await contents(counted)
    const changed = pages.filter((path) => before.get(path) !== after.get(path))
    const sorted = times.get(kind.name) ?? []
    const at = (share: number) =>
      Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN)
    console.log(
      JSON.stringify({
        bench: 'publish',
        kind: kind.name,
        unit: 'ms',
        rounds,
        median: at(0.5),
        p95: at(0.95),
        min: at(0),
        max: at(1),
        rendered: rendered.length,
        changed: changed.length,
        needless: rendered.filter((path) => !changed.includes(path)),
        questions,
      }),
    )
  }
} finally {
  await counted.stop()
}
process.exit()
