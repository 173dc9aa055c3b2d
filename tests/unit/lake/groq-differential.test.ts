/** The planner is only allowed to be fast: whatever it answers, plain groq-js answers too. */
import fc from 'fast-check'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {openStore, plain, seen, type Draft, type Store} from '../../support/groq-store.ts'
import {document, documents, group, perspective, type} from '../../support/random-documents.ts'
import {atMost, full, seed} from '../../support/sample.ts'

/** Two stores: the second takes any dataset for a large one, of which scans read only some attributes. */
let stores: Store[]
beforeAll(() => {
  stores = [openStore(), openStore({largeScan: 0})]
})
afterAll(() => stores.forEach((store) => store.close()))

// --- documents -----------------------------------------------------------------------------------------------------

/** So many that indexes are walked in part, in batches: the same few groups referred to by hundreds. */
const many = fc
  .array(document, {minLength: 900, maxLength: 900})
  .map((list) => list.map((item, i): Draft => ({...item, _id: item._id + (i % 450)})))
  .map((list) => [...new Map(list.map((item) => [item._id, item])).values()])

// --- queries -------------------------------------------------------------------------------------------------------

const quoted = (text: string) => JSON.stringify(text)
const literal = group.map(quoted)
const list = fc.array(literal, {maxLength: 3}).map((items) => `[${items.join(', ')}]`)
const constant = fc.oneof(
  {weight: 4, arbitrary: literal},
  {weight: 2, arbitrary: fc.constantFrom('$text', '$list', '$none', '$number')},
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'null',
      '5',
      'lower("A")',
      '*[_type == "author"][0]._id',
      '*[_type == "author"]._id',
    ),
  },
)
const typed = type.map((name) => `_type == ${quoted(name)}`)

/** Where a walk in a sort order may begin or end. */
const limits: Record<string, string[]> = {
  _id: ['"b"', '"drafts.c"', '"dot"', '"c100"', '$text', '5', 'null', '"\uffff"'],
  publishedAt: ['"2026-01-04T00:00:00Z"', '"2026-01-07"', '"a"', '$none', 'dateTime("2026-01-04")'],
  _updatedAt: ['"2026-02-02T00:00:00Z"', '"2026-02-03"', '$number', '"é"'],
}
const limit = fc
  .tuple(fc.constantFrom(...Object.keys(limits)), fc.constantFrom('<', '<=', '>', '>='))
  .chain(([field, operator]) =>
    fc.tuple(fc.constantFrom(...(limits[field] ?? [])), fc.boolean()).map(([value, mirrored]) => ({
      field,
      text: mirrored ? `${value} ${operator} ${field}` : `${field} ${operator} ${value}`,
    })),
  )

/** A condition of the document itself. */
const own = fc.oneof(
  {weight: 4, arbitrary: typed},
  constant.map((value) => `_id == ${value}`),
  constant.map((value) => `slug.current == ${value}`),
  constant.map((value) => `${value} == sha1hash`),
  constant.map((value) => `references(${value})`),
  fc.tuple(constant, constant).map(([one, two]) => `references(${one}, ${two})`),
  constant.map((value) => `author._ref == ${value}`),
  constant.map((value) => `${value} in authors[]._ref`),
  constant.map((value) => `nested._ref == ${value}`),
  list.map((values) => `_id in ${values}`),
  list.map((values) => `author._ref in ${values}`),
  list.map((values) => `slug.current in ${values}`),
  fc.constantFrom(
    '_type in ["article", "topic"]',
    '_type in $types',
    '_type == "article" || _type == "author"',
    '_type == "article" || _type == "author" || _type == "topic"',
    '_type == "topic" || _type == "author" || (_type == "article" && rank > 1)',
    '(_type == "article" && defined(slug.current)) || _type == "author" || _type == "topic"',
  ),
  fc.constantFrom(
    '_id in path("drafts.**")',
    '!(_id in path("drafts.**"))',
    '_id in path("*")',
    '_id in path("dot.a")',
  ),
  limit.map(({text}) => text),
  literal.map((value) => `sanity::versionOf(${value})`),
  fc.constantFrom('sanity::partOfRelease("r1")', 'sanity::partOfRelease($text)'),
  fc.constantFrom(
    'defined(slug.current)',
    'defined(publishedAt)',
    '!defined(author)',
    'rank > 1',
    'publishedAt > "2026-01-04"',
    'true',
    'false',
    'null',
  ),
  fc.constantFrom(
    'title match "tide*"',
    '[title, tags] match "harbour"',
    'title match ["tide", "foo*"]',
    'title match "don\'t"',
    'title match "sanityio"',
    'title match "ha*r"',
    'title match "*"',
    'title match ""',
    'title match $text',
    'tags[] match "a"',
    '@ match "tide"',
    'title match "e.g"',
    '_id match "a"',
    'title match "caf*"',
    'title match "314"',
    'title match "x ray"',
  ),
  fc.constantFrom(
    'author->_type == "author"',
    'count(authors[]->) > 1',
    'author->title match "tide"',
    '_id in *[_type == "article"].author._ref',
    'count(*[_type == "topic"]) > 2',
  ),
  fc.constantFrom('_originalId == _id', 'defined(_originalId)', 'title == $text', '"a" in tags'),
)
const condition: fc.Arbitrary<string> = fc.oneof(
  {weight: 5, arbitrary: own},
  {weight: 3, arbitrary: fc.tuple(own, own).map(([a, b]) => `${a} && ${b}`)},
  {weight: 2, arbitrary: fc.tuple(own, own, own).map(([a, b, c]) => `(${a}) && (${b} || ${c})`)},
  {weight: 1, arbitrary: own.map((inner) => `!(${inner})`)},
)

