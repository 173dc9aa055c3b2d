/** Kept answers are only allowed to be fast: whatever they say, a fresh look at the documents says too. */
import {createLake, type Lake} from '@masthead/lake'
import {expect, onTestFinished, test} from 'vitest'
import {createAnswers} from '../../../lake/src/groq/answers.ts'
import type {QueryRequest} from '../../../lake/src/groq/engine.ts'
import {createEvaluation, type Answer} from '../../../lake/src/groq/evaluation.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'
import {full, random, seed} from '../../support/sample.ts'

const dataset = 'production'
const administrator = {id: 'me', name: 'Me', email: '', role: 'administrator'} as const

function openLake(): Lake {
  const directory = temporaryDirectory('answers')
  const lake = createLake({directory})
  onTestFinished(async () => {
    await lake.close()
    removeDirectory(directory)
  })
  return lake
}

const question = (query: string, more: Partial<QueryRequest> = {}): QueryRequest => ({
  query,
  perspective: ['raw'],
  identity: 'me',
  ...more,
})

// --- against a fresh evaluation ------------------------------------------------------------------------------------

const types = ['article', 'author', 'topic']
const names = ['a', 'b', 'c', 'd', 'e']
const layers = ['', '', '', 'drafts.', 'versions.r1.']
const queries = [
  '*[_type == "article"]{_id, title, rank}',
  '*[_id == "a"][0]',
  '*[_id == "drafts.b"][0].title',
  '*[_id in ["a", "e", "nobody"]].title',
  '*[slug.current == "c"][0]{title, author->{title}}',
  '*[_type == "article"] | order(rank desc)[0...2]{_id, "by": author->title}',
  '*[references("b")]._id',
  'count(*[_type == "author" && references("a")])',
  'count(*)',
  'count(*[_type in ["author", "topic"]])',
  '*[title match "tide*"]._id',
  '*[@ match text::query("harbour")]._id',
  '*[_type == "author"]{_id, "n": count(*[references(^._id)])}',
  '*[_type == "topic"]{"of": *[author._ref == ^._id].title}',
  '*[author->_type == "author"]._id',
  '*[defined(author->author->title)]._id',
  '*[_id == $id][0]{"next": *[_id == ^.author._ref][0].author->title}',
  '*[sanity::versionOf("a")]._id',
  '*[sanity::partOfRelease("r1")]._id',
  '*[_type == $type && _id != $id][0].title',
  '*[documents::incomingRefCount() > 0]._id',
  'documents::get({"_ref": "a"}).title',
  '{"same": *[rank == 1]._id, "who": identity()}',
  '*[_id in path("drafts.**")]._id',
]
const perspectives = [['raw'], ['published'], ['drafts'], ['r1', 'drafts']]

test(`after every commit, kept answers equal fresh ones (seed ${seed})`, async () => {
  const next = random(seed)
  const one = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T
  const lake = openLake()
  const {query: keep, mutate, databaseFile} = lake.datasets.get(dataset)
  const fresh = createEvaluation({databaseFile, projectId: lake.projectId, dataset})
  onTestFinished(() => fresh.close())
  const mutation = () => {
    const _id = one(layers) + one(names)
    if (next() < 0.25) return {delete: {id: _id}}
    const author = next() < 0.6 ? {author: {_ref: one(names), _weak: true}} : {}
    const slug = {current: one(names)}
    const title = one(['tide', 'tides at the harbour', 'salt'])
    const rank = Math.floor(next() * 3)
    return {createOrReplace: {_id, _type: one(types), title, slug, rank, ...author}}
  }
  const ask = (): QueryRequest =>
    question(one(queries), {
      params: {id: one(names), type: one(types)},
      perspective: one(perspectives),
      identity: one(['me', 'you', 'anonymous']),
    })
  let compared = 0

  for (let round = 0; round < (full ? 1_500 : 150); round++) {
    const asked = Array.from({length: 12}, ask)
    const before = asked.map((request) => keep(request).catch(() => {}))
    if (next() < 0.5) await Promise.all(before) // or the commit comes while they are asked
    await mutate([mutation(), mutation()], {identity: administrator})
    const answers = await Promise.all(asked.map((request) => keep(request).catch(() => 'refused')))

    for (const [index, request] of asked.entries()) {
      const expected = await fresh.answer(request)
      const answer = answers[index]
      const text = typeof answer === 'object' ? answer.json : answer
      expect(text, JSON.stringify(request)).toBe(expected.ok ? expected.json : 'refused')
      compared++
    }
    await Promise.all(before)
  }

  expect(compared).toBeGreaterThan(1_000)
})

