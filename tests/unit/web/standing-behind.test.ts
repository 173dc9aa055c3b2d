/** Who stands behind another document at its address, as the site comes to know it and keeps it. */
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {allTopics, translationsOf} from '../../../web/src/content/lists.ts'
import {askWithout, type AskLake} from '../../../web/src/content/questions.ts'
import {lakeRefused} from '../../../web/src/errors.ts'
import {Concerns} from '../../../web/src/invalidation/concerns.ts'
import {readChange, type Change} from '../../../web/src/invalidation/change.ts'
import type {SiteConfig} from '../../../web/src/config.ts'
import {StandingBehind} from '../../../web/src/invalidation/standing-behind.ts'
import {openStanding} from '../../../web/src/server/open-standing.ts'
import {ownDirectory} from '../../../web/src/server/own-directory.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

const topic = (_id: string, second: number, slug = 'tides') => ({
  _id,
  _type: 'topic',
  _rev: 'r',
  _createdAt: `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`,
  after: {slug},
})

const told = (facts: object): Change => readChange(facts) as Change
const lake =
  (topics: object[]): AskLake =>
  async () =>
    topics as never

const [first, second] = [topic('z', 1), topic('a', 2)]

async function taken(standing: StandingBehind, change: object, topics: object[]) {
  const look = await standing.look(told(change), lake(topics))
  look?.take()
  return look
}

test('the older document is seen, and the other one when that goes', async () => {
  const standing = new StandingBehind()

  const come = await taken(standing, second, [first, second])
  const behind = standing.ids()
  const gone = await taken(standing, {...first, before: first.after, after: null}, [second])

  expect(come?.seen).toMatchObject({before: null, after: null})
  expect(behind).toEqual(['a'])
  expect(gone?.others).toMatchObject([{id: 'a', before: null, after: {slug: 'tides'}}])
  expect(standing.ids()).toEqual([])
})

test('what an earlier look has found does not undo what a later one did', async () => {
  const standing = new StandingBehind()
  const early = await standing.look(told(first), lake([first]))
  const late = await standing.look(told(second), lake([first, second]))

  late?.take()
  early?.take()

  expect(standing.ids()).toEqual(['a'])
})

test('nothing is known by a look that was not taken, nor by one that failed', async () => {
  const standing = new StandingBehind()

  await standing.look(told(second), lake([first, second]))
  const failed = standing.look(told(second), async () => ({}) as never)

  await expect(failed).rejects.toThrow('no Content Lake')
  expect(standing.ids()).toEqual([])
})

test('a change that concerns no address asks nothing, but of one that stands behind another', async () => {
  const standing = new StandingBehind()
  const asked: unknown[] = []
  const edited = {...second, before: second.after, changed: {slug: false, language: false}}
  const noLook: AskLake = async (_, params) => {
    asked.push(params)
    return [first, second] as never
  }

  const before = await standing.look(told(edited), noLook)
  await taken(standing, second, [first, second])
  const since = await standing.look(told(edited), noLook)

  expect(before).toBeUndefined()
  expect(since?.seen).toMatchObject({before: null, after: null})
  expect(asked).toHaveLength(1)
})

test('it is known after a restart, and what nobody told of is found among all', async () => {
  const directory = temporaryDirectory('standing')
  onTestFinished(() => removeDirectory(directory))
  const options = {
    file: join(directory, 'standing-behind.json'),
    report: (error: unknown) => {
      throw error
    },
  }
  const before = new StandingBehind(options)
  await taken(before, second, [first, second])
  await before.close()

  const standing = new StandingBehind(options)
  await standing.load()
  const third = topic('b', 3, 'winds')
  const fourth = topic('c', 4, 'winds')
  const differing = await standing.differing(async (query) =>
    query.startsWith('{')
      ? ({topic: [3, 2], author: [0, 0], article: [0, 0], page: [0, 0]} as never)
      : ([second, third, fourth] as never),
  )

  expect(standing.ids()).toEqual(['a'])
  expect(differing.toSorted()).toEqual(['a', 'c'])
})

