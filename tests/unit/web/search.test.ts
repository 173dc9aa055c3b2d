/** Search: bodies are read, a letter may be wrong, endings do not matter, and a publish is found at once. */
import {expect, test, vi} from 'vitest'
import type {Change} from '../../../web/src/invalidation/change.ts'
import {excerpt} from '../../../web/src/search/excerpt.ts'
import {plainText} from '../../../web/src/search/plain-text.ts'
import {SearchIndex} from '../../../web/src/search/search-index.ts'
import {random} from '../../support/sample.ts'

interface Row {
  _id: string
  title: string
  slug: string
  language?: string
  body: string
  [field: string]: unknown
}

const row = (slug: string, fields: Partial<Row> = {}): Row => ({
  _id: `article-${slug}`,
  title: slug,
  slug,
  language: 'en',
  standfirst: null,
  publishedAt: '2026-01-01T00:00:00Z',
  body: '',
  _rev: 'r1',
  _updatedAt: '2026-01-01T00:00:00Z',
  authors: [],
  topics: [],
  ...fields,
})

/** A lake that answers the three questions of the index. */
function indexOver(rows: Map<string, Row>, mostText?: number) {
  const ask = async <Answer>(_query: string, params: Record<string, unknown>): Promise<Answer> => {
    const all = [...rows.values()].toSorted((a, b) => (a._id < b._id ? -1 : 1))
    if ('since' in params) {
      const newest = all.filter(({_updatedAt}) => String(_updatedAt) >= String(params.since))
      return {count: all.length, newest} as Answer
    }
    if ('id' in params) {
      const articles = all.filter(({_id}) => _id === params.id)
      return {rev: articles[0]?._rev ?? null, articles} as Answer
    }
    return all.filter(({_id}) => _id > String(params.after)).slice(0, 100) as Answer
  }
  const report = (error: unknown) => {
    throw error
  }
  const options = {ask, report, ...(mostText === undefined ? {} : {mostText})}
  return {index: new SearchIndex(options), rows, options}
}

const holding = async (...rows: Row[]) => {
  const world = indexOver(new Map(rows.map((one) => [one._id, one])))
  await world.index.load()
  return world
}

const slugs = (index: SearchIndex, question: string, language: 'en' | 'fr' = 'en') =>
  index.search(question, language).hits.map(({slug}) => slug)

const changed = (id: string, rev?: string) => ({id, type: 'article', rev}) as Change

test('a word that stands only in the body is found, and marked in the excerpt', async () => {
  const {index} = await holding(
    row('tides', {
      body: 'The **harbour** master waits. '.repeat(30) + 'Then a lighthouse appears.',
    }),
    row('pay', {body: 'Nothing of the kind.'}),
  )

  const [hit] = index.search('lighthouse', 'en').hits

  expect(hit?.slug).toBe('tides')
  expect(hit?.excerpt.filter(({isHit}) => isHit)).toEqual([{text: 'lighthouse', isHit: true}])
  expect(hit?.excerpt[0]?.text).toMatch(/^… /)
})

test('endings, accents, case and a wrong letter do not matter', async () => {
  const {index} = await holding(row('talk', {title: 'Interviewing well', body: 'Café résumés.'}))

  for (const question of [
    'interviews',
    'INTERVIEW',
    'intervew',
    'interveiw',
    'cafe',
    'résumé',
    'resume',
  ])
    expect(slugs(index, question), question).toEqual(['talk'])
  expect(slugs(index, 'giraffe')).toEqual([])
})

test('French words lose French endings, and French is found in French only', async () => {
  const {index} = await holding(
    row('entrevue', {
      language: 'fr',
      title: 'Réussir l’entrevue',
      body: 'La négociation salariale des employés.',
    }),
    row('talk', {title: 'Interview'}),
  )

  for (const question of ['entrevues', 'negocier', 'l’entrevue', 'employée', 'salariales'])
    expect(slugs(index, question, 'fr'), question).toEqual(['entrevue'])
  expect(slugs(index, 'entrevue', 'en')).toEqual([])
})

