/**
 * Drafts stay with editors. Each string of each draft carries the same marker; after many views in draft mode it is in no answer
 * that a reader gets, and in no file that the site wrote. The same for the invisible characters of stega.
 */
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {
  anArticle,
  anAuthor,
  aTopic,
  openNewsroom,
  referTo,
  type Newsroom,
} from '../support/newsroom.ts'
import {filesOfSite} from '../support/site-files.ts'

const mark = 'unpublishedmarker'
/** Four or more characters that nobody sees, in a row: one alone may stand in honest text. */
const invisible = /[\u200b-\u200d\u2060-\u2064\ufeff]{4}/

let newsroom: Newsroom
let cookie: string

interface Written {
  _id: string
  _type: string
  [field: string]: unknown
}

const published: Written[] = [
  {
    ...anArticle('tides', {authors: referTo('author-ada'), topics: referTo('topic-sea')}),
    callToAction: {_type: 'reference', _ref: 'call'},
    seo: {title: 'Found', description: 'Described'},
    changeNotes: [{_key: 'a', date: '2026-01-02T00:00:00Z', note: 'Changed.'}],
  },
  anArticle('waves', {authors: referTo('author-ada'), topics: referTo('topic-sea')}),
  {...anAuthor('ada', 'Ada Marsh'), bio: 'Writes.', jobTitle: 'Editor'},
  {...aTopic('sea', 'The sea'), description: 'All of it.'},
  {
    _id: 'page-about',
    _type: 'page',
    title: 'About',
    slug: {_type: 'slug', current: 'about'},
    language: 'en',
    body: 'Who we are.',
  },
  {_id: 'call', _type: 'callToAction', heading: 'Ask', text: 'us', label: 'Ask', url: '/about'},
  {
    _id: 'siteSettings',
    _type: 'siteSettings',
    firmName: 'The Desk',
    tagline: 'Words.',
    languages: ['en', 'fr'],
    legalLines: ['Small print'],
    contact: {email: 'desk@example.com'},
  },
]

const kept = new Set([
  '_id',
  '_type',
  '_key',
  '_ref',
  'url',
  'language',
  'date',
  'publishedAt',
  'current',
])

/** The document with the marker in each string that is words. */
function marked(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return key === 'languages' ? value : value.map((one) => marked(one))
  if (typeof value === 'string') return kept.has(key) ? value : `${value} ${mark}`
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, marked(inner, name)]),
  )
}

const draftOf = (document: {_id: string; _type: string}) => ({
  ...(marked(document) as typeof document),
  _id: `drafts.${document._id}`,
})

const onlyDraft = anArticle('secret-plan', {
  topics: referTo('topic-sea'),
  authors: referTo('author-ada'),
})

const readable = [
  '/',
  '/articles',
  '/articles/tides',
  '/articles/waves',
  '/articles/secret-plan',
  '/authors',
  '/authors/ada',
  '/topics',
  '/topics/sea',
  '/about',
  '/search',
  `/search?q=${mark}`,
  '/fr',
  '/fr/topics/sea',
  '/no-such-page',
]
const machines = [
  '/feed.xml',
  '/atom.xml',
  '/feed.json',
  '/topics/sea/feed.xml',
  '/authors/ada/atom.xml',
  '/sitemap.xml',
  '/robots.txt',
  '/llms.txt',
  '/articles/tides.md',
  '/articles/secret-plan.md',
]

beforeAll(async () => {
  newsroom = await openNewsroom({studio: 'http://localhost:3333'})
  const {client} = newsroom
  const transaction = client.transaction()
  for (const document of published) transaction.create(document)
  for (const document of [...published, onlyDraft]) transaction.create(draftOf(document))
  await transaction.commit()
  cookie = await enterDraftMode()
})
afterAll(() => newsroom.stop())

async function enterDraftMode(): Promise<string> {
  const secret = crypto.randomUUID()
  await newsroom.client.create({
    _id: `drafts.${crypto.randomUUID()}`,
    _type: 'sanity.previewUrlSecret',
    secret,
    source: 'sanity/presentation',
    studioUrl: 'http://localhost:3333',
  })
  const answer = await newsroom.read(
    `/api/draft-mode/enable?sanity-preview-secret=${secret}&sanity-preview-pathname=/`,
  )
  return answer.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
}

const unsaved = 'unsavedmarker'

/** The page as an editor's preview has it while somebody types. */
const typedInto = (path: string, headers: Record<string, string>) =>
  fetch(`http://127.0.0.1:${newsroom.site.port}/api/draft-mode/page`, {
    method: 'POST',
    headers: {'content-type': 'application/json', ...headers},
    body: JSON.stringify({path, unsaved: {'article-tides': {title: unsaved, body: unsaved}}}),
  })

