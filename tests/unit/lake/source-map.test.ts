/**
 * A source map may be silent, and must not lie.
 *
 * Every text in these documents says where it stands (`a#title`, `a#body[1].children[0].text`), so wherever a query puts it, its
 * mapping is known beforehand: by document and path, and not only by a value that two places may share.
 */
import {resolveMapping, parseJsonPath, type ContentSourceMap} from '@sanity/client/csm'
import fc from 'fast-check'
import {afterAll, beforeAll, expect, test} from 'vitest'
import type {StoredDocument} from '../../../lake/src/dataset.ts'
import {openStore, type Draft, type Store} from '../../support/groq-store.ts'
import {atMost, full, seed} from '../../support/sample.ts'

let stores: Store[]
beforeAll(() => {
  stores = [openStore(), openStore({largeScan: 0})]
})
afterAll(() => stores.forEach((store) => store.close()))

// --- documents -----------------------------------------------------------------------------------------------------

/** Where a text stands, written by `inscribe`. */
const HERE = '?'
const name = fc.constantFrom('a', 'b', 'c', 'd')
const here = fc.constant(HERE)
const reference = name.map((_ref) => ({_type: 'reference', _ref}))
const key = fc.option(fc.constantFrom('k1', 'k2', 'k3', "it's", 'k\n', ''), {nil: undefined})
const keyed = (item: fc.Arbitrary<object>) =>
  fc
    .tuple(key, item)
    .map(([_key, rest]) => (_key === undefined ? rest : {_key, ...rest}) as Record<string, unknown>)
const span = keyed(fc.constant({_type: 'span', text: HERE}))
const block = keyed(
  fc.record(
    {
      _type: fc.constantFrom('block', 'image', 'quote'),
      style: here,
      children: fc.array(span, {maxLength: 3}),
      caption: here,
      source: reference,
    },
    {requiredKeys: ['_type'], noNullPrototype: true},
  ),
)
const fields = fc.record(
  {
    title: here,
    subtitle: fc.oneof(here, fc.constant(null)),
    rank: fc.integer({min: 0, max: 3}),
    live: fc.boolean(),
    slug: fc.constant({_type: 'slug', current: HERE}),
    nested: fc.constant({deep: {label: HERE, "odd'name": HERE}, list: [[HERE], HERE]}),
    tags: fc.array(here, {maxLength: 3}),
    repeated: fc.array(fc.constantFrom('x', 'y', null, 1), {maxLength: 4}),
    body: fc.array(block, {maxLength: 4}),
    author: reference,
    authors: fc.array(keyed(reference), {maxLength: 3}),
  },
  {requiredKeys: [], noNullPrototype: true},
)
const id = fc
  .tuple(fc.constantFrom('', '', 'drafts.', 'versions.r1.'), name)
  .map(([prefix, group]) => prefix + group)

function inscribe(value: unknown, at: string): unknown {
  if (value === HERE) return at
  if (Array.isArray(value)) return value.map((item, i) => inscribe(item, `${at}[${i}]`))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [field, inscribe(inner, `${at}.${field}`)]),
  )
}

const document = fc
  .tuple(id, fc.constantFrom('article', 'author', 'topic'), fields)
  .map(([_id, _type, rest]): Draft => ({...(inscribe(rest, `${_id}#`) as object), _id, _type}))
const documents = fc.uniqueArray(document, {selector: ({_id}) => _id, maxLength: 10})

// --- queries -------------------------------------------------------------------------------------------------------