test('all words first; when no article has them all, some', async () => {
  const {index} = await holding(
    row('both', {body: 'salary and harbour'}),
    row('one', {body: 'salary alone'}),
  )

  expect(slugs(index, 'salary harbour')).toEqual(['both'])
  expect(slugs(index, 'salary zeppelin').toSorted()).toEqual(['both', 'one'])
})

test('a title counts for more than a body', async () => {
  const {index} = await holding(
    row('aside', {body: 'salary salary'}),
    row('main', {title: 'Salary'}),
  )

  expect(slugs(index, 'salary')[0]).toBe('main')
})

test('the very word stands before its inflections, a title before both, and a slip finds them all', async () => {
  const filler = ' and some words that are the same for all'
  const {index} = await holding(
    row('inflected', {body: `negotiated${filler}`}),
    row('exact', {body: `negotiation${filler}`}),
    row('title', {title: 'Negotiating', body: filler}),
    row('other', {body: `navigation${filler}`}),
  )

  expect(slugs(index, 'negotiation')).toEqual(['title', 'exact', 'inflected'])
  expect(slugs(index, 'negotiated')).toEqual(['title', 'inflected', 'exact'])
  expect(slugs(index, 'negotiaton')).toEqual(['title', 'exact', 'inflected'])
})

test('French words that only look akin are kept apart', async () => {
  const french = (slug: string, body: string) => row(slug, {language: 'fr', body})
  const {index} = await holding(
    french('parents', 'les parents'),
    french('par', 'par avion'),
    french('talents', 'des talents'),
    french('cœur', 'le cœur'),
    french('travaux', 'de grands travaux'),
  )

  expect(slugs(index, 'parent', 'fr')).toEqual(['parents'])
  expect(slugs(index, 'talent', 'fr')).toEqual(['talents'])
  expect(slugs(index, 'coeur', 'fr')).toEqual(['cœur'])
  expect(slugs(index, 'travail', 'fr')).toEqual(['travaux'])
})

test('a word that left the last article is a slip again', async () => {
  const {index, rows} = await holding(
    row('slip', {body: 'recieve'}),
    row('right', {body: 'receive'}),
  )
  expect(slugs(index, 'recieve')).toEqual(['slip'])

  rows.delete('article-slip')
  await index.told(changed('article-slip'))

  expect(slugs(index, 'recieve')).toEqual(['right'])
})

test('a publish, a correction and a withdrawal are found as soon as they are told', async () => {
  const {index, rows} = await holding(row('tides', {body: 'about lanterns'}))

  rows.set('article-new', row('new', {body: 'about bicycles'}))
  await index.told(changed('article-new', 'r1'))
  rows.set('article-tides', row('tides', {body: 'about compasses', _rev: 'r2'}))
  await index.told(changed('article-tides', 'r2'))

  expect(slugs(index, 'bicycles')).toEqual(['new'])
  expect(slugs(index, 'compass')).toEqual(['tides'])
  expect(slugs(index, 'lanterns')).toEqual([])
  rows.delete('article-new')
  await index.told(changed('article-new'))
  expect(slugs(index, 'bicycles')).toEqual([])
})

test('a name that hundreds of articles carry is read in parts, and readers go between', async () => {
  const rows = Array.from({length: 250}, (_, n) => row(`piece-${String(n).padStart(3, '0')}`))
  const named = (name: string) => rows.map((one) => ({...one, authors: [name]}))
  const parts: number[] = []
  const index = new SearchIndex({
    ask: async <Answer>(_query: string, params: Record<string, unknown>) => {
      const after = named('Ada Marsh').filter(({_id}) => _id > String(params['after']))
      parts.push(Math.min(after.length, 100))
      return {rev: 'r2', articles: after.slice(0, 100)} as Answer
    },
    report: (error) => {
      throw error
    },
  })
  let turns = 0
  const reader = () => {
    turns++
    turn = setImmediate(reader)
  }
  let turn = setImmediate(reader)

  await index.told({id: 'ada', type: 'author', rev: 'r2'} as Change)
  clearImmediate(turn)

  expect(parts).toEqual([100, 100, 50])
  expect(index.search('marsh', 'en').total).toBe(250)
  expect(turns).toBeGreaterThan(20)
})

