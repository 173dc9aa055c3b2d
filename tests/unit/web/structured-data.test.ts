/** What search engines are told: the rules that Google publishes for articles, profiles and trails, as tests. */
import type {BlogPosting, Person} from 'schema-dts'
import {beforeAll, expect, test} from 'vitest'
import {describeAuthor} from '../../../web/src/components/author.tsx'
import {describeTopic} from '../../../web/src/components/topic.tsx'
import type {Article, Author, Picture, Settings} from '../../../web/src/content/types.ts'
import {languageOf} from '../../../web/src/language/language.ts'
import {describe} from '../../../web/src/metadata.ts'
import {whileReading} from '../../../web/src/rendering/reading.ts'
import type {Site} from '../../../web/src/site.ts'
import {blogPosting} from '../../../web/src/structured-data/blog-posting.ts'
import {breadcrumbList} from '../../../web/src/structured-data/breadcrumb-list.ts'
import {node, some} from '../../../web/src/structured-data/node.ts'
import {organization, webSite} from '../../../web/src/structured-data/organization.ts'
import {person} from '../../../web/src/structured-data/person.ts'
import {profilePage} from '../../../web/src/structured-data/profile-page.ts'
import {serialise} from '../../../web/src/structured-data/serialise.ts'

beforeAll(() => {
  Object.assign(process.env, {
    SANITY_API_HOST: 'http://127.0.0.1:3333',
    SANITY_PROJECT_ID: 'masthead',
    SANITY_DATASET: 'production',
    SITE_URL: 'https://letters.example',
  })
})

const picture: Picture = {
  ref: 'image-abc-1600x900-png',
  alt: 'People shaking hands',
  decorative: null,
  caption: null,
  credit: null,
  crop: null,
  hotspot: null,
}

const author: Author = {
  _id: 'author-andrea-forbes-hurley',
  _rev: 'r1',
  name: 'Andrea Forbes-Hurley',
  slug: 'andrea-forbes-hurley',
  credentials: [
    {abbreviation: 'MBA', name: null, issuer: null, url: null},
    {abbreviation: 'CPHR', name: null, issuer: null, url: null},
  ],
  jobTitle: null,
  portrait: null,
  portraitAlt: null,
  bio: null,
  links: [{label: 'Trap', url: 'javascript:alert(1)'}],
  topics: null,
}

const article: Article = {
  _id: 'article-tides',
  _rev: 'r2',
  title: 'So you didn’t get the job',
  slug: 'so-you-didnt-get-the-job',
  language: 'en',
  standfirst: 'It is baffling.',
  heroImage: picture,
  body: null,
  authors: [author],
  topics: [{_id: 'topic-interviews', _rev: 'r3', title: 'Interviews', slug: 'interviews'}],
  publishedAt: '2026-07-01T02:30:00Z',
  updatedAt: null,
  reviewedBy: null,
  reviewedAt: null,
  changeNotes: null,
  related: null,
  callToAction: null,
  translations: null,
  seo: null,
}

const body = {words: 300, opening: 'It began with a letter.'}

const settings: Settings = {
  _id: 'siteSettings',
  _rev: 'r4',
  firmName: 'The Career Letter',
  tagline: null,
  disclaimer: null,
  licence: null,
  newsletter: null,
  logo: null,
  accent: null,
  navigation: null,
  socialLinks: null,
  defaultImage: null,
  contact: null,
  legalLines: null,
  languages: null,
  timeZone: 'America/Halifax',
}

function siteOf(code: 'en' | 'fr' = 'en'): Site {
  const words = languageOf(code)
  if (!words) throw new Error('English is missing from src/language/language.ts.')
  return {
    words,
    settings,
    name: 'The Career Letter',
    origin: 'https://letters.example',
    isDraft: false,
    isReview: false,
  }
}

test('an author and the site are the same thing in every language, and their pages are not', () => {
  const spoken = {...settings, languages: ['en', 'fr']}
  const [english, french] = [siteOf(), siteOf('fr')].map((site) => ({...site, settings: spoken}))

  expect(person(french!, author)['@id']).toBe(person(english!, author)['@id'])
  expect(person(french!, author).url).toBe(
    'https://letters.example/fr/authors/andrea-forbes-hurley',
  )
  expect(webSite(french!)).toEqual(webSite(english!))
  expect(webSite(french!).inLanguage).toEqual(['en-CA', 'fr-CA'])
})