const path = fc.constantFrom(
  'title',
  'subtitle',
  'slug.current',
  'slug',
  'nested',
  'nested.deep.label',
  'nested.list[0][0]',
  'nested.list[1]',
  'nested["deep"]["odd\'name"]',
  'rank',
  'live',
  'tags',
  'tags[]',
  'tags[0]',
  'tags[-1]',
  'tags[0...2]',
  'tags[0..0]',
  'tags[@ != "x"]',
  'tags[defined(@)] | order(@ desc)',
  'repeated[defined(@)]',
  'repeated | order(@)',
  'array::unique(repeated)',
  'array::compact(repeated)',
  'body',
  'body[]',
  'body[0]',
  'body[1].caption',
  'body[-1]',
  'body[0...2]',
  'body[_type == "block"]',
  'body[_type == "image"][0].caption',
  'body[].children[].text',
  'body[].style',
  'body[_key == "k1"].children[0].text',
  'body[].children[]{text, _key}',
  'body[1..3]{style, "n": count(children)}',
  'author',
  'author->',
  'author->title',
  'author->author->title',
  'authors[]->',
  'authors[]->title',
  'authors[]->{title, "of": ^.title}',
  'authors[0]->tags[0]',
  'authors[]->body[].caption',
  'body[].source->title',
  'string(rank)',
  '_id',
  '_type',
  '_originalId',
  '@',
  '^',
  '^.title',
  '^.^.title',
  '^.tags',
  'author->{..., "first": tags[0]}',
  '*[_type == "topic"].title',
  '*[_type == "topic"][0]{title, "t": tags[]}',
  '*[_type == "author"] | order(title desc)[0...2]{title, body}',
  '*[_id == ^.author._ref][0].title',
  '*[references(^._id)]{title, "up": ^.title}',
  '*[_type == ^._type && rank > 0]{..., "up": ^.tags}',
  'documents::get(author).title',
  'upper(title)',
  'string::lower(tags[0])',
  'pt::text(body)',
  'upper(body[0].caption)',
  'title + subtitle',
  'title + "!"',
  'count(tags)',
  'length(title)',
  '"written"',
  '5',
  '$text',
  'null',
  'string::split(title, "#")',
  'array::join(["!", ...tags], ",")',
  'defined(title)',
  'now()',
  '{"inner": title, "list": [tags[0], ...tags, "own"]}',
  '[title, author->title, {"x": body[0]}]',
  '[...tags, ...repeated, 1 + 1]',
)
const condition = fc.constantFrom(
  'defined(title)',
  'rank > 1',
  'live',
  '_type == "article"',
  'count(tags) > 1',
  'defined(^.title)',
  'author->rank > 0',
  'null',
)
const {expression} = fc.letrec<{expression: string; projection: string; attribute: string}>(
  (tie) => ({
    expression: fc.oneof(
      {maxDepth: 3, depthSize: 'small'},
      path,
      fc.tuple(tie('expression'), tie('expression')).map((pair) => `coalesce(${pair.join(', ')})`),
      fc
        .tuple(condition, tie('expression'), condition, tie('expression'), tie('expression'))
        .map(([a, x, b, y, z]) => `select(${a} => ${x}, ${b} => ${y}, ${z})`),
      fc
        .tuple(
          fc.constantFrom('body[]', 'author->', 'authors[]->', 'nested', 'body[defined(caption)]'),
          tie('projection'),
        )
        .map(([base, shown]) => `${base}${shown}`),
      fc
        .tuple(
          fc.constantFrom('*[_type == "article"]', '*[author._ref == ^._id]', '*[rank > ^.rank]'),
          tie('projection'),
        )
        .map(([base, shown]) => `${base}${shown}[0...3]`),
      fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(${a}) + (${b})`),
      fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `[${a}, ${b}][1]`),
      tie('projection').map((shown) => `{"made": @${shown}}.made`),
    ),
    projection: fc
      .array(tie('attribute'), {minLength: 1, maxLength: 5})
      .map((attributes) => `{${attributes.join(', ')}}`),
    attribute: fc.oneof(
      {
        weight: 6,
        arbitrary: fc.tuple(fc.nat(9), tie('expression')).map(([i, e]) => `"f${i}": ${e}`),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom('title', 'tags', 'body', '_id', 'author->', 'body[]{...}'),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom('...', '...author->', '...nested', 'nested{..., deep}'),
      },
      {weight: 1, arbitrary: tie('expression').map((e) => `...(${e})`)},
      {
        weight: 1,
        arbitrary: fc
          .tuple(condition, tie('projection'))
          .map(([when, shown]) => `${when} => ${shown}`),
      },
    ),
  }),
)
const projection = fc
  .array(fc.tuple(fc.nat(9), expression), {minLength: 1, maxLength: 4})
  .map((list) => `{${list.map(([i, e]) => `"g${i}": ${e}`).join(', ')}}`)
const source = fc.constantFrom(
  '*',
  '*[_type == "article"]',
  '*[defined(title)]',
  '*[_id in ["a", "b"]]',
  '*[_type == "article"] | order(title)',
  '*[_type in ["article", "author"]] | order(rank desc, _id)[0...3]',
  '*[true] | score(title match "a*", boost(defined(author), 2))',
  '*[_id == "a"][0]',
  '*[_type == "author"][0]',
)
const query = fc.oneof(
  {weight: 6, arbitrary: fc.tuple(source, projection).map((parts) => parts.join(''))},
  {
    weight: 1,
    arbitrary: fc
      .tuple(source, fc.constantFrom('', '.title', '[0]'))
      .map((parts) => parts.join('')),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(source, projection, fc.constantFrom('[0]', '[1]', '[0...2]', '.g1'))
      .map((parts) => parts.join('')),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(source, projection)
      .map((parts) => `{"page": ${parts.join('')}, "n": count(*)}`),
  },
  {weight: 1, arbitrary: expression},
)
const perspective = fc.constantFrom(['raw'], ['published'], ['drafts'], ['r1', 'drafts'])

// --- what must hold ------------------------------------------------------------------------------------------------

type Step = string | number

function* leavesOf(value: unknown, at: Step[] = []): Generator<[unknown, Step[]]> {
  if (typeof value !== 'object' || value === null) return yield [value, at]
  const entries: [Step, unknown][] = Array.isArray(value)
    ? value.map((item, i) => [i, item])
    : Object.entries(value)
  for (const [step, inner] of entries) yield* leavesOf(inner, [...at, step])
}

/** The value at a path as clients read it. */
function standingAt(value: unknown, written: string): unknown {
  let current = value
  for (const step of parseJsonPath(written)) {
    if (typeof current !== 'object' || current === null) return undefined
    current =
      typeof step === 'object'
        ? (current as {_key?: string}[]).find(({_key}) => _key === step._key)
        : (current as Record<Step, unknown>)[step]
  }
  return current
}

const textOf = (blocks: unknown) =>
  (Array.isArray(blocks) ? blocks : [blocks])
    .filter((block: {children?: unknown}) => Array.isArray(block?.children))
    .map(({children}: {children: {text: string}[]}) => children.map(({text}) => text).join(''))
    .join('\n\n')

/** A value that one source value was rewritten to. */
const isRewritten = (value: unknown, standing: unknown) =>
  [
    String(standing).toUpperCase(),
    String(standing).toLowerCase(),
    String(standing),
    textOf(standing),
    textOf(standing).toUpperCase(),
  ].includes(value as string)

const SEES_ITSELF = /^(?:drafts\.|versions\.r1\.)?[a-d]#/

/** A document as a perspective shows it: under the published id. */
const shown = (document: StoredDocument, layers: string[]): StoredDocument =>
  layers.some((layer) => layer === 'raw' || layer === 'published')
    ? document
    : {...document, _id: document._id.split('.').at(-1)!, _originalId: document._id}

interface Traced {
  text: string
  layers: string[]
  result: unknown
  map: ContentSourceMap
}

function check(store: Store, {text, layers, result, map}: Traced) {
  for (const [value, at] of leavesOf(result)) {
    const found = resolveMapping(at, map)
    const where = `${text} in ${layers.join()} at ${JSON.stringify(at)}`
    const inscribed = typeof value === 'string' && SEES_ITSELF.test(value)
    const {source} = found?.mapping ?? {}
    if (source?.type !== 'documentValue') {
      // Only a text that is the same as in the document counts; `title + ""` may be one by chance.
      const [origin] = inscribed && !/[+!,]/.test(value) ? value.split('#') : []
      const known = origin !== undefined && standsIn(store.stored.get(origin), String(value))
      expect(known && !/upper|lower|pt::text/.test(text), where).toBe(false)
      continue
    }
    const {_id, _type} = map.documents[source.document]!
    const document = shown(store.stored.get(_id)!, layers)
    expect(document._type, where).toBe(_type)
    const standing = standingAt(document, map.paths[source.path]! + found!.pathSuffix)
    if (standing !== value) expect(isRewritten(value, standing), where).toBe(true)
  }
}

const standsIn = (document: unknown, text: string): boolean => {
  for (const [value] of leavesOf(document)) if (value === text) return true
  return false
}

test(
  `a source map changes no answer, tells no lie, and knows every text passed on (seed ${seed})`,
  async () => {
    const asked = fc.array(fc.tuple(query, perspective, fc.constantFrom('index', 'key')), {
      minLength: 8,
      maxLength: 8,
    })
    let answered = 0
    let mapped = 0

    await fc.assert(
      fc.asyncProperty(documents, asked, async (drafts, questions) => {
        for (const store of stores) {
          store.clear()
          store.write(...drafts)
          for (const [text, layers, names] of questions) {
            const request = {perspective: [...layers], params: {text: 'given'}}
            const bare = await store.trace(text, request).catch((error: Error) => error)
            const traced = await store
              .trace(text, {...request, sourceMap: names as 'index' | 'key'})
              .catch((error: Error) => error)
            if (bare instanceof Error || traced instanceof Error) {
              expect(String(traced), text).toBe(String(bare))
              continue
            }
            expect(bare.sourceMap).toBeUndefined()
            if (!/now\(\)/.test(text)) expect(traced.json, text).toBe(bare.json)
            const map = JSON.parse(traced.sourceMap!) as ContentSourceMap
            check(store, {text, layers: [...layers], result: JSON.parse(traced.json), map})
            answered++
            mapped += Object.keys(map.mappings).length
          }
        }
      }),
      {seed, numRuns: full ? 1_000 : 40},
    )

    expect(answered).toBeGreaterThan(300)
    expect(mapped).toBeGreaterThan(answered)
  },
  atMost(600),
)
