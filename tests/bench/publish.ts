/**
 * `pnpm bench publish [--rounds 20]`: from an editor's publish over the API to the first reader who sees it.
 *
 * A real lake, its signed webhook, and the site as it runs in production, on this machine. One reader asks for the page again and
 * again; the time runs from the moment the publish is sent. Prints one line of JSON.
 */
import {parseArgs} from 'node:util'
import {anArticle, aTopic, anAuthor, openNewsroom, referTo} from '../support/newsroom.ts'

const {values} = parseArgs({
  options: {rounds: {type: 'string', default: '20'}, warm: {type: 'string', default: '5'}},
})
const rounds = Number(values.rounds)
const warm = Number(values.warm)

const newsroom = await openNewsroom()
const {client} = newsroom
try {
  await client.create(anAuthor('ada', 'Ada Marsh'))
  await client.create(aTopic('tides', 'Tides'))
  const references = {authors: referTo('author-ada'), topics: referTo('topic-tides')}
  for (let i = 0; i < 10; i++) await client.create(anArticle(`other-${i}`, references))
  const article = anArticle('measured', references)
  await client.create(article)
  await newsroom.readUntil('/articles/measured', ({status}) => status === 200)
  await newsroom.settled()

  const times: number[] = []
  for (let round = -warm; round < rounds; round++) {
    const word = `Round ${round} of ${Date.now()}`
    const {_id: published, ...fields} = article
    await client.createOrReplace({...fields, _id: `drafts.${published}`, body: word})
    await new Promise((resolve) => setTimeout(resolve, 150))

    const start = performance.now()
    const publishing = client.action({
      actionType: 'sanity.action.document.publish',
      draftId: `drafts.${published}`,
      publishedId: published,
    })
    while (!(await newsroom.read('/articles/measured')).body.includes(word)) continue
    if (round >= 0) times.push(performance.now() - start)
    await publishing
  }
  times.sort((a, b) => a - b)
  const at = (share: number) =>
    Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN)
  console.log(
    JSON.stringify({
      bench: 'publish',
      unit: 'ms',
      rounds,
      median: at(0.5),
      p95: at(0.95),
      min: at(0),
      max: at(1),
    }),
  )
} finally {
  await newsroom.stop()
}