test('an author is named by the name alone; credentials are data of their own', () => {
  expect(person(siteOf(), author)).toMatchObject({
    '@id': 'https://letters.example/authors/andrea-forbes-hurley#person',
    name: 'Andrea Forbes-Hurley',
    honorificSuffix: 'MBA, CPHR',
    description: 'MBA, CPHR',
    hasCredential: [{name: 'MBA'}, {name: 'CPHR'}],
  })
  expect(blogPosting(siteOf(), article, body).author).toEqual([
    expect.objectContaining({
      name: 'Andrea Forbes-Hurley',
      url: 'https://letters.example/authors/andrea-forbes-hurley',
    }),
  ])
})

test('what has no name yet is not called “null”, on no page of its list', async () => {
  const nameless = {_id: 'x', _rev: 'r', slug: 'x', title: null, name: null}
  const credentials = [{abbreviation: 'MBA'}]
  const titleOf = async (describe: () => Promise<{title: string}>, found: object = nameless) => {
    const reading = {ask: async () => found as never, seesDrafts: false}
    return (await whileReading(reading, describe)).title
  }
  const site = siteOf()

  const titles = [
    await titleOf(() => describeTopic(site, 'x')),
    await titleOf(() => describeAuthor(site, 'x')),
    await titleOf(() => describeTopic(site, 'x', 2)),
    await titleOf(() => describeAuthor(site, 'x', 2)),
    await titleOf(() => describeAuthor(site, 'x', 2), {...nameless, credentials}),
    await titleOf(() => describeTopic(site, 'x', 2), {...nameless, title: 'Tides'}),
  ]

  const further = ['(2)', '(2)', 'MBA (2)', 'Tides (2)']
  expect(titles).toEqual([
    'The Career Letter',
    'The Career Letter',
    ...further.map((title) => `${title} | The Career Letter`),
  ])
})

test('nothing is said of an author that nobody wrote down, and no link that could run', () => {
  const said = person(siteOf(), author)

  expect(said).not.toHaveProperty('jobTitle')
  expect(said).not.toHaveProperty('image')
  expect(said).not.toHaveProperty('sameAs')
})

test('an article has three image ratios and dates with the offset of the firm', () => {
  const posting = blogPosting(siteOf(), article, body)
  const images = [posting.image].flat().map(String)

  expect(images).toEqual([
    'https://letters.example/images/masthead/production/abc-1600x900.png?w=1200&fm=jpg&bg=fff',
    'https://letters.example/images/masthead/production/abc-1600x900.png?rect=200,0,1200,900&w=1200&fm=jpg&bg=fff',
    'https://letters.example/images/masthead/production/abc-1600x900.png?rect=350,0,900,900&w=1200&fm=jpg&bg=fff',
  ])
  expect(posting.datePublished).toBe('2026-06-30T23:30:00-03:00')
  expect(posting.dateModified).toBe('2026-06-30T23:30:00-03:00')
})

test('whoever shows a link or a result gets pictures in a format that all of them know', () => {
  const site = siteOf()
  const svg = {...picture, ref: 'image-abc-40x20-svg'}
  const firm = organization({...site, settings: {...settings, logo: svg}})
  const shared = describe(site, {title: 'Tides', path: '/articles/tides', picture}).openGraph

  expect(firm.logo).toMatch(/svg\?w=600&fm=png$/)
  expect(person(site, {...author, portrait: svg}).image).toMatch(/&fm=jpg&bg=fff$/)
  expect(shared?.images).toEqual([
    {
      url: 'https://letters.example/images/masthead/production/abc-1600x900.png?rect=0,30,1600,840&w=1200&fm=jpg&bg=fff',
      type: 'image/jpeg',
      width: 1200,
      height: 630,
      alt: 'People shaking hands',
    },
  ])
})

test('an article changes when an editor says so', () => {
  const posting = blogPosting(siteOf(), {...article, updatedAt: '2026-12-01T12:00:00Z'}, body)

  expect(posting.dateModified).toBe('2026-12-01T08:00:00-04:00')
})

test('an article without a standfirst is described by its first sentences', () => {
  const [described, bare] = [article, {...article, standfirst: null}].map((one) =>
    blogPosting(siteOf(), one, body),
  )

  expect(described?.description).toBe('It is baffling.')
  expect(bare?.description).toBe('It began with a letter.')
})

test('who reviewed an article, and when, is said of its page', () => {
  const url = 'https://letters.example/articles/so-you-didnt-get-the-job'
  const reviewed = {...article, reviewedAt: '2026-11-24', reviewedBy: author}

  expect(blogPosting(siteOf(), article, body).mainEntityOfPage).toBe(url)
  expect(blogPosting(siteOf(), reviewed, body).mainEntityOfPage).toEqual({
    '@type': 'WebPage',
    '@id': url,
    url,
    lastReviewed: '2026-11-24',
    reviewedBy: expect.objectContaining({
      '@id': person(siteOf(), author)['@id'],
      name: 'Andrea Forbes-Hurley',
    }),
  })
})

