/** Exactly the pages that truly changed are rendered, each with one question to the lake; one more is the search index's. */
import sharp from 'sharp'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {openCountingDoor, type CountingDoor} from '../support/counting-door.ts'
import {
  anArticle,
  anAuthor,
  aTopic,
  openNewsroom,
  referTo,
  type Newsroom,
} from '../support/newsroom.ts'
import {PublishCost} from '../support/publish-cost.ts'
import {renderedSince} from '../support/rendered.ts'

let newsroom: Newsroom
let door: CountingDoor

const names = Array.from({length: 12}, (_, i) => `piece-${String(i).padStart(2, '0')}`)
const paths = [
  '/',
  '/articles',
  ...names.map((name) => `/articles/${name}`),
  '/authors',
  '/authors/ana',
  '/authors/ben',
  '/topics',
  '/topics/tides',
  '/topics/winds',
  '/not-found-page',
  '/fr/not-found-page',
  '/articles/news', // not there yet
  ...names.slice(4, 6).map((name) => `/articles/${name}.md`),
  '/feed.xml',
  '/atom.xml',
  '/feed.json',
  '/topics/tides/feed.xml',
  '/topics/winds/feed.xml',
  '/authors/ana/feed.json',
  '/authors/ben/feed.json',
  '/sitemap.xml',
  '/sitemap-2026.xml',
  '/sitemap-pages.xml',
  '/llms.txt',
  '/fr',
  '/fr/articles',
  '/fr/articles/piece-05',
  '/fr/topics',
  '/fr/topics/tides',
  '/fr/topics/winds',
  '/fr/authors/ana',
  '/fr/feed.xml',
  '/fr/topics/tides/feed.xml',
  '/fr/llms.txt',
]

beforeAll(async () => {
  newsroom = await openNewsroom({
    lakeOrigin: async (lake) => {
      door = await openCountingDoor(lake)
      return door.origin
    },
  })
  const {client} = newsroom
  const transaction = client
    .transaction()
    .createOrReplace(anAuthor('ana', 'Ana'))
    .createOrReplace(anAuthor('ben', 'Ben'))
    .createOrReplace(aTopic('tides', 'Tides'))
    .createOrReplace(aTopic('winds', 'Winds'))
    .createOrReplace({
      _id: 'siteSettings',
      _type: 'siteSettings',
      firmName: 'Firm',
      languages: ['fr'],
    })
    .createOrReplace({_id: 'offer', _type: 'callToAction', heading: 'Call us', text: 'Do.'})
    .createOrReplace({
      ...anArticle('piece-05', {language: 'fr', topics: referTo('topic-tides')}),
      _id: 'en-francais',
    })
  names.forEach((name, i) => {
    transaction.createOrReplace(
      anArticle(name, {
        authors: referTo(i % 2 ? 'author-ana' : 'author-ben'),
        topics: referTo(i % 3 ? 'topic-tides' : 'topic-winds'),
        ...(i === 9 ? {related: referTo('article-piece-00')} : {}),
        ...(i === 3 ? {callToAction: {_type: 'reference', _ref: 'offer'}} : {}),
      }),
    )
  })
  await transaction.commit()
  for (const path of paths) await newsroom.readUntil(path, ({body}) => body.length > 0)
  await newsroom.settled()
  cost = new PublishCost(newsroom, door, paths)
})

afterAll(async () => {
  await newsroom.stop()
  door.close()
})

let cost: PublishCost
const costOf: PublishCost['of'] = (change) => cost.of(change)

const set = (id: string, fields: Record<string, unknown>) => () =>
  newsroom.client.patch(id).set(fields).commit()

async function aPicture(background: string) {
  const photo = sharp({create: {width: 60, height: 90, channels: 3, background}})
  const {_id: _ref} = await newsroom.client.assets.upload('image', await photo.png().toBuffer())
  return {_type: 'image', asset: {_type: 'reference', _ref}}
}

/** An article's entry in the search is made anew with it, by one question. */
const searchEntry = 1