/** Everything that a reader can be sent, as a page and as the data of one. */
async function publicAnswers(): Promise<[path: string, text: string][]> {
  const answers: [string, string][] = []
  for (const path of [...readable, ...machines]) {
    const page = await newsroom.read(path)
    answers.push([path, JSON.stringify([...page.headers]) + page.body])
    const data = await newsroom.read(path, {rsc: '1'})
    answers.push([`${path} (data)`, JSON.stringify([...data.headers]) + data.body])
  }
  return answers
}

const guilty = (all: [string, string][], found: (text: string) => boolean) =>
  all.filter(([, text]) => found(text)).map(([name]) => name)

const hasMark = (text: string) =>
  text.replaceAll(`q=${mark}`, '').includes(mark) || text.includes(unsaved)

const textIn = (html: string) => html.replaceAll(/<[^>]*>/g, '')

test('an editor sees each draft, uncached, and without a character that nobody sees', async () => {
  for (const path of ['/', '/articles/tides', '/articles/secret-plan', '/authors/ada', '/about']) {
    const {body, headers, status} = await newsroom.read(path, {cookie})

    expect(status, path).toBe(200)
    expect(body, path).toContain(mark)
    expect(headers.get('cache-control'), path).toContain('no-store')
    expect(headers.get('x-robots-tag'), path).toContain('noindex')
    expect(invisible.test(body), path).toBe(false)
  }
})

test('while an editor types, the page is the same with the words in it, for nobody else and kept nowhere', async () => {
  for (const path of ['/', '/articles/tides', '/articles/secret-plan', '/fr/topics/sea']) {
    const answer = await typedInto(path, {cookie})
    const [page, first] = [await answer.text(), await newsroom.read(path, {cookie})]

    expect(answer.status, path).toBe(200)
    expect(answer.headers.get('cache-control'), path).toBe('no-store')
    const typed = (html: string) => html.replaceAll(`Title of tides ${mark}`, unsaved)
    const headlines = (html: string) => html.match(/<h[1-3][^]*?<\/h[1-3]>/g)?.map(textIn)
    expect(headlines(page), path).toEqual(headlines(typed(first.body)))
    const fields = (html: string) => html.match(/data-sanity="[^"]*"/g)
    expect(fields(page), path).toEqual(fields(first.body))
    expect(invisible.test(page), path).toBe(false)
  }
  const article = await (await typedInto('/articles/tides', {cookie})).text()
  expect(article).toContain(`<p>${unsaved}</p>`)
  const stranger = await typedInto('/articles/tides', {cookie: `${cookie}x`})
  expect(stranger.status).toBe(401)
  expect(await stranger.text()).not.toMatch(new RegExp(`${unsaved}|${mark}`))
})

test('nothing of a draft is in an answer to a reader, whoever came first', async () => {
  for (let round = 0; round < 2; round++) {
    for (const path of readable) {
      await newsroom.read(path, {cookie})
      await newsroom.read(path, {cookie, rsc: '1'})
      await newsroom.read(path)
    }
  }
  for (const path of machines) {
    await newsroom.read(path, {cookie})
    await newsroom.read(path)
  }
  const {client} = newsroom
  // Published pages are rendered again while editors look on.
  await client.patch('article-tides').set({body: 'Corrected body of tides'}).commit()
  await Promise.all(readable.map((path) => newsroom.read(path, {cookie})))
  await newsroom.readUntil('/articles/tides', ({body}) => body.includes('Corrected body of tides'))

  const answers = await publicAnswers()

  expect(answers.filter(([, text]) => text.includes('Title of tides')).length).toBeGreaterThan(8)
  // The page of answers says what was searched for, and proposes what is published; no other may say the word.
  const searched = `/search?q=${mark}`
  const others = answers.filter(([path]) => !path.startsWith(searched))
  expect(guilty(others, hasMark)).toEqual([])
  const [, found = ''] = answers.find(([path]) => path === searched) ?? []
  expect(found).toContain('Nothing found for')
  expect(found).not.toMatch(new RegExp(`secret-plan|\\w ${mark}`))
  expect(guilty(answers, (text) => invisible.test(text))).toEqual([])
})

test('nothing of a draft is in a file that the site wrote', async () => {
  await newsroom.settled()

  const files = filesOfSite(join(newsroom.directory, 'site'))

  expect(files.some(([, text]) => text.includes('Corrected body of tides'))).toBe(true)
  expect(guilty(files, (text) => hasMark(text) && !text.includes(`q=${mark}`))).toEqual([])
  expect(
    guilty(files, (text) => text.includes('secret-plan') && text.includes('Body of secret')),
  ).toEqual([])
  expect(guilty(files, (text) => invisible.test(text))).toEqual([])
})