test('what its page was made of need not be asked for again, unless it is another revision or an article that is not listed', async () => {
  const page = {...row('tides', {_rev: 'r2', body: 'about bicycles'}), _updatedAt: undefined}
  let known: unknown = {...page, authors: [{name: 'Ada Marsh'}, null], topics: [{title: 'Moon'}]}
  const asked: unknown[] = []
  const index = new SearchIndex({
    ask: async <Answer>(_query: string, params: Record<string, unknown>) => {
      asked.push(params['id'])
      return {rev: null, articles: []} as Answer
    },
    known: () => known,
    report: (error) => {
      throw error
    },
  })

  await index.told(changed('article-tides', 'r2'))

  expect([slugs(index, 'bicycle'), slugs(index, 'marsh'), slugs(index, 'moon')]).toEqual([
    ['tides'],
    ['tides'],
    ['tides'],
  ])
  expect(asked).toEqual([])
  const other = [{...page, _rev: 'r1'}, {...page, publishedAt: null}, null, 'nothing']
  for (known of other) {
    void index.told(changed('article-tides', 'r2'))
    await vi.waitFor(() => expect(asked.shift()).toBe('article-tides'), 30_000)
  }
})

test('readers’ pages go before the search', async () => {
  const {rows, options} = await holding(row('tides', {body: 'about lanterns'}))
  const pages = Promise.withResolvers<void>()
  const waiting = new SearchIndex({...options, pages: () => pages.promise})
  await waiting.load()
  rows.set('article-tides', row('tides', {body: 'about compasses', _rev: 'r2'}))

  const told = waiting.told(changed('article-tides', 'r2'))
  await new Promise(setImmediate)
  expect(slugs(waiting, 'compass')).toEqual([])
  pages.resolve()
  await told

  expect(slugs(waiting, 'compass')).toEqual(['tides'])
})

test('an article whose title, text and names are none keeps no other from being found, and one in another language is not', async () => {
  const odd = {title: 42, body: {a: 1}, standfirst: true, authors: [{}], slug: 7, publishedAt: []}
  const {index} = await holding(
    row('before', {body: 'lanterns'}),
    row('odd', {...(odd as object), topics: ['lanterns', 3]}),
    row('foreign', {body: 'lanterns', language: 'de'}),
    row('past', {body: 'lanterns'}),
  )

  expect(slugs(index, 'lanterns').toSorted()).toEqual(['before', 'past'])
  expect(index.size).toBe(4)
})

test('what nobody told is noticed by counting', async () => {
  const {index, rows} = await holding(row('tides'), row('pay'))
  rows.delete('article-pay')

  await index.verify()

  expect(index.size).toBe(1)
  expect(slugs(index, 'pay')).toEqual([])
})

test('a text that is older than the lake’s is noticed, although the number is right', async () => {
  const {index, rows} = await holding(row('tides', {body: 'about lanterns'}))
  const later = {_rev: 'r2', _updatedAt: '2026-01-02T00:00:00Z'}
  rows.set('article-tides', row('tides', {body: 'about compasses', ...later}))

  await index.verify()

  expect(slugs(index, 'compass')).toEqual(['tides'])
  expect(slugs(index, 'lanterns')).toEqual([])
})

test('a lake that is behind is asked until it answers with what was told', async () => {
  const {index, rows} = await holding(row('tides', {body: 'about lanterns'}))

  const told = index.told(changed('article-tides', 'r2'))
  await index.verify()
  expect(slugs(index, 'lanterns')).toEqual(['tides'])
  rows.set('article-tides', row('tides', {body: 'about compasses', _rev: 'r2'}))
  await told

  expect(slugs(index, 'compass')).toEqual(['tides'])
})

test('texts that are not kept for excerpts cost those that are nothing, however often all are read', async () => {
  const body = (word: string) => `${'sea '.repeat(100)}${word}`
  const rows = ['one', 'two', 'three'].map((slug) => row(slug, {body: body('lantern')}))
  const {index} = indexOver(new Map(rows.map((one) => [one._id, one])), 900)

  for (let times = 0; times < 3; times++) {
    for (const one of rows) one._rev = `r${times}`
    await index.load()
  }

  const excerpts = index.search('lantern', 'en').hits.map(({excerpt: parts}) => parts.length > 0)
  expect(excerpts.filter(Boolean)).toHaveLength(2)
})