test('a typo in a body: the page, its Markdown, the feeds that hold it, and its entry in the search', async () => {
  const {rendered, changed, questions} = await costOf(set('article-piece-05', {body: 'Corrected'}))

  expect(rendered).toEqual([
    '/articles/piece-05',
    '/articles/piece-05.md',
    '/atom.xml',
    '/authors/ana/feed.json',
    '/feed.json',
    '/feed.xml',
    '/topics/tides/feed.xml',
  ])
  expect(changed).toEqual(rendered)
  expect(questions).toBeLessThanOrEqual(changed.length + searchEntry)
})

test('a title in the middle of the archive: the pages that show it, and no other', async () => {
  const {rendered, changed, questions, after} = await costOf(
    set('article-piece-00', {title: 'Renamed'}),
  )

  expect([...after].filter(([, body]) => body.includes('Title of piece-00'))).toEqual([])
  expect(rendered).toEqual(changed)
  expect(changed).toEqual(
    expect.arrayContaining([
      '/', // below its topic
      '/articles/piece-00',
      '/articles/piece-09',
      '/topics/winds',
      '/topics/winds/feed.xml',
      '/llms.txt',
    ]),
  )
  const others = ['/fr', '/topics/tides', '/topics/tides/feed.xml', '/sitemap.xml', '/fr/llms.txt']
  expect(changed.filter((path) => others.includes(path))).toEqual([])
  expect(questions).toBeLessThanOrEqual(changed.length + 1 + searchEntry)
})

test('the front page links to no article twice, and has something older for each topic', async () => {
  const {body} = await newsroom.read('/')

  const linked = [...body.matchAll(/<a href="(\/articles\/[^"]+)"/g)].map(([, path]) => path)
  expect(linked.toSorted()).toEqual([...new Set(linked)].toSorted())
  expect(linked.length).toBeGreaterThan(10)
  expect(body.match(/class="headlines"/g)?.length).toBe(2)
})

const linksIn = (html: string | undefined, part: RegExp) =>
  [...(part.exec(html ?? '')?.[0] ?? '').matchAll(/href="\/articles\/([^"]+)"/g)].map(
    ([, slug]) => slug,
  )

test('read next begins with what an editor picked, goes on within the topic, and repeats no neighbour', async () => {
  const related = /<section class="related[^]*?<\/section>/
  const neighbours = /<nav class="neighbours[^]*?<\/nav>/
  const untouched = (await newsroom.read('/articles/piece-05')).body

  const {rendered, changed, after} = await costOf(
    set('article-piece-05', {related: referTo('article-piece-11', 'article-piece-00')}),
  )

  expect(linksIn(untouched, related)).toEqual(['piece-02', 'piece-01', 'piece-08'])
  expect(rendered).toEqual(['/articles/piece-05'])
  expect(changed).toEqual(rendered)
  const page = after.get('/articles/piece-05')
  expect(linksIn(page, related)).toEqual(['piece-11', 'piece-00', 'piece-02'])
  expect(linksIn(page, neighbours)).toEqual(['piece-04', 'piece-07'])
  for (const name of names) {
    const shown = [related, neighbours].flatMap((part) =>
      linksIn(after.get(`/articles/${name}`), part),
    )
    expect(shown.toSorted(), name).toEqual([...new Set(shown)].toSorted())
    expect(shown, name).not.toContain(name)
  }
})

test('a review and a note of what changed: the page and its Markdown, and no feed', async () => {
  const {rendered, changed, after} = await costOf(
    set('article-piece-05', {
      reviewedAt: '2026-03-02',
      reviewedBy: {_type: 'reference', _ref: 'author-ben'},
      changeNotes: [{_key: 'a', date: '2026-03-01', note: 'A number.'}],
    }),
  )

  expect(rendered).toEqual(['/articles/piece-05', '/articles/piece-05.md'])
  expect(changed).toEqual(rendered)
  const text = after.get('/articles/piece-05.md')
  expect(text).toContain('Reviewed March 2, 2026 by Ben')
  expect(text).toContain('## What changed\n\n- March 1, 2026 A number.\n')
})

