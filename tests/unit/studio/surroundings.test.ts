/** What is asked for one address decides the same as what is known of all. */
import {expect} from 'vitest'
import {
  isFreeAmongDrafts,
  pagesWithWords,
  surroundingsAt,
} from '../../../studio/src/addresses/surroundings.ts'
import {addressesOf} from '../../../studio/src/rules/address.ts'
import {
  addressReuseProblem,
  redirectChainProblem,
  redirectReuseProblem,
  type Surroundings,
} from '../../../studio/src/rules/redirect-table.ts'
import {test} from '../../support/lake.ts'

const slugs = ['tides', 'high-water', 'low-water', 'a-propos', 'dunes', 'gone']
const page = (type: string, _id: string, current: string, more: object = {}) => ({
  _id,
  _type: type,
  title: _id,
  slug: {_type: 'slug', current},
  language: 'en',
  ...more,
})
const redirect = (_id: string, from: string, more: object) => ({
  _id,
  _type: 'redirect',
  from,
  ...more,
})

const content = [
  page('article', 'tides', 'tides', {formerSlugs: ['high-water', 'ebb']}),
  page('article', 'drafts.tides', 'low-water'),
  page('author', 'ada', 'dunes', {formerSlugs: ['a-propos']}),
  page('page', 'about', 'a-propos', {language: 'fr', formerSlugs: ['high-water']}),
  page('topic', 'water', 'high-water-mark'),
  redirect('r1', '/old', {to: '/older'}),
  redirect('r2', '/older/', {to: '/articles/high-water'}),
  redirect('r3', '/articles/gone', {gone: true}),
  redirect('r4', '/circle', {to: '/round'}),
  redirect('r5', '/round', {to: '/circle'}),
  redirect('drafts.r6', '/articles/low-water', {to: '/articles/tides'}),
]

const everything = `{
  "redirects": *[_type == "redirect"] {_id, from, to, gone},
  "pages": *[_type in ["article", "author", "topic", "page"] && !(_id in path("drafts.**"))] {
    _id, _type, title, "slug": slug.current, language, formerSlugs
  }
}`

test('the sentences about an address are the same, whether all is known or what concerns it', async ({
  lake,
  editor,
}) => {
  await lake.seed(content)
  const asking = {getClient: () => editor.client}
  const all = await editor.client.withConfig({perspective: 'raw'}).fetch<Surroundings>(everything)
  const sentences: (string | null)[] = []

  for (const type of ['article', 'author', 'topic', 'page'])
    for (const slug of slugs)
      for (const id of ['drafts.new', 'drafts.tides', 'about']) {
        const draft = {_id: id, _type: type, slug, language: id === 'about' ? 'fr' : 'en'}
        const paths = addressesOf(type, slug, draft.language)
        const around = await surroundingsAt(asking, {id: id.replace('drafts.', ''), paths})
        const sentence = addressReuseProblem(draft, around)
        expect(sentence, JSON.stringify(draft)).toBe(addressReuseProblem(draft, all))
        sentences.push(sentence)
      }
  const places = ['/old', '/older', '/circle', '/new', ...slugs.map((slug) => `/articles/${slug}`)]
  const arounds = await Promise.all(
    places.map((path) => surroundingsAt(asking, {id: 'drafts.r9', paths: [path]})),
  )
  for (const [at, from] of places.entries())
    for (const [toAt, to] of places.entries()) {
      const draft = {_id: 'drafts.r9', from, to}
      const [reuse, chain] = [arounds[at] ?? all, arounds[toAt] ?? all]
      const found = [redirectReuseProblem(draft, reuse), redirectChainProblem(draft, chain)]
      const known = [redirectReuseProblem(draft, all), redirectChainProblem(draft, all)]
      expect(found, `${from} → ${to}`).toEqual(known)
      sentences.push(...found)
    }

  expect(sentences.filter(Boolean).length).toBeGreaterThan(50)
  expect(sentences).toContain(null)
})

test('pages to choose from are a few of those that are published, by the words of their titles', async ({
  lake,
  editor,
}) => {
  const named = (_id: string, title: string) => page('article', _id, _id, {title})
  await lake.seed([
    ...Array.from({length: 20}, (_, at) => named(`rain-${at}`, `Rain in week ${at}`)),
    named('spring', 'Spring tides, and what they bring'),
    named('drafts.neap', 'Neap tides'),
    {...page('author', 'tideman', 'tideman'), title: undefined, name: 'Tom Tideman'},
    {...named('nowhere', 'Tides of nowhere'), slug: undefined},
  ])
  const asking = {getClient: () => editor.client}
  const found = async (text: string, except = 'none') =>
    (await pagesWithWords(asking, {text, except})).map(({_id}) => _id).toSorted()

  expect(await found('tid')).toEqual(['spring', 'tideman'])
  expect(await found('“Bring, spring!”')).toEqual(['spring'])
  expect(await found('tid', 'spring')).toEqual(['tideman'])
  expect(await found('rain')).toHaveLength(6)
  expect(await found('')).toHaveLength(6)
  expect(await found('rain tides')).toEqual([])
})

test('a draft has an address of its own among those in its language; what is published there is another rule’s matter', async ({
  lake,
  editor,
}) => {
  await lake.seed([...content, page('article', 'drafts.dunes', 'tides')])
  const isFree = (_id: string, slug: string, more: object = {}) =>
    isFreeAmongDrafts(slug, {_id, _type: 'article', ...more}, {getClient: () => editor.client})

  expect(await isFree('drafts.new', 'low-water')).toBe(false)
  expect(await isFree('drafts.new', 'tides'), 'a draft alone').toBe(false)
  expect(await isFree('drafts.new', 'low-water', {language: 'fr'})).toBe(true)
  expect(await isFree('drafts.tides', 'low-water'), 'itself').toBe(true)
  expect(await isFree('tides', 'low-water'), 'itself, published').toBe(true)
  await lake.seed([page('article', 'ebb', 'ebb'), page('article', 'drafts.ebb', 'ebb')])
  expect(await isFree('drafts.new', 'ebb'), 'published').toBe(true)
})