test('another build of the site knows it from the beginning', async () => {
  const directory = temporaryDirectory('standing')
  onTestFinished(() => removeDirectory(directory))
  const config = {
    directory,
    siteUrl: 'https://letters.example',
    images: {proxied: true},
    lake: {projectId: 'masthead', dataset: 'production'},
  } as SiteConfig
  await ownDirectory(config, 'one build')
  const before = await openStanding(config)
  await taken(before, second, [first, second])
  await before.close()

  await ownDirectory(config, 'another build')
  const standing = await openStanding(config)

  expect(standing.ids()).toEqual(['a'])
})

test('no more than two hundred are left out of lists', async () => {
  const standing = new StandingBehind()
  const many = Array.from({length: 300}, (_, i) => topic(`t-${i}`, i % 60))

  await taken(standing, topic('last', 59), many)

  const differing = await standing.differing(async (query) =>
    query.startsWith('{') ? ({topic: [300, 1]} as never) : (many as never),
  )

  expect(standing.ids()).toHaveLength(200)
  expect(differing).toEqual([])
})

test('one that goes behind another one is still named by those that it names as the same in another language', async () => {
  const articles = [first, second].map((one) => ({...one, _type: 'article'}))
  const concerns = new Concerns({
    ask: async (query) => {
      if (query.startsWith('{"q0"')) throw lakeRefused(400, 'One by one.')
      return (query.includes('$slugs') ? articles : []) as never
    },
    belief: {ofAnswer: () => undefined},
    standing: new StandingBehind(),
  })
  const moved = {
    ...articles[1],
    before: {slug: 'winds'},
    after: {slug: 'tides', translations: ['other']},
  }

  const {tags} = await concerns.of(told(moved))

  expect(tags).toContain(translationsOf('other'))
})

test('what is asked in one breath says whom it leaves out', async () => {
  const asked: {query: string; params: Record<string, unknown>}[] = []
  const standing = new StandingBehind()
  const ask: AskLake = async (query, params) => {
    asked.push({query, params})
    const nothing = Object.assign([], {older: [], newer: []})
    const names = [...query.matchAll(/"(q\d+)": /g)]
    return Object.fromEntries(names.map(([, name]) => [name, nothing])) as never
  }
  const concerns = new Concerns({
    // As the site asks: for whoever does not say it.
    ask: askWithout(ask, standing.ids),
    belief: {ofAnswer: () => undefined},
    standing,
  })
  const after = {slug: 'tides', publishedAt: '2026-01-01T00:00:00Z', language: 'fr', topics: ['t']}

  await concerns.of(told({...first, _type: 'article', after}))

  expect(asked).toHaveLength(1)
  const [{query, params}] = asked as [(typeof asked)[0]]
  const named = [...query.matchAll(/\$(\w+)/g)].map(([, name]) => name!)
  expect(named.some((name) => name.startsWith('behind_'))).toBe(true)
  expect([...new Set(named)].toSorted()).toEqual(Object.keys(params).toSorted())
})

test('what another instance heard of concerns nobody here who is known to stand where it stands', async () => {
  const standing = new StandingBehind()
  const concerns = new Concerns({
    ask: async (query) => (query.includes('$slugs') ? there : []) as never,
    belief: {ofAnswer: () => undefined},
    standing,
  })
  let there = [first, second]

  const come = await concerns.ofOthers(told({...second, before: null}))
  come?.look?.take()
  const edited = await concerns.ofOthers(told({...second, before: second.after}))
  there = [second] // the other one went without a word
  const found = await concerns.ofOthers({...told(second), isFound: true})
  found?.look?.take()

  expect(come?.look?.behind).toEqual(['a'])
  expect(edited?.tags).toEqual([])
  expect(found?.tags).toContain(allTopics)
  expect(standing.ids()).toEqual([])
})