test('the date of the last update: the page, what holds its text, and the sitemap', async () => {
  const {rendered, changed} = await costOf(
    set('article-piece-05', {updatedAt: '2026-03-01T00:00:00Z'}),
  )

  expect(rendered).toEqual(changed)
  expect(changed).toEqual(
    expect.arrayContaining(['/articles/piece-05', '/sitemap.xml', '/sitemap-2026.xml']),
  )
  expect(changed).not.toContain('/articles')
  expect(rendered).not.toContain('/sitemap-pages.xml')
})

test('a call to action: the article that shows it', async () => {
  const {rendered, changed} = await costOf(set('offer', {text: 'Do it now.'}))

  expect(rendered).toEqual(['/articles/piece-03'])
  expect(changed).toEqual(rendered)
})

test('an article that appears in English leaves every French page alone', async () => {
  const {rendered, changed} = await costOf(() =>
    newsroom.client.create(anArticle('news', {topics: referTo('topic-tides')})),
  )

  expect(changed.filter((path) => !rendered.includes(path))).toEqual([])
  expect(rendered.filter((path) => path.startsWith('/fr'))).toEqual([])
  expect(changed).toEqual(expect.arrayContaining(['/', '/feed.xml', '/sitemap.xml', '/llms.txt']))
})

test('a French text: its own page and feeds, and no English one', async () => {
  const {rendered, changed} = await costOf(set('en-francais', {body: 'Corrigé'}))

  expect(rendered).toEqual(['/fr/articles/piece-05', '/fr/feed.xml', '/fr/topics/tides/feed.xml'])
  expect(changed).toEqual(rendered)
})

const elsewhere = (label: string) => [
  {_key: 'a', _type: 'link', label, url: 'https://example.org/talk'},
]

const portrait = (alt: string) => ({
  _type: 'figure',
  asset: {
    _type: 'reference',
    _ref: `image-${'a'.repeat(40)}-400x400-png`,
    _weak: true,
  },
  alt,
})

test('words in French: the French pages that show them, and English words beneath them no French page', async () => {
  const {rendered, changed, after} = await costOf(
    set('topic-tides', {french: {title: 'Marées', description: 'Ce que la mer fait.'}}),
  )
  const hidden = await costOf(set('topic-tides', {title: 'Tides and currents'}))
  const credentials = await costOf(
    set('author-ana', {
      credentials: [{_key: 'a', abbreviation: 'CPHR', french: {abbreviation: 'CRHA'}}],
      portrait: portrait('A sailor by the harbour'),
      links: elsewhere('Her talk'),
      french: {portraitAlt: 'Une navigatrice devant le port', links: elsewhere('Sa causerie')},
    }),
  )
  const renamed = await costOf(
    set('author-ana', {
      credentials: [{_key: 'a', abbreviation: 'CPHR', french: {abbreviation: 'CRIA'}}],
      french: {portraitAlt: 'Une navigatrice au port', links: elsewhere('Sa conférence')},
    }),
  )
  const described = await costOf(
    set('author-ana', {portrait: portrait('A sailor at the harbour'), links: elsewhere('A talk')}),
  )

  expect(rendered).toEqual(changed)
  expect(changed).toEqual(
    expect.arrayContaining([
      '/fr',
      '/fr/articles/piece-05',
      '/fr/topics',
      '/fr/topics/tides',
      '/fr/topics/tides/feed.xml',
      '/fr/llms.txt',
    ]),
  )
  expect(changed.filter((path) => !path.startsWith('/fr'))).toEqual([])
  expect(after.get('/fr/topics/tides')).toContain('<h1>Marées</h1>')
  expect(hidden.rendered).toEqual(hidden.changed)
  expect(hidden.changed).toContain('/topics/tides')
  expect(hidden.changed.filter((path) => path.startsWith('/fr'))).toEqual([])
  expect(credentials.changed).toEqual(expect.arrayContaining(['/authors/ana', '/fr/authors/ana']))
  expect(renamed.rendered).toEqual(['/fr/authors/ana'])
  expect(renamed.changed).toEqual(renamed.rendered)
  for (const words of ['alt="Une navigatrice au port"', 'Sa conférence'])
    expect(renamed.after.get('/fr/authors/ana')).toContain(words)
  expect(described.rendered).toEqual(described.changed)
  expect(described.changed).toContain('/authors/ana')
  expect(described.changed.filter((path) => path.startsWith('/fr'))).toEqual([])
})

