import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest'
import {readPerspective} from '../../../lake/src/groq/perspective.ts'
import {openStore, type Store} from '../../support/groq-store.ts'

let store: Store
beforeAll(() => {
  store = openStore()
  const by = (_ref: string) => ({_type: 'reference', _ref})
  store.write(
    {_id: 'ann', _type: 'author', name: 'Ann'},
    {_id: 'drafts.ann', _type: 'author', name: 'Ann, edited'},
    {_id: 'tides', _type: 'article', title: 'Tides', author: by('ann')},
    {_id: 'drafts.tides', _type: 'article', title: 'Tides, draft', author: by('ann')},
    {_id: 'versions.r1.tides', _type: 'article', title: 'Tides, first release', author: by('ann')},
    {_id: 'versions.r2.tides', _type: 'article', _system: {delete: true}},
    {_id: 'drafts.new', _type: 'article', title: 'New', author: by('drafts.ann')},
    {_id: 'secret.link', _type: 'article', title: 'Private'},
    {_id: '_.releases.r1', _type: 'system.release', name: 'r1'},
  )
})
afterAll(() => store.close())

const titles = (perspective: string[], identity = 'me') =>
  store.ask('*[_type == "article"]{_id, _originalId, title, "by": author->name}', {
    perspective,
    identity,
  })

test('raw shows every row as it is stored', async () => {
  expect(await store.ask('*._id')).toEqual([
    '_.releases.r1',
    'ann',
    'drafts.ann',
    'drafts.new',
    'drafts.tides',
    'secret.link',
    'tides',
    'versions.r1.tides',
    'versions.r2.tides',
  ])
})

test('published hides drafts and versions, also behind references', async () => {
  expect(await titles(['published'])).toEqual([
    {_id: 'secret.link', _originalId: null, title: 'Private', by: null},
    {_id: 'tides', _originalId: null, title: 'Tides', by: 'Ann'},
  ])
})

test('drafts lays each draft over its published document, and follows references to drafts', async () => {
  expect(await titles(['drafts'])).toEqual([
    {_id: 'new', _originalId: 'drafts.new', title: 'New', by: null},
    {_id: 'secret.link', _originalId: 'secret.link', title: 'Private', by: null},
    {_id: 'tides', _originalId: 'drafts.tides', title: 'Tides, draft', by: 'Ann, edited'},
  ])
})

test('a stack shows the strongest version, and the published document where it has none', async () => {
  expect(await titles(['r1'])).toMatchObject([
    {_id: 'secret.link'},
    {_id: 'tides', _originalId: 'versions.r1.tides', by: 'Ann'},
  ])
  expect(await titles(['r1', 'drafts'])).toMatchObject([
    {_id: 'new'},
    {_id: 'secret.link'},
    {_id: 'tides', _originalId: 'versions.r1.tides', by: 'Ann, edited'},
  ])
})

test('a version that will unpublish its document hides it', async () => {
  expect(await titles(['r2', 'drafts'])).toMatchObject([{_id: 'new'}, {_id: 'secret.link'}])
})

for (const perspective of [['raw'], ['published'], ['drafts'], ['r1', 'drafts']]) {
  test(`an anonymous caller sees root documents only, whatever is asked (${perspective})`, async () => {
    const ask = (query: string) => store.ask(query, {perspective, identity: 'anonymous'})

    expect(await ask('*._id')).toEqual(['ann', 'tides'])
    expect(await ask('identity()')).toBe('<anonymous>')
    expect(await ask('count(*)')).toBe(2)
    expect(await ask('count(*[_type == "article"])')).toBe(1)
    expect(await ask('*[_type == "author"]{name}')).toEqual([{name: 'Ann'}])
    expect(await ask('*[title match "draft"]')).toEqual([])
    expect(await ask('*[@ match text::query("draft")]')).toEqual([])
    expect(await ask('*[_id in ["drafts.tides", "secret.link", "_.releases.r1"]]')).toEqual([])
    expect(await ask('*[sanity::versionOf("tides")]._id')).toEqual(['tides'])
    expect(await ask('documents::get("drafts.tides")')).toBeNull()
    expect(await ask('{"_ref": "drafts.tides"}->title')).toBeNull()
    expect(await ask('*[_id == "ann"][0]{"n": documents::incomingRefCount()}.n')).toBe(1)
  })
}

