import {expect, test} from 'vitest'
import {
  readChange,
  untold,
  type Change,
  type WatchedField,
  type WatchedType,
} from '../../../web/src/invalidation/change.ts'
import {translationsOf} from '../../../web/src/content/lists.ts'
import {
  settingsFields,
  tagsOfRead,
  type ReadField,
  type SettingsField,
} from '../../../web/src/content/settings-fields.ts'
import {frenchFields} from '../../../web/src/content/french.ts'
import {findDependents} from '../../../web/src/invalidation/dependents.ts'
import {areDependentsNeeded, effectOf, type Dependent} from '../../../web/src/invalidation/table.ts'

const state = (facts: Partial<NonNullable<Change['after']>> = {}) => ({
  slug: 'tides',
  language: 'en',
  from: null,
  noindex: false,
  publishedAt: '2026-01-01T00:00:00Z',
  isAhead: false,
  isWritten: true,
  authors: ['author-a'],
  topics: ['topic-t'],
  translations: [],
  french: [] as string[],
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

const article = (slug: string): Dependent => ({id: `article-${slug}`, type: 'article'})

const tagsOf = (change: Change, dependents: Dependent[] = []) =>
  effectOf(change, dependents).tags.toSorted()

test('a typo in a body concerns what shows the text, and the lake is asked nothing', () => {
  const change = changeOf('article', ['body'])

  expect(areDependentsNeeded(change)).toBe(false)
  expect(tagsOf(change)).toEqual(['full:x', 'slug:article:en:tides', 'text:x', 'twin:x'])
})

test('a redirect concerns the page at its address as that is written, and none where no page can be', () => {
  const of = (from: string) =>
    effectOf(changeOf('redirect', 'all', {before: null, after: state({slug: null, from})}), [])
      .paths

  expect(of('/articles/tides?x=1#top')).toEqual(['/articles/tides'])
  expect(of('/100%')).toEqual([])
  expect(of('https://elsewhere.example/')).toEqual([])
})

test('a new title concerns the pages that show it, and the lake is asked nothing', () => {
  const change = changeOf('article', ['title'])

  expect(areDependentsNeeded(change)).toBe(false)
  expect(tagsOf(change)).toEqual([
    'byline:x',
    'card:x',
    'full:x',
    'line:x',
    'link:x',
    'name:x',
    'place:x',
    'role:x',
    'signature:x',
    'slug:article:en:tides',
    'subject:x',
    'text:x',
    'twin:x',
  ])
})

test('a new picture concerns the cards and the feeds', () => {
  expect(tagsOf(changeOf('article', ['heroImage']))).toEqual([
    'card:x',
    'full:x',
    'slug:article:en:tides',
    'text:x',
  ])
})

test('a review concerns the page and its Markdown alone', () => {
  expect(tagsOf(changeOf('article', ['reviewedAt', 'reviewedBy']))).toEqual([
    'full:x',
    'slug:article:en:tides',
    'twin:x',
  ])
})

test('a new date of the last update concerns the texts and the sitemap', () => {
  expect(tagsOf(changeOf('article', ['updatedAt']))).toEqual([
    'full:x',
    'list:addresses',
    'list:addresses%3A2026',
    'slug:article:en:tides',
    'text:x',
    'twin:x',
  ])
})

test('an article that search engines may find no more leaves feeds and sitemap, and no other list', () => {
  const change = changeOf('article', [], {after: state({noindex: true})})

  expect(tagsOf(change).filter((tag) => tag.startsWith('list:'))).toEqual([
    'list:addresses',
    'list:addresses%3A2026',
    'list:feed%3Aen',
    'list:feed-author%3Aen%3Aauthor-a',
    'list:feed-topic%3Aen%3Atopic-t',
  ])
})

test('an article that moves to another year concerns the parts of the sitemap of both', () => {
  const after = state({publishedAt: '2019-03-01T08:00:00Z'})
  const tags = tagsOf(changeOf('article', ['publishedAt'], {after}))

  expect(tags.filter((tag) => tag.startsWith('list:addresses'))).toEqual([
    'list:addresses',
    'list:addresses%3A2019',
    'list:addresses%3A2026',
  ])
})

test('an article with a date that is none concerns the part of the sitemap in which its text stands among the years', () => {
  for (const [publishedAt, part] of [
    ['0001-01-01T00:00:00Z', 1970],
    ['1.5.2024', 1970],
    ['20 March 2024', 1999],
    ['31 December 2025', 2100],
    ['9999-01-01T00:00:00Z', 2100],
    ['soon', 2100],
  ] as const) {
    const tags = tagsOf(changeOf('article', 'all', {before: null, after: state({publishedAt})}))

    expect(tags, publishedAt).toContain(`list:addresses%3A${part}`)
  }
})

test('an article that appears concerns its lists, in its language, and whoever recommends it already', () => {
  const change = changeOf('article', 'all', {before: null})

  expect(areDependentsNeeded(change)).toBe(true)
  const tags = tagsOf(change, [article('harbours')])
  expect(tags).toEqual(
    expect.arrayContaining([
      'full:article-harbours',
      'list:articles%3Aen',
      'list:author%3Aen%3Aauthor-a',
      'list:topic%3Aen%3Atopic-t',
    ]),
  )
  expect(tags).not.toContain('card:article-harbours')
  expect(tags).not.toContain('list:articles%3Afr')
})

test('a new date moves the article in every list', () => {
  expect(effectOf(changeOf('article', ['publishedAt']), []).tags).toEqual(
    expect.arrayContaining([
      'list:articles%3Aen',
      'list:author%3Aen%3Aauthor-a',
      'list:topic%3Aen%3Atopic-t',
    ]),
  )
})

test('a new slug concerns the old address and the new one, the new one first', () => {
  const change = changeOf('article', ['slug'], {after: state({slug: 'high-tides'})})

  expect(effectOf(change, [])).toMatchObject({
    paths: ['/articles/high-tides', '/articles/tides'],
  })
  expect(effectOf(change, []).tags).toContain('slug:article:en:tides')
})

test('an article that moves between topics concerns both', () => {
  const change = changeOf('article', ['topics'], {after: state({topics: ['topic-u']})})

  expect(effectOf(change, []).tags).toEqual(
    expect.arrayContaining(['list:topic%3Aen%3Atopic-t', 'list:topic%3Aen%3Atopic-u']),
  )
})

test('unpublishing concerns everything that showed the article', () => {
  const change = changeOf('article', 'all', {after: null, rev: undefined})

  expect(effectOf(change, []).tags).toEqual(
    expect.arrayContaining([
      'slug:article:en:tides',
      'list:articles%3Aen',
      'list:topic%3Aen%3Atopic-t',
    ]),
  )
  expect(effectOf(change, []).paths).toEqual(['/articles/tides'])
})

test('an author who appears concerns whatever shows an article by them', () => {
  const change = changeOf('author', 'all', {
    after: state({slug: 'ana', authors: [], topics: []}),
    before: null,
  })

  const {tags, paths} = effectOf(change, [article('tides')])

  expect(paths).toEqual(['/authors/ana'])
  expect(tags).toEqual(
    expect.arrayContaining([
      'at:author:en:ana',
      'at:author:fr:ana',
      'card:article-tides',
      'full:article-tides',
      'list:addresses',
      'list:authors',
      'slug:author:en:ana',
      'slug:author:fr:ana',
      'text:article-tides',
    ]),
  )
})

/** With their French words, and without. */
const inBoth = (...shapes: string[]) => shapes.flatMap((shape) => [`${shape}.fr:x`, `${shape}:x`])
const ownPages = ['slug:author:en:tides', 'slug:author:fr:tides']

test('an author’s new name concerns every byline, a new biography only the author’s own cards', () => {
  expect(tagsOf(changeOf('author', ['name']))).toEqual([
    ...inBoth('byline', 'full', 'link'),
    'list:authors',
    ...inBoth('name', 'role', 'signature'),
    ...ownPages,
  ])
  expect(tagsOf(changeOf('author', ['jobTitle']))).toEqual([...inBoth('full', 'role'), ...ownPages])
  expect(tagsOf(changeOf('author', ['bio']))).toEqual([...inBoth('full'), ...ownPages])
  expect(tagsOf(changeOf('author', ['credentials']))).toEqual([
    ...inBoth('byline', 'full', 'signature'),
    ...ownPages,
  ])
})

/** A change of the settings, and the tags of a page that has read some of them. */
const nowhere = state({slug: null})
const settingsOf = (fields: WatchedField[] | 'all', id = 'siteSettings') =>
  effectOf(changeOf('siteSettings', fields, {id, before: nowhere, after: nowhere}), []).tags

const concerns = (tags: string[], read: SettingsField[]) =>
  tagsOfRead(new Set(read)).some((tag) => tags.includes(tag))

test('a field of the settings concerns what has read it, and no page that has read all others', () => {
  for (const field of settingsFields) {
    const others = settingsFields.filter((other) => other !== field)

    expect(concerns(settingsOf([field]), [field]), field).toBe(true)
    expect(concerns(settingsOf([field]), [...settingsFields]), field).toBe(true)
    expect(concerns(settingsOf([field]), others), field).toBe(false)
    expect(concerns(settingsOf('all'), [field]), field).toBe(true)
  }
  expect(settingsOf(['body'])).toEqual(['settings'])
  expect(settingsOf('all', 'a-copy')).toEqual([])
})

test('a page with a frame carries one tag for all that the frame shows', () => {
  const read = (french: string[]) =>
    new Set(
      settingsFields
        .filter((field) => field !== 'defaultImage')
        .map((field) => (french.includes(field) ? `${field}.fr` : field) as ReadField),
    )

  expect(tagsOfRead(read([]))).toEqual([
    'settings:frame',
    'settings:disclaimer',
    'settings:timeZone',
  ])
  expect(tagsOfRead(read([...frenchFields.siteSettings]))).toEqual([
    'settings:frame.fr',
    'settings:disclaimer.fr',
    'settings:timeZone',
  ])
})

test('an old webhook that does not tell of fields of the settings concerns all that read some', () => {
  const tagline = {body: false, title: false}
  const body = {_id: 'siteSettings', _type: 'siteSettings', _rev: 'r'}
  const change = readChange({...body, before: {}, after: {}, changed: tagline}) as Change

  const {tags} = effectOf(change, [])

  for (const field of settingsFields) expect(concerns(tags, [field]), field).toBe(true)
  expect(untold({...body, after: {}, changed: tagline})).toEqual(
    expect.arrayContaining([...settingsFields]),
  )
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

test('a translation that appears concerns what is said of translations on the pages that name it', () => {
  const change = changeOf('article', 'all', {before: null})
  const naming = {...article('naming'), isTranslated: true}

  const tags = tagsOf(change, [naming, article('related')])

  expect(tags).toContain(translationsOf('article-naming'))
  expect(tags).not.toContain(translationsOf('article-related'))
})

test('dependents are fetched a thousand at a time until there are no more', async () => {
  const all = Array.from({length: 2_500}, (_, i) => article(`a${String(i).padStart(5, '0')}`))
  const asked: unknown[] = []
  const ask = async <Answer>(_query: string, {after}: Record<string, unknown>) => {
    asked.push(after)
    return all.filter(({id}) => id > String(after)).slice(0, 1_000) as Answer
  }

  const found = await findDependents(changeOf('callToAction', 'all', {before: null}), ask)

  expect(found).toHaveLength(2_500)
  expect(asked).toHaveLength(3)
})

test('a page concerns itself, and the foot of every page in its language when its link changes', () => {
  expect(effectOf(changeOf('page', ['body']), [])).toEqual({
    tags: ['slug:page:en:tides', 'full:x', 'text:x', 'twin:x'],
    paths: ['/tides'],
  })
  expect(tagsOf(changeOf('page', ['title']))).toContain('list:pages%3Aen')
  const inFrench = changeOf('page', 'all', {before: null, after: state({language: 'fr'})})
  expect(effectOf(inFrench, []).paths).toEqual(['/fr/tides'])
  expect(tagsOf(inFrench)).toEqual(expect.arrayContaining(['list:addresses', 'list:pages%3Afr']))
  expect(tagsOf(inFrench)).not.toContain('list:pages%3Aen')
})

test('of an article that is, or was, dated ahead every writing concerns what says when it was written', () => {
  const [plain, ahead] = [state(), state({isAhead: true})]
  const tagsOfTypo = (before: typeof plain, after: typeof plain) =>
    effectOf(changeOf('article', ['callToAction'], {before, after}), []).tags

  for (const tags of [tagsOfTypo(ahead, ahead), tagsOfTypo(ahead, plain)])
    expect(tags).toEqual(
      expect.arrayContaining(['text:x', 'list:addresses', 'list:addresses%3A2026']),
    )
  expect(tagsOfTypo(plain, plain)).not.toContain('text:x')
})

test('a page under a name that the site needs has no address', () => {
  const change = changeOf('page', 'all', {before: null, after: state({slug: 'articles'})})

  expect(effectOf(change, []).paths).toEqual([])
})

test('a document in a language that the site does not have stands nowhere; an author has none', () => {
  const told = (type: string, language: unknown) =>
    readChange({_id: 'x', _type: type, _rev: 'r', after: {slug: 'ebbe', language}}) as Change

  for (const language of ['de', 'fr-CA', '', 7, {}]) {
    expect(effectOf(told('article', language), []).paths, String(language)).toEqual([])
    expect(effectOf(told('author', language), []).paths).toEqual(['/authors/ebbe'])
  }
  expect(effectOf(told('article', undefined), []).paths).toEqual(['/articles/ebbe'])
  expect(effectOf(told('page', 'fr'), []).paths).toEqual(['/fr/ebbe'])
})

test('a French article is looked at under its French address', () => {
  const change = changeOf('article', ['body'], {after: state({language: 'fr'})})

  expect(effectOf(change, []).paths).toEqual(['/fr/articles/tides', '/articles/tides'])
})

test('an article that begins or ceases to name a translation changes the page of the other side', () => {
  const naming = (...translations: string[]) => state({translations})

  const {tags} = effectOf(
    changeOf('article', [], {before: naming('fr-1', 'fr-2'), after: naming('fr-2', 'fr-3')}),
    [],
  )

  expect(tags).toEqual(expect.arrayContaining([translationsOf('fr-1'), translationsOf('fr-3')]))
  expect(tags).not.toContain(translationsOf('fr-2'))
})

test('words in French concern what shows them in French, on pages in French', () => {
  const written = {before: state({french: []}), after: state({french: ['description']})}
  const first = changeOf('topic', ['french.description'], written)

  expect(tagsOf(first)).toEqual(['full.fr:x', 'slug:topic:fr:tides', 'subject.fr:x'])
  expect(effectOf(first, []).paths).toEqual(['/fr/topics/tides'])
})

test('English words for which there are French ones concern no French page, and those without them all', () => {
  const both = state({french: ['title', 'description']})
  const hidden = changeOf('topic', ['description'], {before: both, after: both})
  const shown = changeOf('topic', ['description'])
  const taken = changeOf('topic', ['description', 'french.description'], {before: both})

  expect(tagsOf(hidden)).toEqual(['full:x', 'slug:topic:en:tides', 'subject:x'])
  for (const change of [shown, taken]) {
    expect(tagsOf(change)).toEqual(expect.arrayContaining(['subject:x', 'subject.fr:x']))
    expect(effectOf(change, []).paths).toEqual(['/topics/tides'])
  }
})

test('what else changes in a document concerns its pages in both languages, with words in French or without', () => {
  const change = changeOf('topic', ['french.title', 'unwatched'])

  expect(tagsOf(change)).toEqual(
    expect.arrayContaining(['full:x', 'full.fr:x', 'slug:topic:en:tides', 'slug:topic:fr:tides']),
  )
  expect(tagsOf(changeOf('topic', []))).toEqual(tagsOf(changeOf('topic', ['unwatched'])))
})

test('settings in French concern French pages, and English ones for which there are French ones only English pages', () => {
  const inFrench = settingsOf(['french.tagline'])
  const both = {...nowhere, french: ['tagline']}
  const hidden = effectOf(
    changeOf('siteSettings', ['tagline'], {id: 'siteSettings', before: both, after: both}),
    [],
  ).tags

  expect(inFrench).toEqual(['settings', 'settings:tagline.fr', 'settings:frame.fr'])
  expect(hidden).toEqual(['settings', 'settings:tagline', 'settings:frame'])
})
