/** Small questions are answered without a thread: as the threads answer them, as groq-js does, and only while they are small. */
import fc from 'fast-check'
import {parse} from 'groq-js'
import {afterEach, beforeEach, expect, onTestFinished, test} from 'vitest'
import {createQueryEngine} from '../../../lake/src/groq/engine.ts'
import {recognisePoint} from '../../../lake/src/groq/point-question.ts'
import {
  dataset,
  openStore,
  plain,
  projectId,
  seen,
  type Draft,
  type Store,
} from '../../support/groq-store.ts'
import {documents, group, perspective, type} from '../../support/random-documents.ts'
import {atMost, full, seed} from '../../support/sample.ts'

let store: Store
beforeEach(() => {
  store = openStore()
})
afterEach(() => store.close())

const literal = group.map((name) => JSON.stringify(name))
const constant = fc.oneof(literal, fc.constantFrom('$text', '$none', '$number'))
const typed = fc.oneof(
  type.map((name) => `_type == "${name}"`),
  fc.constantFrom(
    '_type in ["article", "topic"]',
    '_type == "article" || _type == "author"',
    '_type == "topic" || _type == "author" || (_type == "article" && rank > 1)',
  ),
)
const named = fc.oneof(
  {weight: 3, arbitrary: constant.map((value) => `_id == ${value}`)},
  {weight: 3, arbitrary: constant.map((value) => `slug.current == ${value}`)},
  {weight: 1, arbitrary: constant.map((value) => `${value} == _id`)},
  {weight: 1, arbitrary: fc.array(literal, {maxLength: 3}).map((ids) => `_id in [${ids.join()}]`)},
  {weight: 1, arbitrary: fc.constantFrom('_id in $list', 'slug.current in $list')},
)
const further = fc.constantFrom(
  'defined(slug.current)',
  'coalesce(rank, 1) == $number',
  'rank > 1',
  '"a" in tags',
  '$text in tags',
  'author._ref == $text',
  '!defined(author)',
  'count(tags) > 1',
  'title == $text',
  'publishedAt > "2026-01-03"',
  '(rank == 1 || defined(title))',
)
const filter = fc
  .tuple(named, fc.option(typed, {nil: undefined}), fc.array(further, {maxLength: 2}))
  .map(([name, kind, rest]) => `*[${[...(kind ? [`(${kind})`] : []), name, ...rest].join(' && ')}]`)
const newest = fc
  .tuple(
    type,
    fc.array(further, {maxLength: 2}),
    fc.constantFrom('publishedAt desc', 'publishedAt', '_updatedAt desc', '_createdAt, title'),
    fc.constantFrom('[0]', '[0...3]', '[1..2]', '[0...20]'),
  )
  .map(
    ([kind, rest, key, part]) =>
      `*[${[`_type == "${kind}"`, ...rest].join(' && ')}] | order(${key})${part}`,
  )
const slice = fc.constantFrom('', '[0]', '[0...2]', '[-1]', ' | order(title)', ' | order(title)[0]')
const shown = fc.constantFrom(
  '',
  '{_id, title, "s": slug.current}',
  '{..., "by": author->{_id, title, "again": author->title}}',
  '{"authors": authors[]->{_id, tags}, "refs": authors[]._ref}',
  '{"n": count(authors), "first": authors[0]->slug.current, tags[]}',
  '{"t": coalesce(title, "none"), "x": select(rank > 1 => author->title, "low")}',
  '{_id, "deep": nested.deep->{title, "tags": tags[@ != "a"]}, rank > 0 => {"high": true}}',
  '{"list": [title, rank], "original": _originalId}',
)
const question = fc
  .tuple(fc.oneof({weight: 3, arbitrary: filter}, {weight: 2, arbitrary: newest}), slice, shown)
  .map(([source, part, projection]) =>
    source.includes('order') ? source + projection : source + part + projection,
  )
const params = fc.record(
  {
    text: fc.constantFrom('a', 'tide', 'nothing'),
    list: fc.constantFrom<unknown>([], ['a', 'b', 'a'], ['a', null, 5], 'a'),
    none: fc.constant(null),
    number: fc.constantFrom(0, 1, 2),
  },
  {noNullPrototype: true},
)
const asked = fc.tuple(question, perspective, params, fc.constantFrom('me', 'me', 'anonymous'))

test(
  `what is answered without a thread is what groq-js answers (seed ${seed})`,
  async () => {
    let all = 0
    let small = 0

    const compare = async ([drafts, questions]: [
      Draft[],
      [string, readonly string[], Record<string, unknown>, string][],
    ]) => {
      store.clear()
      store.write(...drafts)
      for (const [query, stack, values, identity] of questions) {
        const layers = [...stack]
        const visible = seen(store.stored.values(), layers, identity)
        const expected = await plain(visible, query, values, identity)

        const answer = await store.askSmall(query, {params: values, perspective: layers, identity})

        all++
        if (!answer) continue
        small++
        const situation = `${query} in ${layers.join()} as ${identity}`
        expect(answer.here?.value, situation).toEqual(expected)
        expect(answer.here, situation).toEqual(answer.there)
      }
    }
    await fc.assert(
      fc.asyncProperty(fc.tuple(documents, fc.array(asked, {minLength: 8, maxLength: 8})), compare),
      {seed, numRuns: full ? 2_000 : 100},
    )

    // Some look for what is no text, which no index knows, or sort by what is no date.
    expect(small / all).toBeGreaterThan(0.6)
  },
  atMost(600),
)