/** A condition that also reads the document around it. */
const joined = fc.oneof(
  fc.constantFrom(
    'references(^._id)',
    'references(^.authors[]._ref)',
    '_id == ^.author._ref',
    '_id in ^.authors[]._ref',
    '_id in ^.tags',
    'author._ref == ^._id',
    '^._id in authors[]._ref',
    'author._ref in ^.tags',
    'slug.current == ^.slug.current',
    'slug.current == ^.publishedAt',
    'title == ^.title',
    '^.rank == rank',
    '_type == ^._type',
    'sha1hash == ^.tags[0]',
    'title match ^.title',
    'sanity::versionOf(^._id)',
    'references(^._id, ^.author._ref)',
    '^.author._ref in authors[]._ref',
    '@._id != ^._id',
    '_id == ^.^._id',
    '_id in ^.authors[defined(_ref)]._ref',
    '_id in ^.tags[@ != ^.slug.current]',
    'references(^.authors[_ref != ^._id]._ref)',
  ),
)
const subfilter = fc.oneof(
  joined,
  fc.tuple(typed, joined).map(([a, b]) => `${a} && ${b}`),
  fc.tuple(joined, condition).map(([a, b]) => `${a} && (${b})`),
  condition,
)
const orderKey = fc.constantFrom(
  '_updatedAt desc',
  '_updatedAt',
  'publishedAt desc',
  'publishedAt asc',
  '_createdAt desc',
  'title',
  'rank desc, _id desc',
  '_id',
  '_id desc',
  '_id asc, title',
  'publishedAt desc, title',
  'publishedAt desc, _id',
  '_updatedAt asc, _id asc',
  '_updatedAt desc, _id desc',
  'author->title',
)
const slice = fc.constantFrom(
  '',
  '',
  '[0]',
  '[0...2]',
  '[0..2]',
  '[1...3]',
  '[-1]',
  '[2]',
  '[0...$number]',
  '[$number]',
)
const pipeline = fc
  .tuple(condition, fc.option(orderKey, {nil: undefined}), slice)
  .map(([filter, key, part]) => `*[${filter}]${key ? ` | order(${key})` : ''}${part}`)
/** One page of a list after another. */
const paged = fc
  .tuple(typed, limit, limit, fc.constantFrom('asc', 'desc'), slice, own)
  .map(
    ([kind, from, to, direction, part, more]) =>
      `*[${kind} && ${from.text} && (${more} || ${to.text}) && ${to.text}] | order(${from.field} ${direction})${part}{_id}`,
  )
const subquery = fc.oneof(
  subfilter.map((filter) => `count(*[${filter}])`),
  fc
    .tuple(subfilter, orderKey, slice)
    .map(([filter, key, part]) => `*[${filter}] | order(${key})${part}{_id, "up": ^._id}`),
  subfilter.map((filter) => `*[${filter}]._id`),
  subfilter.map(
    (filter) =>
      `*[${filter}]{"in": count(*[_type == "author" && references(^._id)]), "up": ^._id, "top": ^.^._id}`,
  ),
  fc.constantFrom(
    'author->{_id, title, "n": count(*[references(^._id)])}',
    'authors[]->_id',
    'authors[]->{"x": *[author._ref == ^._id]._id, "y": ^._id}',
    'authors[]->{"x": *[author._ref == ^.^._id]._id, "n": count(*[references(^.^._id)])}',
    'tags[count(*[slug.current == ^ && _id != ^.^._id]) > 0]',
    'tags[count(*[author._ref == ^.^.author._ref]) > 0]',
    'tags[]{"t": @, "u": ^._id, "d": *[_id == ^]._id}',
    'select(rank > 1 => *[_type == "topic"][0]._id, "none")',
  ),
)
const count = condition.map((filter) => `count(*[${filter}])`)
const projectedOrder = fc
  .tuple(
    condition,
    fc.constantFrom('orderings[0] desc', 'orderings[0]', '_updatedAt desc', '_updatedAt desc, _id'),
  )
  .map(
    ([filter, key]) =>
      `*[${filter}]{_id, _updatedAt, "orderings": [publishedAt, title]} | order(${key})[0...3]`,
  )
