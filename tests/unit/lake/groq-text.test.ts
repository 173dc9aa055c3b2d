import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest'
import {openStore, type Store} from '../../support/groq-store.ts'

let store: Store
beforeAll(() => {
  store = openStore()
  store.write(
    {_id: 'harbour', _type: 'article', title: 'The old harbour', tags: ['tide', 'boats']},
    {_id: 'tides', _type: 'article', title: 'Tides', body: 'High water at the harbour, at six.'},
    {_id: 'cafe', _type: 'page', title: 'Café by the water', deep: [{text: 'Opening hours'}]},
    {_id: 'drafts.tides', _type: 'article', title: 'Ebb', body: 'Low water'},
    {_id: 'empty', _type: 'page'},
  )
})
afterAll(() => store.close())

const search = (q: string, left = '@', perspective = ['published']) =>
  store.ask(`*[${left} match text::query($q)]._id`, {params: {q}, perspective})

test('every term must occur, anywhere in the document, without regard to case and accents', async () => {
  expect(await search('harbour')).toEqual(['harbour', 'tides'])
  expect(await search('HARBOUR water')).toEqual(['tides'])
  expect(await search('cafe')).toEqual(['cafe'])
  expect(await search('opening')).toEqual(['cafe'])
  expect(await search('harbour nowhere')).toEqual([])
})

test('a star makes a prefix, quotes a phrase, a minus an exclusion', async () => {
  expect(await search('tid*')).toEqual(['harbour', 'tides'])
  expect(await search('tid')).toEqual([])
  expect(await search('"old harbour"')).toEqual(['harbour'])
  expect(await search('"harbour old"')).toEqual([])
  expect(await search('harbour -boats')).toEqual(['tides'])
  expect(await search('-harbour -cafe')).toEqual(['empty'])
})

test('nothing, or a star alone, matches everything; punctuation matches nothing', async () => {
  const all = ['cafe', 'empty', 'harbour', 'tides']

  expect(await search('')).toEqual(all)
  expect(await search('*')).toEqual(all)
  expect(await search('  ')).toEqual(all)
  expect(await search('?!')).toEqual([])
  expect(await store.ask('*[@ match text::query(null)]')).toEqual([])
})

test('what a person types cannot break out of the search', async () => {
  for (const q of [
    '"',
    '""',
    'a" OR "b',
    'NEAR(a b)',
    'words:tide',
    '-',
    '--',
    'a AND',
    '(',
    '^a',
    '{a b}',
  ])
    expect(Array.isArray(await search(q))).toBe(true)
})

test('it can ask one field, or several', async () => {
  expect(await search('harbour', 'title')).toEqual(['harbour'])
  expect(await search('harbour', '[title, body]')).toEqual(['harbour', 'tides'])
  expect(await search('water -six', '[title, body]')).toEqual(['cafe'])
  expect(await search('tide', 'tags')).toEqual(['harbour'])
  expect(await search('"old harbour"', 'title')).toEqual(['harbour'])
})

test('with the id among the fields, the beginning of an id is found', async () => {
  expect(await search('har*', '[@, _id]')).toEqual(['harbour', 'tides'])
  expect(await search('empty*', '[@, _id]')).toEqual(['empty'])
  expect(await search('tides', '[@, _id]', ['raw'])).toEqual(['drafts.tides', 'tides'])
})

test('it searches what the perspective shows', async () => {
  expect(await search('ebb', '@', ['drafts'])).toEqual(['tides'])
  expect(await search('six', '@', ['drafts'])).toEqual([])
  expect(await search('ebb', '@', ['published'])).toEqual([])
  expect(await search('water', '@', ['raw'])).toEqual(['cafe', 'drafts.tides', 'tides'])
})

test('better matches score higher, and a boost counts', async () => {
  const ranked = await store.ask(
    `*[_type in ["article", "page"]]
      | score([@, _id] match text::query($q), boost(title match text::query($q), 10))
      | order(_score desc) [_score > 0] {_id}`,
    {params: {q: 'water*'}, perspective: ['published']},
  )

  expect(ranked).toEqual([{_id: 'cafe'}, {_id: 'tides'}])
})

test('the scores that anonymous callers get tell nothing of drafts', async () => {
  const own = openStore()
  onTestFinished(() => own.close())
  own.write(
    {_id: 'a', _type: 'article', body: 'A merger. The merger of two harbours.'},
    {_id: 'b', _type: 'article', body: 'Tides, and a merger.'},
  )
  const query = '*[true] | score(@ match text::query("merger")) | order(_score desc) {_id, _score}'
  const ask = (identity: string) => own.ask(query, {identity, perspective: ['published']})
  const [before, membersBefore] = [await ask('anonymous'), await ask('me')]

  own.write(
    ...[1, 2, 3].map((n) => ({_id: `drafts.c${n}`, _type: 'article', body: 'The merger is off'})),
  )

  expect(before).toMatchObject([{_id: 'a'}, {_id: 'b'}])
  expect(await ask('anonymous')).toEqual(before)
  expect(await ask('me')).not.toEqual(membersBefore)
})

test('the question that Studio puts for a document list is answered in its order', async () => {
  const query = `*[_type in $__types && ([@, _id] match text::query($__query) || references($__rawQuery))]
    {_type, _id, _originalId, "orderings": [_updatedAt]} | order(orderings[0] desc)[0...$__limit]`
  store.write({_id: 'late', _type: 'article', title: 'Late', _updatedAt: '2026-02-01T00:00:00Z'})

  const list = (await store.ask(query, {
    params: {__types: ['article'], __query: '*', __rawQuery: '', __limit: 2},
    perspective: ['drafts'],
  })) as {_id: string}[]

  expect(list.map(({_id}) => _id)).toEqual(['late', 'harbour'])
})

test('a plain match still means what groq-js says', async () => {
  store.write({_id: 'site', _type: 'page', title: "Don't ask sanity.io, e.g. at 3.14"})
  const match = (pattern: string) =>
    store.ask('*[title match $pattern]._id', {params: {pattern}, perspective: ['published']})

  expect(await match("don't")).toEqual(['site'])
  expect(await match('sanityio')).toEqual(['site'])
  expect(await match('san*')).toEqual(['site'])
  expect(await match('*nity*')).toEqual(['site'])
  expect(await match('don')).toEqual([])
})

test('what is searched for may come from a document around it', async () => {
  const related = (left: string) =>
    store.ask(
      `*[_id in ["harbour", "tides"]]{_id, "found": *[${left} match text::query(^.tags[0]) && _id != ^._id]._id}`,
      {perspective: ['published']},
    )
  store.write({_id: 'boats', _type: 'page', title: 'Boats at low tide', tags: ['harbour']})

  expect(await related('@')).toEqual([
    {_id: 'harbour', found: ['boats']},
    {_id: 'tides', found: []},
  ])
  expect(await related('title')).toEqual([
    {_id: 'harbour', found: ['boats']},
    {_id: 'tides', found: []},
  ])
  expect(
    await store.ask('*[title match text::query(tags[0] + "*")]._id', {perspective: ['published']}),
  ).toEqual([])
  expect(
    await store.ask(
      '*[_id == "boats"][0]{"by": *[true] | score(@ match text::query(^.tags[0])) | order(_score desc)[_score > 0]._id}.by',
      {perspective: ['published']},
    ),
  ).toEqual(expect.arrayContaining(['harbour', 'tides', 'boats']))
  store.remove('boats')
})
