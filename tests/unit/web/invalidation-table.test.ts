import {expect, test} from 'vitest'
import {
  readChange,
  type Change,
  type WatchedField,
  type WatchedType,
} from '../../../web/src/invalidation/change.ts'
import {findNeighbours} from '../../../web/src/invalidation/neighbours.ts'
import {effectOf, neighboursNeeded, type Dependent} from '../../../web/src/invalidation/table.ts'

const state = (facts: Partial<NonNullable<Change['after']>> = {}) => ({
  slug: 'tides',
  language: 'en',
  from: null,
  authors: ['author-a'],
  topics: ['topic-t'],
  ...facts,
})

const changeOf = (
  type: WatchedType,
  fields: WatchedField[] | 'all',
  facts: Partial<Change> = {},
): Change => ({
  id: 'x',
  type,
  rev: 'r2',
  before: state(),
  after: state(),
  changed: fields === 'all' ? 'all' : new Set(fields),
  ...facts,
})

const article = (slug: string, facts: Partial<Dependent> = {}): Dependent => ({
  id: `article-${slug}`,
  type: 'article',
  slug,
  authors: ['author-a', 'author-b'],
  topics: ['topic-t'],
  ...facts,
})

const nobody = {direct: [], behind: []}

test('a typo in a body concerns the article, and what holds whole texts, and the lake is asked nothing', () => {
  const change = changeOf('article', ['body'])

  expect(neighboursNeeded(change)).toEqual({direct: false, behind: false})
  expect(effectOf(change, nobody)).toEqual({
    tags: [
      'slug:article:tides',
      'list:whole',
      'list:whole-author%3Aauthor-a',
      'list:whole-topic%3Atopic-t',
    ],
    paths: ['/articles/tides'],
  })
})

test('a new title concerns the pages that show it, and the lake is asked nothing', () => {
  const change = changeOf('article', ['title'])

  expect(neighboursNeeded(change)).toEqual({direct: false, behind: false})
  expect(effectOf(change, nobody).tags).toEqual(
    expect.arrayContaining(['card:x', 'slug:article:tides', 'list:whole']),
  )
})

test('an article that appears concerns its lists and whoever recommends it already', () => {
  const change = changeOf('article', 'all', {before: null})

  expect(neighboursNeeded(change)).toEqual({direct: true, behind: false})
  expect(effectOf(change, {direct: [article('harbours')], behind: []}).tags).toEqual(
    expect.arrayContaining([
      'list:articles',
      'list:author%3Aauthor-a',
      'list:topic%3Atopic-t',
      'slug:article:harbours',
    ]),
  )
})

test('a new date moves the article in every list', () => {
  expect(effectOf(changeOf('article', ['publishedAt']), nobody).tags).toEqual(
    expect.arrayContaining(['list:articles', 'list:author%3Aauthor-a', 'list:topic%3Atopic-t']),
  )
})

test('a new slug concerns the old address and the new one, the new one first', () => {
  const change = changeOf('article', ['slug'], {after: state({slug: 'high-tides'})})

  expect(effectOf(change, nobody)).toMatchObject({
    paths: ['/articles/high-tides', '/articles/tides'],
  })
  expect(effectOf(change, nobody).tags).toContain('slug:article:tides')
})

test('an article that moves between topics concerns both', () => {
  const change = changeOf('article', ['topics'], {after: state({topics: ['topic-u']})})

  expect(effectOf(change, nobody).tags).toEqual(
    expect.arrayContaining(['list:topic%3Atopic-t', 'list:topic%3Atopic-u']),
  )
})

test('unpublishing concerns everything that showed the article', () => {
  const change = changeOf('article', 'all', {after: null, rev: undefined})

  expect(effectOf(change, nobody).tags).toEqual(
    expect.arrayContaining(['slug:article:tides', 'list:articles', 'list:topic%3Atopic-t']),
  )
  expect(effectOf(change, nobody).paths).toEqual(['/articles/tides'])
})

