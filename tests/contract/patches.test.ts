import {Mutation} from '@sanity/mutator'
import fc from 'fast-check'
import {describe, expect} from 'vitest'
import {full, seed} from '../support/sample.ts'
import {test} from '../support/lake.ts'

const before = {
  title: 'Tides',
  count: 3,
  tags: ['sea', 'moon', 'sun', 'wind'],
  seo: {title: 'T', image: {alt: 'A'}},
  items: [
    {_key: 'a', text: 'one', n: 1},
    {_key: 'b', text: 'two', n: 2},
    {_key: 'c', text: 'three', n: 3, inner: [{_key: 'a', text: 'deep', n: 9}]},
  ],
}

/** What a patch makes of the document above; only what changed is written down. */
const cases: [what: string, patch: object, after: Record<string, unknown>][] = [
  ['set a field', {set: {title: 'New'}}, {title: 'New'}],
  ['set to null', {set: {title: null}}, {title: null}],
  ['set a field of an object', {set: {'seo.title': 'New'}}, {seo: {...before.seo, title: 'New'}}],
  [
    'set through objects that are missing',
    {set: {'og.image.alt': 'New'}},
    {og: {image: {alt: 'New'}}},
  ],
  ['set by place', {set: {'tags[1]': 'star'}}, {tags: ['sea', 'star', 'sun', 'wind']}],
  ['set the last one', {set: {'tags[-1]': 'rain'}}, {tags: ['sea', 'moon', 'sun', 'rain']}],
  ['set a range', {set: {'tags[1:3]': 'x'}}, {tags: ['sea', 'x', 'x', 'wind']}],
  ['set from a place on', {set: {'tags[2:]': 'x'}}, {tags: ['sea', 'moon', 'x', 'x']}],
  ['set several places', {set: {'tags[0,-1]': 'x'}}, {tags: ['x', 'moon', 'sun', 'x']}],
  [
    'set by key',
    {set: {'items[_key=="b"].text': 'zwei'}},
    {items: before.items.map((item) => (item._key === 'b' ? {...item, text: 'zwei'} : item))},
  ],
  [
    'set by a comparison',
    {set: {'items[n > 1].text': 'many'}},
    {items: before.items.map((item) => (item.n > 1 ? {...item, text: 'many'} : item))},
  ],
  [
    'set at every depth',
    {set: {'items..n': 0}},
    {
      items: [
        {_key: 'a', text: 'one', n: 0},
        {_key: 'b', text: 'two', n: 0},
        {_key: 'c', text: 'three', n: 0, inner: [{_key: 'a', text: 'deep', n: 0}]},
      ],
    },
  ],
  ['set what no path reaches', {set: {'items[_key=="z"].text': 'none'}}, {}],
  [
    'set only what is missing',
    {setIfMissing: {title: 'Not this', mood: 'calm', 'seo.image': {}}},
    {mood: 'calm'},
  ],
  ['unset a field', {unset: ['title', 'nothing']}, {title: undefined}],
  ['unset by key', {unset: ['items[_key=="a"]']}, {items: before.items.slice(1)}],
  ['unset a range', {unset: ['tags[0:2]']}, {tags: ['sun', 'wind']}],
  ['unset several places', {unset: ['tags[0,2]']}, {tags: ['moon', 'wind']}],
  ['unset the last', {unset: ['tags[-1]']}, {tags: ['sea', 'moon', 'sun']}],
  [
    'count up',
    {inc: {count: 2, 'items[0].n': 5}},
    {count: 5, items: [{...before.items[0], n: 6}, ...before.items.slice(1)]},
  ],
  ['count down', {dec: {count: 0.5}}, {count: 2.5}],
  ['append', {insert: {after: 'tags[-1]', items: ['x', 'y']}}, {tags: [...before.tags, 'x', 'y']}],
  ['prepend', {insert: {before: 'tags[0]', items: ['x']}}, {tags: ['x', ...before.tags]}],
  [
    'insert after a key',
    {insert: {after: 'items[_key=="a"]', items: [{_key: 'x'}]}},
    {items: [before.items[0], {_key: 'x'}, ...before.items.slice(1)]},
  ],
  ['replace a range', {insert: {replace: 'tags[1:3]', items: ['x']}}, {tags: ['sea', 'x', 'wind']}],
  [
    'correct a text',
    {diffMatchPatch: {title: '@@ -1,5 +1,9 @@\n+The \n Tides\n'}},
    {title: 'The Tides'},
  ],
  [
    'correct a text by key',
    {diffMatchPatch: {'items[_key=="c"].text': '@@ -1,5 +1,6 @@\n thre\n+e\n e\n'}},
    {items: before.items.map((item) => (item._key === 'c' ? {...item, text: 'threee'} : item))},
  ],
  [
    'do several things at once',
    {setIfMissing: {list: []}, insert: {after: 'list[-1]', items: ['x']}, set: {title: 'Both'}},
    {list: ['x'], title: 'Both'},
  ],
]