test('a draft of another type changes the answers about the type that it hides', async () => {
  const lake = openLake()
  const {query, mutate} = lake.datasets.get(dataset)
  const authors = question('*[_type == "author"]._id', {perspective: ['drafts']})
  await lake.seed([{_id: 'a', _type: 'author'}])
  const before = await query(authors)

  await mutate([{create: {_id: 'drafts.a', _type: 'topic'}}], {identity: administrator})

  expect([before.result, (await query(authors)).result]).toEqual([['a'], []])
})

// --- one rule at a time --------------------------------------------------------------------------------------------

/** Answers whose evaluations are started and ended by the test. */
function openAnswers({maxBytes = 1_000_000, syncTags = [] as string[]} = {}) {
  const asked: {begins: () => void; settle: (answer: Answer) => void}[] = []
  const answers = createAnswers(
    (_request, begins) =>
      new Promise<Answer>((settle) => {
        asked.push({begins, settle})
      }),
    {maxBytes, maxWaiting: 10},
  )
  const settle = (index: number, json: string) =>
    asked[index]?.settle({ok: true, json, ms: 1, syncTags})
  const turn = () => new Promise(setImmediate)
  return {answers, asked, settle, turn}
}
const json = async (answer: Promise<Answer>) => {
  const settled = await answer
  return settled.ok ? settled.json : settled.failure.kind
}

test('a question that is being answered is joined, until a commit comes', async () => {
  const {answers, asked, settle, turn} = openAnswers()
  const first = answers.get(question('1'))
  await turn()
  asked[0]?.begins()
  const second = answers.get(question('1'))

  answers.changed(() => ['a'])
  const third = answers.get(question('1'))
  await turn()

  expect(asked.length).toBe(2)
  settle(0, 'old')
  settle(1, 'new')
  expect(await Promise.all([first, second, third].map(json))).toEqual(['old', 'old', 'new'])
})

test('a question that waits for a thread is joined after a commit too: it will see it', async () => {
  const {answers, asked, turn} = openAnswers()
  void answers.get(question('1'))
  await turn()

  answers.changed(() => ['a'])
  void answers.get(question('1'))
  await turn()

  expect(asked.length).toBe(1)
})

test('an answer that a commit overtook is given, and not kept', async () => {
  const {answers, asked, settle, turn} = openAnswers({
    syncTags: ['a', 'b'],
  })
  const first = answers.get(question('1'))
  await turn()
  asked[0]?.begins()

  answers.changed(() => ['a'])
  settle(0, 'old')
  await first
  void answers.get(question('1'))
  await turn()

  expect(asked.length).toBe(2)
})

test('after a commit that cannot say what it changed, nothing is believed', async () => {
  const {answers, asked, settle, turn} = openAnswers()
  const first = answers.get(question('1'))
  await turn()
  settle(0, 'old')
  await first
  const second = answers.get(question('2'))
  await turn()
  asked[1]?.begins()

  const change = () =>
    answers.changed(() => {
      throw new Error('The disk cannot be read')
    })

  expect(change).toThrow('cannot be read')
  settle(1, 'old')
  await second
  void answers.get(question('1'))
  void answers.get(question('2'))
  await turn()
  expect(asked.length).toBe(4)
})

test.each([
  ['what reads the clock', question('now()'), question('now()')],
  ['what asks who asks', question('identity()'), question('identity()', {identity: 'you'})],
  ['what is not for everybody', question('1'), question('1', {identity: 'anonymous'})],
  ['other parameters', question('$a', {params: {a: 1}}), question('$a', {params: {a: 2}})],
  ['another perspective', question('1'), question('1', {perspective: ['drafts']})],
  ['a source map', question('1'), question('1', {sourceMap: 'index'})],
])('%s is asked again', async (_what, one, other) => {
  const {answers, asked, settle, turn} = openAnswers()
  const first = answers.get(one)
  await turn()
  settle(0, '1')
  await first

  void answers.get(other)
  await turn()

  expect(asked.length).toBe(2)
})

test('kept answers take no more room than they are given; the least used goes first', async () => {
  const {answers, asked, settle, turn} = openAnswers({maxBytes: 15_000})
  const ask = async (query: string) => {
    const answer = answers.get(question(query))
    await turn()
    settle(asked.length - 1, 'x'.repeat(800))
    await answer
  }
  for (let n = 0; n < 9; n++) {
    await ask(`${n}`)
    await ask('0')
  }
  const before = asked.length

  await ask('0')
  await ask('1')

  expect(before).toBe(9)
  expect(asked.length).toBe(10)
})