const scored = fc
  .tuple(condition, own)
  .map(
    ([filter, counted]) =>
      `*[${filter}] | score(${counted}, boost(title match "tide*", 2)) | order(_score desc, _id){_id, _score}[0...5]`,
  )
const twice = fc.tuple(condition, condition).map(([a, b]) => `*[${a}][${b}][0...2]._id`)
/** Questions that no document asks again for itself. */
const flat = fc.oneof(
  {weight: 5, arbitrary: pipeline},
  {weight: 2, arbitrary: count},
  {weight: 3, arbitrary: paged},
  {weight: 2, arbitrary: projectedOrder},
  {weight: 1, arbitrary: scored},
  {weight: 1, arbitrary: twice},
)
const nested = fc
  .tuple(pipeline, subquery, subquery)
  .map(([head, a, b]) => `${head}{_id, "a": ${a}, "b": ${b}}`)
const fixed = fc.constantFrom(
  'count(*)',
  '*[0...3]._id',
  '*[0]',
  '*{_id}[0..1]',
  'releases::all()._id',
  '*.author->_id',
  '{"n": count(*[_type == "author"]), "all": *._id}',
  'math::sum(*[_type == "article"].rank)',
  '*[_type == "article"].authors[]->title',
)
const query = fc.oneof(
  {weight: 6, arbitrary: flat},
  {weight: 5, arbitrary: nested},
  {weight: 1, arbitrary: fixed},
)
const params = fc.record(
  {
    text: fc.constantFrom('a', 'tide', 'nothing'),
    list: fc.constantFrom<unknown>([], ['a', 'b'], ['a', null, 5]),
    none: fc.constant(null),
    number: fc.constantFrom(0, 1, 2),
    types: fc.constantFrom<unknown>(['article'], ['author', 'topic', 'article'], [], 'article'),
  },
  {noNullPrototype: true},
)

const questions = (text: fc.Arbitrary<string>, count: number) =>
  fc.array(fc.tuple(text, perspective, params, fc.constantFrom('me', 'me', 'anonymous')), {
    minLength: count,
    maxLength: count,
  })

const outcome = (answer: Promise<unknown>) =>
  answer.then(
    (value) => ({value}),
    () => ({refused: true}),
  )

type Question = [string, readonly string[], Record<string, unknown>, string]

async function compare([drafts, asked]: [Draft[], Question[]]) {
  for (const store of stores) {
    store.clear()
    store.write(...drafts)
  }
  for (const [text, stack, values, identity] of asked) {
    const layers = [...stack]
    const request = {params: values, perspective: layers, identity}
    const [stored] = stores.map((store) => store.stored.values())
    const expected = await outcome(
      plain(seen(stored ?? [], layers, identity), text, values, identity),
    )

    const situation = `${text} in ${layers.join()} as ${identity} with ${JSON.stringify(values)}`
    for (const store of stores) {
      const planned = await outcome(store.ask(text, request))

      expect(withoutRevisions(planned), situation).toEqual(withoutRevisions(expected))
    }
    const small = await stores[0]?.askSmall(text, request)
    if (small) {
      const {value} = small.here as {value: unknown}
      expect(withoutRevisions({value}), situation).toEqual(withoutRevisions(expected))
    }
  }
}

const withoutRevisions = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (name, item: unknown) => (name === '_rev' ? undefined : item)))

test(
  `every planned answer equals that of groq-js alone (seed ${seed})`,
  async () => {
    const cases = fc.tuple(documents, questions(query, 8))

    await fc.assert(fc.asyncProperty(cases, compare), {seed, numRuns: full ? 3_000 : 250})
  },
  atMost(600),
)

test(
  `so it does over hundreds of documents (seed ${seed})`,
  async () => {
    const cases = fc.tuple(many, questions(flat, 15))

    await fc.assert(fc.asyncProperty(cases, compare), {
      seed,
      numRuns: full ? 60 : 3,
      endOnFailure: true,
    })
  },
  atMost(600),
)