const recognised = (query: string) => recognisePoint(query, parse(query, {params: {}}))

test.each([
  ['everything', '*'],
  ['a type', '*[_type == "a"]'],
  ['an order without an end', '*[_type == "a"] | order(publishedAt desc)'],
  ['too many of the newest', '*[_type == "a"] | order(publishedAt desc)[0...500]'],
  ['an order that no index knows', '*[_type == "a"] | order(title)[0...5]'],
  ['a join', '*[_id == "a"]{"n": *[_type == "b"]}'],
  ['the document around', '*[_id == "a"][0]{tags[]{"again": ^.tags}}'],
  ['what was made before', '*[_id == "a"][0]{"a": [@, @]}{"b": [@, @]}'],
  ['text put together', '*[_id == "a"][0]{"t": title + title}'],
  ['a long text at every element', '*[_id == "a"][0]{tags[]{"t": $text}}'],
  ['words', '*[_id == "a" && title match "x"]'],
  ['a document that is read to decide', '*[_id == "a" && author->name == "b"]'],
  ['the clock', '*[_id == "a" && publishedAt < now()]'],
  ['an id from a document', '*[_id == *[_type == "b"][0]._id]'],
  ['a second list of documents', '{"a": *[_id == "a"], "b": *[_id == "b"]}'],
  ['a huge tree', `*[_id == "a"][0]{${Array.from({length: 300}, (_, i) => `"a${i}": b`).join()}}`],
])('a question that asks for %s is not small', (_, query) => {
  expect(recognised(query)).toBeUndefined()
})

const article = (id: string, fields: object = {}): Draft => ({_id: id, _type: 'article', ...fields})
const byId = {query: '*[_id == $id][0]{"tags": tags[]{name}, "to": to->_id}', params: {id: 'a'}}

test.each([
  ['is a long document', [article('a', {text: 'x'.repeat(70_000)})]],
  ['has long lists', [article('a', {tags: Array.from({length: 4_000}, (_, i) => ({name: i}))})]],
  [
    'leads to a long document',
    [article('a', {to: {_ref: 'b'}}), article('b', {text: 'x'.repeat(70_000)})],
  ],
])('what %s is left to the threads', async (_, drafts) => {
  store.write(...drafts)

  expect(await store.askSmall(byId.query, byId)).toBeUndefined()
  expect(store.points.counts()).toMatchObject({answered: 0, tooMuch: 1})
})

test('one odd parameter sends nobody else to the threads; a question that is too much again and again goes there by itself', async () => {
  store.write(article('a'), article('long', {text: 'x'.repeat(70_000)}))
  const ask = (id: string) => store.askSmall(byId.query, {...byId, params: {id}})

  expect(await ask('long')).toBeUndefined()
  expect(await ask('a')).toBeDefined()
  for (let n = 0; n < 20; n++) expect(await ask('long')).toBeUndefined()

  expect(store.points.counts()).toMatchObject({answered: 1, tooMuch: 5})
  expect(await ask('a')).toBeUndefined()
})

test('the newest of many with one date are left to the threads, and of few are not', async () => {
  const publishedAt = '2026-01-01T00:00:00Z'
  store.write(...Array.from({length: 500}, (_, i) => article(`a${i}`, {publishedAt})))
  store.write(article('b', {_type: 'note', publishedAt}))
  const newestOf = (name: string) =>
    `*[_type == "${name}"] | order(publishedAt desc)[0...3]{_id, publishedAt}`

  expect(await store.askSmall(newestOf('article'))).toBeUndefined()
  const few = await store.askSmall(newestOf('note'))
  expect(few?.here?.value).toEqual([{_id: 'b', publishedAt}])
})

test('an engine asks a thread once, answers by itself from then on, and sees every change', async () => {
  store.write(article('a', {title: 'First'}))
  const {databaseFile} = store
  const engine = createQueryEngine({databaseFile, projectId, dataset, limits: {maxBytes: 0}})
  onTestFinished(() => engine.close())
  const title = async (id: string) => {
    const query = '*[_id == $id][0].title'
    return (await engine.run({query, params: {id}, perspective: ['raw'], identity: 'me'})).result
  }

  expect([await title('a'), await title('b')]).toEqual(['First', null])
  store.write(article('a', {title: 'Again'}), article('b', {title: 'Second'}))
  expect([await title('a'), await title('b')]).toEqual(['Again', 'Second'])
  store.remove('a')
  expect(await title('a')).toBeNull()

  expect(engine.figures()).toMatchObject({small: 4, tooMuch: 0})
})

test('small questions are answered while no thread is free', async () => {
  store.write(...Array.from({length: 3_000}, (_, i) => article(`a${i}`, {title: `Number ${i}`})))
  const {databaseFile} = store
  const limits = {timeLimit: 60_000, minWorkers: 1, maxWorkers: 1, maxBytes: 0}
  const engine = createQueryEngine({databaseFile, projectId, dataset, limits})
  onTestFinished(() => engine.close())
  const ask = async (query: string, params = {}) =>
    (await engine.run({query, params, perspective: ['raw'], identity: 'me'})).result
  const small = '*[_id == $id][0].title'
  await ask(small, {id: 'a1'})
  let held = true
  const runaway = ask('*{"a": count(*[title > ^.title])}').catch(() => (held = false))

  for (let i = 0; i < 200; i++) expect(await ask(small, {id: `a${i}`})).toBe(`Number ${i}`)

  expect(held).toBe(true)
  expect(engine.figures()).toMatchObject({busy: 1, small: 200})
  await engine.close()
  await runaway
})