describe('[M5] a patch may', () => {
  for (const [what, patch, after] of cases)
    test(`[M5] ${what}`, async ({editor}) => {
      const {client} = editor
      await client.create({_id: 'tides', _type: 'article', ...before})

      await client.mutate([{patch: {id: 'tides', ...patch}}] as never)

      const {_id, _type, _rev, _createdAt, _updatedAt, ...content} =
        (await client.getDocument('tides')) ?? {}
      const {title, ...rest} = {...before, ...after} as Record<string, unknown>
      expect(content).toEqual(title === undefined ? rest : {title, ...rest})
    })
})

const key = fc.constantFrom('a', 'b', 'c')
const value = fc.oneof(
  fc.integer({min: -9, max: 9}),
  fc.constantFrom('tide', 'sea', '', 'été', null, true),
  fc.record({text: fc.constantFrom('x', 'y'), n: fc.integer({min: 0, max: 5})}),
)
const item = fc.record({_key: key, text: fc.lorem({maxCount: 2}), n: fc.integer({min: 0, max: 5})})
const content = fc.record(
  {
    title: fc.lorem({maxCount: 3}),
    count: fc.integer({min: 0, max: 9}),
    tags: fc.array(fc.constantFrom('sea', 'moon', 'sun'), {maxLength: 5}),
    items: fc.uniqueArray(item, {maxLength: 3, selector: ({_key}) => _key}),
    seo: fc.record(
      {title: fc.lorem({maxCount: 2}), n: fc.integer({min: 0, max: 5})},
      {requiredKeys: []},
    ),
  },
  {requiredKeys: []},
)
const place = fc.oneof(
  fc.integer({min: -4, max: 4}).map((at) => `[${at}]`),
  fc.tuple(fc.nat(3), fc.nat(4)).map(([from, to]) => `[${from}:${to}]`),
  fc.nat(3).map((from) => `[${from}:]`),
  fc.tuple(fc.nat(3), fc.integer({min: -2, max: 3})).map(([one, other]) => `[${one},${other}]`),
)
const path = fc.oneof(
  fc.constantFrom(
    'title',
    'count',
    'seo.title',
    'seo.n',
    'seo',
    'fresh',
    'fresh.deep.er',
    'items..n',
    '..text',
  ),
  place.map((where) => `tags${where}`),
  fc
    .tuple(place, fc.constantFrom('', '.text', '.n'))
    .map(([where, field]) => `items${where}${field}`),
  fc
    .tuple(key, fc.constantFrom('', '.text', '.n', '.fresh'))
    .map(([one, field]) => `items[_key=="${one}"]${field}`),
  fc.nat(4).map((n) => `items[n > ${n}].text`),
)
const patch = fc
  .record(
    {
      set: fc.dictionary(path, value, {minKeys: 1, maxKeys: 2}),
      setIfMissing: fc.dictionary(path, value, {minKeys: 1, maxKeys: 2}),
      unset: fc.array(path, {minLength: 1, maxLength: 2}),
      inc: fc.dictionary(path, fc.integer({min: -3, max: 3}), {minKeys: 1, maxKeys: 1}),
      dec: fc.dictionary(path, fc.integer({min: -3, max: 3}), {minKeys: 1, maxKeys: 1}),
      insert: fc
        .tuple(fc.constantFrom('before', 'after', 'replace'), path, fc.array(value, {maxLength: 2}))
        .map(([where, at, items]) => ({[where]: at, items})),
    },
    {requiredKeys: []},
  )
  .filter((operations) => Object.keys(operations).length > 0)

/** What the reference does, or that it does not. */
function expected(document: object, operations: object): unknown {
  try {
    const mutation = {patch: {id: 'x', ...structuredClone(operations)}}
    return new Mutation({mutations: [mutation] as never}).apply(structuredClone(document) as never)
  } catch {
    return 'refused'
  }
}

test(`[M5] random patches do what the reference does with them (seed ${seed})`, async ({
  editor,
}) => {
  const {client} = editor
  let refused = 0
  let changed = 0

  await fc.assert(
    fc.asyncProperty(
      content,
      fc.array(patch, {minLength: 1, maxLength: 3}),
      async (start, patches) => {
        let document: object = {_id: 'x', _type: 'article', ...start}
        await client.createOrReplace(document as never)
        for (const operations of patches) {
          const wanted = expected(document, operations)
          const answer = await client
            .mutate([{patch: {id: 'x', ...operations}}] as never, {
              returnDocuments: true,
              returnFirst: true,
            })
            .catch((error: {statusCode: number}) => error.statusCode)

          if (wanted === 'refused') {
            refused += 1
            expect(answer).toBe(400)
            continue
          }
          const {_rev, _createdAt, _updatedAt, ...stored} = answer as unknown as Record<
            string,
            unknown
          >
          const {
            _rev: _r,
            _createdAt: _c,
            _updatedAt: _u,
            ...plain
          } = wanted as Record<string, unknown>
          expect(stored, JSON.stringify({document, operations})).toEqual(
            JSON.parse(JSON.stringify(plain)),
          )
          if (JSON.stringify(stored) !== JSON.stringify(document)) changed += 1
          document = stored
        }
      },
    ),
    {seed, numRuns: full ? 3_000 : 80},
  )

  expect(changed).toBeGreaterThan(20)
  expect(refused).toBeLessThan(changed)
})