test('an author who appears concerns the articles, their lists, and those who recommend them', () => {
  const change = changeOf('author', 'all', {
    after: state({slug: 'ana', authors: [], topics: []}),
    before: null,
  })

  const {tags, paths} = effectOf(change, {
    direct: [article('tides')],
    behind: [article('harbours')],
  })

  expect(paths).toEqual(['/authors/ana'])
  expect(tags).toEqual(
    expect.arrayContaining([
      'list:articles',
      'list:author%3Aauthor-a',
      'list:author%3Aauthor-b',
      'list:authors',
      'list:topic%3Atopic-t',
      'slug:article:harbours',
      'slug:article:tides',
      'slug:author:ana',
    ]),
  )
})

test('an author’s new name concerns every byline, a new biography only the author’s own cards', () => {
  expect(effectOf(changeOf('author', ['name']), nobody).tags.toSorted()).toEqual([
    'full:x',
    'link:x',
    'list:authors',
    'slug:author:tides',
  ])
  expect(effectOf(changeOf('author', ['bio']), nobody).tags.toSorted()).toEqual([
    'full:x',
    'slug:author:tides',
  ])
})

test('settings concern every page by one tag', () => {
  expect(
    effectOf(changeOf('siteSettings', 'all', {after: state({slug: null})}), nobody).tags,
  ).toContain('settings')
})

test('without the facts of a webhook everything counts as changed', () => {
  const change = readChange({
    _id: 'a',
    _type: 'article',
    _rev: 'r',
    after: {slug: 'tides', authors: ['author-a']},
  })

  expect(change).toMatchObject({changed: 'all', rev: 'r'})
})

test('a webhook’s facts are read, and a missing one counts as changed', () => {
  const change = readChange({
    _id: 'a',
    _type: 'article',
    _rev: 'r',
    before: {slug: 'a'},
    after: {slug: 'a', authors: null},
    changed: {body: true, title: false},
  }) as Change

  expect(change.changed).toContain('body')
  expect(change.changed).toContain('topics')
  expect(change.changed).not.toContain('title')
  expect(change.after?.authors).toEqual([])
})

test('dependents are fetched a thousand at a time until there are no more', async () => {
  const all = Array.from({length: 2_500}, (_, i) => article(`a${String(i).padStart(5, '0')}`))
  const asked: unknown[] = []
  const ask = async <Answer>(_query: string, {after}: Record<string, unknown>) => {
    asked.push(after)
    return all.filter(({id}) => id > String(after)).slice(0, 1_000) as Answer
  }

  const {direct, behind} = await findNeighbours(
    changeOf('callToAction', 'all', {before: null}),
    ask,
  )

  expect(direct).toHaveLength(2_500)
  expect(behind).toEqual([])
  expect(asked).toHaveLength(3)
})

test('a page concerns itself, and the foot of every page when its link changes', () => {
  expect(effectOf(changeOf('page', ['body']), nobody)).toEqual({
    tags: ['slug:page:tides'],
    paths: ['/tides'],
  })
  expect(effectOf(changeOf('page', ['title']), nobody).tags).toContain('list:pages')
  const inFrench = changeOf('page', 'all', {before: null, after: state({language: 'fr'})})
  expect(effectOf(inFrench, nobody)).toEqual({
    tags: ['slug:page:tides', 'list:pages'],
    paths: ['/fr/tides'],
  })
})

test('a page under a name that the site needs has no address', () => {
  const change = changeOf('page', 'all', {before: null, after: state({slug: 'articles'})})

  expect(effectOf(change, nobody).paths).toEqual([])
})

test('a French article is looked at under its French address', () => {
  const change = changeOf('article', ['body'], {after: state({language: 'fr'})})

  expect(effectOf(change, nobody).paths).toEqual(['/fr/articles/tides', '/articles/tides'])
})