test('a question may hold anything', async () => {
  const {index} = await holding(row('tides', {body: '<script>alert(1)</script>'}))

  for (const question of [
    '',
    ' ',
    '"',
    '\u0000',
    '\ud800',
    '(((',
    'a',
    '*',
    '<b>',
    'x'.repeat(100_000),
  ])
    expect(() => index.search(question, 'en'), JSON.stringify(question.slice(0, 9))).not.toThrow()
  expect(index.search('', 'en')).toEqual({hits: [], total: 0})
})

test('Markdown is searched as the words in it', () => {
  expect(
    plainText(
      '## A *heading*\n\n- [Link](https://example.org/hidden) and ![Bridge](/b.png)\n\n> Quote[^1]\n\n:::tip[Title]\nText\n:::\n\n<b>Bold</b>\n\n[^1]: Noted\n\n[ref]: https://example.org/elsewhere',
    ),
  ).toBe('A heading Link and Bridge Quote Title Text Bold Noted')
})

test.each([
  [
    'See [the report][1] and \\*stars\\*.\n\n[1]: https://example.org',
    'See the report and *stars*.',
  ],
  ['[Mercury](https://example.org/Mercury_(planet)) next, [sic]', 'Mercury next, [sic]'],
  ['![A [red] bridge][b] ![Dusk](d.png)\n\n[B]: /b.png', 'A [red] bridge Dusk'],
  ['Salt &amp; more&nbsp;x, &#233;t&#xe9;, &bogus;', 'Salt & more x, été, &bogus;'],
  ['| a | b |\n| :-- | --- |\n| c | d |', 'a b c d'],
  ['- [ ] first\n- [x] second\n> - third', 'first second third'],
  ['a < b and c > d, 2 * 3, ~100, snake_case', 'a < b and c > d, 2 * 3, ~100, snake_case'],
  ['He said :lang[bon*jour*]{fr}.\n\n:::lang{fr}\nSalut\n:::', 'He said bonjour. Salut'],
  ['**Bold**, un*frigging*able, _so_ ~~gone~~.', 'Bold, unfriggingable, so gone.'],
  ['`List<T>` is\n\n```ts\nlet *a* = b<T>\n```\nthen', 'List<T> is let *a* = b<T> then'],
  [
    'Ask <desk@example.org>\\\nor <https://example.org/a>',
    'Ask desk@example.org or https://example.org/a',
  ],
  ['One<!-- a > b -->s\n\n<!--\nask *legal*\n-->\n\nTwo <!-- three', 'Ones Two <!-- three'],
  ['One\n\n<!-- never ends\n\nTwo', 'One'],
  ['`<!--` is\n\n```\n<!-- code -->\n```', '<!-- is <!-- code -->'],
])('the words of %j are those that readers see', (markdown, seen) => {
  expect(plainText(markdown)).toBe(seen)
})

test('an excerpt is cut between words', () => {
  const text = `${'sea '.repeat(100)}lantern ${'sky '.repeat(100)}`.trim()

  const shown = excerpt(text, (word) => word === 'lantern')
    .map((part) => part.text)
    .join('')

  expect(shown).toMatch(/^… (?:sea )+lantern (?:sky )*sky …$/)
  expect(shown.length).toBeLessThan(240)
})

test('one article among a thousand is found by its word, with a typing error too', async () => {
  const next = random(7)
  const letter = () => 'abcdefghijklmnopqrstuvwxyz'[Math.floor(next() * 26)] ?? 'a'
  const vocabulary = Array.from({length: 2_000}, () =>
    Array.from({length: 3 + Math.floor(next() * 5)}, letter).join(''),
  )
  const text = () =>
    Array.from({length: 100}, () => vocabulary[Math.floor(next() ** 2 * 2_000)]).join(' ')
  const {index} = await holding(
    ...Array.from({length: 1_000}, (_, number) => row(`piece-${number}`, {body: text()})),
    row('tides', {body: `${text()} lighthouse ${text()}`}),
  )

  expect(slugs(index, 'lighthouse')).toEqual(['tides'])
  expect(slugs(index, 'lighthuose')).toEqual(['tides'])
})