test('what nobody signed is by the firm', () => {
  const posting = blogPosting(siteOf(), {...article, authors: []}, body)

  expect(posting.author).toEqual({'@id': organization(siteOf())['@id']})
})

test('a profile points to its person, and lists articles as that person’s', () => {
  const page = profilePage(siteOf(), author, [{...article, authors: [author]}])

  expect(page.mainEntity).toEqual({'@id': person(siteOf(), author)['@id']})
  expect(page.hasPart).toEqual([
    expect.objectContaining({
      '@id': blogPosting(siteOf(), article, body)['@id'],
      author: {'@id': person(siteOf(), author)['@id']},
    }),
  ])
})

test('a trail counts from one and has absolute addresses', () => {
  const trail = [
    {label: 'Home', path: '/'},
    {label: 'Interviews', path: '/topics/interviews'},
  ]

  expect(breadcrumbList(siteOf(), trail).itemListElement).toEqual([
    {'@type': 'ListItem', position: 1, name: 'Home', item: 'https://letters.example/'},
    {
      '@type': 'ListItem',
      position: 2,
      name: 'Interviews',
      item: 'https://letters.example/topics/interviews',
    },
  ])
})

test('no text can leave the script that carries it', () => {
  const hostile = '</script><script>alert(1)</script><!-- \u2028 & ]]>'

  const json = serialise({'@graph': [organization(siteOf()), {headline: hostile}]})

  expect(json).not.toMatch(/[<>&\u2028]/)
  expect(JSON.parse(json)).toMatchObject({'@graph': [{}, {headline: hostile}]})
})

test('the firm has one name and address on every page, and its site is its own', () => {
  const firm = organization(siteOf())
  const site = webSite(siteOf())

  expect(firm).toMatchObject({
    '@type': 'Organization',
    '@id': 'https://letters.example/#organization',
    name: 'The Career Letter',
    url: 'https://letters.example/',
  })
  for (const unknown of ['logo', 'email', 'telephone', 'address', 'sameAs', 'description']) {
    expect(firm).not.toHaveProperty(unknown)
  }
  expect(site).toMatchObject({
    '@type': 'WebSite',
    '@id': 'https://letters.example/#website',
    publisher: {'@id': firm['@id']},
  })
})

test('a firm whose address is known is an employment agency there', () => {
  const site = siteOf()
  const contact = {email: null, phone: null, address: '1 Quay Street\nHalifax NS\n'}

  const firm = organization({...site, settings: {...site.settings, contact}})

  expect(firm).toMatchObject({
    '@type': 'EmploymentAgency',
    address: {'@type': 'PostalAddress', streetAddress: '1 Quay Street, Halifax NS'},
  })
})

test('the nodes of an article’s graph point to each other by ids that stay', () => {
  const graph = [
    blogPosting(siteOf(), article, body),
    person(siteOf(), author),
    webSite(siteOf()),
    organization(siteOf()),
  ]
  const ids = graph.map((node) => node['@id'])
  const pointers = [...JSON.stringify(graph).matchAll(/\{"@id":"([^"]+)"\}/g)].map(([, id]) => id)

  expect(ids).toEqual([
    'https://letters.example/articles/so-you-didnt-get-the-job#article',
    'https://letters.example/authors/andrea-forbes-hurley#person',
    'https://letters.example/#website',
    'https://letters.example/#organization',
  ])
  expect(pointers.length).toBeGreaterThan(2)
  expect(pointers.filter((id) => !ids.includes(id))).toEqual([])
  expect(blogPosting(siteOf(), {...article, title: 'Renamed'}, body)['@id']).toBe(ids[0])
})

test('a node has what is known, and the types know what schema.org calls it', () => {
  const known = node<Person>({'@type': 'Person', name: 'Wu', jobTitle: undefined})

  expect(known).toEqual({'@type': 'Person', name: 'Wu'})
  expect(known).not.toHaveProperty('jobTitle')
  expect([some([]), some(['a'])]).toEqual([undefined, ['a']])
  // Each line is an error of the type check, or the type check fails for want of one.
  // @ts-expect-error -- the word is `headline`
  node<BlogPosting>({'@type': 'BlogPosting', headLine: 'Tides'})
  // @ts-expect-error -- an author is somebody, not a number
  node<BlogPosting>({'@type': 'BlogPosting', author: 1})
  // @ts-expect-error -- there is no such type
  node<Person>({'@type': 'Persona', name: 'Wu'})
})