for (const perspective of [['raw'], ['published'], ['drafts'], ['r', 'drafts']]) {
  test(`what an anonymous caller counts is what they are listed, whatever dots an id has (${perspective})`, async () => {
    const own = openStore()
    onTestFinished(() => own.close())
    const articles = ['one', 'x', 'a.b', '.a', 'drafts.x', 'drafts.new', 'versions.r.x', 'a.']
    const authors = ['two', 'versions..a', 'drafts.two', 'versions.r.new', '.drafts', 'drafts..b']
    own.write(...articles.map((_id) => ({_id, _type: 'article'})))
    own.write(...authors.map((_id) => ({_id, _type: 'author'})))
    const ask = (query: string) => own.ask(query, {perspective, identity: 'anonymous'})

    const of = async (filter: string) => [
      await ask(`count(*${filter})`),
      await ask(`*${filter}._id`),
    ]

    expect(await of('')).toEqual([3, ['one', 'two', 'x']])
    expect(await of('[_type == "article"]')).toEqual([2, ['one', 'x']])
    expect(await of('[_type == "author"]')).toEqual([1, ['two']])
    expect(await of('[_type in ["author", "article"]]')).toEqual([3, ['one', 'two', 'x']])
    expect(await of('[_type in ["article", "article"]]')).toEqual([2, ['one', 'x']])
    expect(await of('[_type == "topic"]')).toEqual([0, []])
  })
}

test('a reference counts the documents that the perspective shows', async () => {
  const count = (perspective: string[]) =>
    store.ask('*[_id == "ann"][0]{"n": documents::incomingRefCount()}.n', {perspective})

  expect(await count(['raw'])).toBe(3)
  expect(await count(['published'])).toBe(1)
  expect(await count(['drafts'])).toBe(1)
})

test('documents::get takes an id, a reference, or a global reference into this dataset', async () => {
  const ask = (argument: string) => store.ask(`documents::get(${argument}).name`)

  expect(await ask('"ann"')).toBe('Ann')
  expect(await ask('{"_ref": "ann"}')).toBe('Ann')
  expect(await ask('"dataset:masthead.production:ann"')).toBe('Ann')
  expect(await ask('"dataset:masthead.other:ann"')).toBeNull()
  expect(await ask('5')).toBeNull()
})

test('without a perspective, older API versions answer raw and newer ones published', () => {
  expect(readPerspective(undefined, '2021-10-21')).toEqual(['raw'])
  expect(readPerspective(undefined, '1')).toEqual(['raw'])
  expect(readPerspective(undefined, '2025-02-19')).toEqual(['published'])
  expect(readPerspective('previewDrafts', '2025-02-19')).toEqual(['drafts'])
  expect(readPerspective('rOne,drafts', '2025-02-19')).toEqual(['rOne', 'drafts'])
  expect(() => readPerspective('raw,drafts', '1')).toThrow('raw')
  expect(() => readPerspective('a b', '1')).toThrow('Invalid perspective')
})

test('a commit is seen by the next query, also in what is kept between queries', async () => {
  const draft = () => store.ask('*[_id == "tides"][0].title', {perspective: ['drafts']})
  expect(await draft()).toBe('Tides, draft')

  store.write({_id: 'drafts.tides', _type: 'article', title: 'Tides, second draft'})
  expect(await draft()).toBe('Tides, second draft')

  store.remove('drafts.tides')
  expect(await draft()).toBe('Tides')
})