test('a topic is offered in French from its first French article on, until the last is gone', async () => {
  const {client} = newsroom
  const french = (name: string) => ({
    ...anArticle(name, {language: 'fr', topics: referTo('topic-winds')}),
    _id: `fr-${name}`,
  })
  const offers = (pages: Map<string, string>) => [
    /hrefLang="fr-CA"/.test(pages.get('/topics/winds') ?? ''),
    (pages.get('/sitemap-pages.xml') ?? '').includes('/fr/topics/winds<'),
    !/name="robots" content="noindex"/.test(pages.get('/fr/topics/winds') ?? ''),
  ]
  const before = (await cost.look()).pages

  const first = await costOf(() => client.create(french('vents')))
  const second = await costOf(() => client.create(french('brises')))
  const fewer = await costOf(async () => {
    const {transactionId} = await client.delete('fr-vents')
    return {_rev: transactionId}
  })
  const none = await costOf(async () => {
    const {transactionId} = await client.delete('fr-brises')
    return {_rev: transactionId}
  })

  expect(offers(before)).toEqual([false, false, false])
  for (const {after} of [first, second, fewer]) expect(offers(after)).toEqual([true, true, true])
  expect(offers(none.after)).toEqual([false, false, false])
  for (const {rendered, changed} of [first, second, fewer, none]) {
    expect(changed.filter((path) => !rendered.includes(path))).toEqual([])
    const english = (some: string[]) => some.filter((path) => /^\/(?:topics|authors)\//.test(path))
    expect(english(rendered)).toEqual(english(changed))
  }
  expect(second.rendered).not.toContain('/topics/winds')
  expect(fewer.rendered).not.toContain('/topics/winds')
})

test('an author’s new name: exactly the pages that show it', async () => {
  const {rendered, changed, after} = await costOf(set('author-ana', {name: 'Tide'}))

  expect([...after].filter(([, body]) => body.includes('Ana'))).toEqual([])
  expect(rendered).toEqual(changed)
  expect(changed).toContain('/authors/ana')
  expect(changed).not.toContain('/authors/ben')
})

test('a biography: the author’s cards, and no list', async () => {
  const {rendered, changed} = await costOf(set('author-ana', {bio: 'Sailor.', jobTitle: 'Pilot'}))

  expect(changed).toContain('/authors/ana')
  expect(rendered.filter((path) => ['/', '/articles', '/topics/tides'].includes(path))).toEqual([])
  expect(changed.filter((path) => !rendered.includes(path))).toEqual([])
})

test('a translation that one side names: both sides say so, and no other page is made again', async () => {
  const {rendered, changed, after} = await costOf(
    set('en-francais', {translations: referTo('article-piece-02')}),
  )

  expect(rendered).toEqual(['/articles/piece-02', '/fr/articles/piece-05'])
  expect(changed).toEqual(rendered)
  for (const page of rendered.map((path) => after.get(path))) {
    expect(page).toMatch(/hrefLang="fr-CA" href="[^"]*\/fr\/articles\/piece-05"/)
    expect(page).toMatch(/hrefLang="en-CA" href="[^"]*\/articles\/piece-02"/)
    expect(page).toMatch(/hrefLang="x-default" href="[^"]*\/articles\/piece-02"/)
  }

  const {rendered: again, after: without} = await costOf(() =>
    newsroom.client.patch('en-francais').unset(['translations']).commit(),
  )

  expect(again).toEqual(rendered)
  expect(without.get('/articles/piece-02')).not.toContain('hrefLang="fr-CA"')
})

test('a picture: another one, and another part of it, concern the pages and feeds that show it; its description the article’s own; what is said of its file, none', async () => {
  const {client} = newsroom
  const [first, second] = [await aPicture('#234'), await aPicture('#678')]
  const feedsOfIt = ['/feed.xml', '/atom.xml', '/feed.json', '/topics/winds/feed.xml']
  const heroOf = (picture: object, said: object) =>
    set('article-piece-06', {heroImage: {...picture, alt: 'A bay', ...said}})
  await costOf(heroOf(first, {}))

  const replaced = await costOf(heroOf(second, {}))
  const cut = await costOf(
    heroOf(second, {alt: 'The bay at dusk', hotspot: {x: 0.2, y: 0.3, width: 0.4, height: 0.4}}),
  )
  const described = await costOf(
    set('article-piece-06', {'heroImage.alt': 'A bay in the dusk', 'heroImage.credit': 'Ada'}),
  )
  const before = await newsroom.settled()
  await client.patch(second.asset._ref).set({altText: 'A file', description: 'Of the bay'}).commit()

  for (const {rendered, changed} of [replaced, cut]) {
    expect(rendered).toEqual(changed)
    expect(changed).toEqual(expect.arrayContaining(['/articles/piece-06', ...feedsOfIt]))
    expect(changed.filter((path) => path.startsWith('/fr') || path === '/sitemap.xml')).toEqual([])
  }
  expect(described.rendered).toEqual(['/articles/piece-06'])
  expect(described.changed).toEqual(['/articles/piece-06'])
  expect(renderedSince(before, await newsroom.settled())).toEqual([])
})

test('settings: exactly the pages that show the field, and none for a field that nobody shows', async () => {
  const framed = paths.filter((path) => !/\.[a-z]+$/.test(path))
  const feeds = paths.filter((path) => /(?:feed|atom)\.(?:xml|json)$/.test(path))
  const overviews = paths.filter((path) => path.endsWith('llms.txt'))
  const sitemaps = paths.filter((path) => path.startsWith('/sitemap'))
  const link = {_key: 'a', label: 'Elsewhere', url: 'https://elsewhere.example/'}
  const settings = (fields: Record<string, unknown>) => costOf(set('siteSettings', fields))

  const everywhere = [
    await settings({contact: {email: 'desk@firm.example'}}),
    await settings({
      navigation: [link],
      socialLinks: [link],
      legalLines: ['All rights reserved.'],
      colours: {accent: '#0b5c7a'},
    }),
  ]
  const described = await settings({tagline: 'Notes on the sea'})
  const zoned = await settings({timeZone: 'Pacific/Kiritimati'})
  const shared = await settings({defaultImage: await aPicture('#123')})
  const unshown = await settings({'defaultImage.caption': 'A wall', colours: {accent: '#0b5c7a'}})
  const alone = await settings({languages: ['en']})

  for (const {rendered, changed} of everywhere) {
    expect(rendered).toEqual(framed.toSorted())
    expect(changed).toEqual(rendered)
  }
  const ownLine = ['/authors/ana/feed.json', '/fr/topics/tides/feed.xml']
  const withoutLine = feeds.filter((path) => !ownLine.includes(path))
  expect(described.rendered).toEqual([...framed, ...withoutLine, ...overviews].toSorted())
  expect(described.changed).toEqual(described.rendered)
  expect(zoned.changed).toEqual(zoned.rendered)
  expect(zoned.changed).toEqual(
    expect.arrayContaining(['/articles/piece-00', '/articles/piece-05.md']),
  )
  expect(zoned.changed).not.toContain('/authors')
  expect(shared.changed).toEqual(shared.rendered)
  expect(shared.changed).toEqual(expect.arrayContaining(['/', '/authors', '/articles/piece-00']))
  expect(shared.changed).not.toContain('/articles/piece-06') // it has a picture of its own
  expect(shared.changed).not.toContain('/feed.xml')
  expect(unshown).toMatchObject({rendered: [], changed: []})
  expect(alone.rendered).toEqual([...framed, ...sitemaps].toSorted())
  // It has a way to English pages whether French ones are offered or not, and is never offered itself.
  const sameInFrench = '/fr/not-found-page'
  expect(alone.changed).toEqual(alone.rendered.filter((path) => path !== sameInFrench))
  for (const {questions, changed} of [...everywhere, described, zoned, shared, alone])
    expect(questions).toBeLessThanOrEqual(changed.length)
})