const list = (length: number) => Array.from({length}, (_, n) => ({_key: `k${n}`, n}))
const nested = (levels: number): object => (levels > 1 ? {a: nested(levels - 1)} : {a: 1})
const corrections = (count: number) =>
  Array.from(
    {length: count},
    (_, n) => `@@ -${n * 50 + 1},8 +${n * 50 + 1},9 @@\n abcd\n+X\n efgh\n`,
  )

const manyTimes = (count: number) => ({after: 'list[0:1000].tags[-1]', items: Array(count).fill(1)})

const endless: [what: string, document: object, operations: object][] = [
  ['a range of a hundred million', {tags: ['a']}, {set: {'tags[0:100000000]': 1}}],
  ['a search within searches', nested(18), {set: {'..a..a..a..a..a..a': 1}}],
  ['a path of five thousand steps', {}, {set: {[`a${'.a'.repeat(5_000)}`]: 1}}],
  [
    'thousands of keys',
    {list: list(3_000)},
    {set: Object.fromEntries(list(3_000).map(({_key}) => [`list[_key=="${_key}"].z`, 1]))},
  ],
  [
    'every item of a list, again and again',
    {list: list(5_000)},
    {unset: list(30).map(({n}) => `list[n > ${n}].z`)},
  ],
  ['a range that leads on', {list: list(5_000)}, {set: {'list[0:5000].z': 1}}],
  [
    'thousands of new attributes of an object inside',
    {meta: {}},
    {set: Object.fromEntries(list(9_000).map(({_key}) => [`meta.${_key}`, 1]))},
  ],
  [
    'a text for each of many items, too long for one document',
    {list: list(100)},
    {set: {'list[0:100].z': 'a'.repeat(500_000)}},
  ],
  [
    'items inserted in each of many lists',
    {list: list(1_000).map((item) => ({...item, tags: [1]}))},
    {insert: manyTimes(20_000)},
  ],
  [
    'thousands of corrections',
    {body: 'a'.repeat(500_000)},
    {diffMatchPatch: {body: corrections(2_000).join('')}},
  ],
]
for (const [what, document, operations] of endless)
  test(`[M15] a patch with ${what} is refused`, async ({editor, onlyOurs}) => {
    onlyOurs('how long a patch may take is a lake’s own affair')
    const {client} = editor
    await client.create({_id: 'x', _type: 'article', ...document})

    const patched = client.mutate([{patch: {id: 'x', ...operations}}] as never)

    await expect(patched).rejects.toMatchObject({
      statusCode: 400,
      details: {items: [{error: {type: 'validationError', id: 'x'}}]},
    })
  })

test('[M15] as many attributes as a document may have can be set at once', async ({
  editor,
  onlyOurs,
}) => {
  onlyOurs('the hosted lake takes fewer')
  const {client} = editor
  await client.create({_id: 'x', _type: 'article'})

  await client
    .patch('x')
    .set(Object.fromEntries(list(9_900).map(({_key}) => [_key, 1])))
    .commit({returnDocuments: false})

  expect(await client.fetch('*[_id == "x"][0].k9899')).toBe(1)
})

test('[M15] large documents are patched as usual', async ({editor}) => {
  const {client} = editor
  const body = 'High water at six. '.repeat(10_000)
  await client.create({_id: 'x', _type: 'article', list: list(3_000), body} as never)
  const keyed = list(100).map(({_key}) => [`list[_key=="${_key}"].text`, 'changed'])

  await client
    .patch('x')
    .set({...Object.fromEntries(keyed), 'list[10:20].n': 0, '..n': 1})
    .diffMatchPatch({body: corrections(100).join('')})
    .commit()

  expect(await client.fetch('count(*[_id == "x"][0].list[n == 1 && text == "changed"])')).toBe(100)
})

test('[M15] a range in a range is refused for what it takes, not for what it looks like', async ({
  editor,
}) => {
  const {client} = editor
  const block = (n: number) => ({
    _key: `b${n}`,
    _type: 'block',
    markDefs: [],
    children: [{_key: 's', _type: 'span', marks: [], text: `Paragraph ${n}`}],
  })
  const body = Array.from({length: 150}, (_, n) => block(n))
  await client.create({_id: 'x', _type: 'article', body} as never)

  await client.patch('x').set({'body[0:].children[0:].text': 'Changed'}).commit()

  expect(await client.fetch('count(*[_id == "x"][0].body[children[0].text == "Changed"])')).toBe(
    150,
  )
})
