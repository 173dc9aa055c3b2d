/** Review links on the real site: one draft for whoever has the link, nothing else, and nothing kept. */
import {createHash, randomBytes} from 'node:crypto'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {reviewLinkId, stateOfLink, tokenFrom} from '@masthead/studio/rules'
import {anArticle, anAuthor, openNewsroom, referTo, type Newsroom} from '../support/newsroom.ts'
import {filesOfSite} from '../support/site-files.ts'
import {DraftCookie} from '../../web/src/server/draft-cookie.ts'

let newsroom: Newsroom

beforeAll(async () => {
  newsroom = await openNewsroom()
  const {client} = newsroom
  const transaction = client.transaction()
  transaction.create(anAuthor('ada', 'Ada Published'))
  transaction.create({...anAuthor('ada', 'Ada Drafted'), _id: 'drafts.author-ada'})
  transaction.create({...anArticle('a'), title: 'A as published', authors: referTo('author-ada')})
  transaction.create({
    ...anArticle('a'),
    _id: 'drafts.article-a',
    title: 'A as drafted',
    body: 'Secret of A.',
    authors: referTo('author-ada'),
    related: referTo('article-b'),
  })
  transaction.create({...anArticle('b'), title: 'B as published'})
  transaction.create({...anArticle('b'), _id: 'drafts.article-b', title: 'B as drafted'})
  transaction.create({
    ...anArticle('new'),
    _id: 'drafts.article-new',
    slug: undefined,
    publishedAt: undefined,
    title: 'Never published',
  })
  transaction.create({
    _id: 'drafts.page-about',
    _type: 'page',
    title: 'About, drafted',
    slug: {_type: 'slug', current: 'about'},
    language: 'fr',
    body: 'We are drafting.',
    translations: referTo('page-about-us'),
  })
  transaction.create({
    _id: 'page-about-us',
    _type: 'page',
    title: 'About us',
    slug: {_type: 'slug', current: 'about-us'},
    body: 'We are.',
  })
  await transaction.commit()
})
afterAll(() => newsroom.stop())

/** As Studio makes one. */
async function link(target: string, fields: object = {}): Promise<string> {
  const token = tokenFrom(randomBytes(32))
  const hash = createHash('sha256').update(token).digest()
  await newsroom.client.create({
    _id: reviewLinkId(hash.buffer.slice(hash.byteOffset, hash.byteOffset + hash.length)),
    _type: 'reviewLink',
    target,
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    ...fields,
  })
  return `/review/${token}`
}

test('a stranger with the link reads the draft, and is told that it is one', async () => {
  const page = await newsroom.read(await link('article-a'))

  expect(page.status).toBe(200)
  expect(page.body).toContain('A as drafted')
  expect(page.body).toContain('Secret of A.')
  expect(page.body).toContain('Draft, for review.')
})

test('a link in another spelling is the same link, not a page that is looked for', async () => {
  const address = await link('article-a')

  for (const word of ['/Review/', '/%72eview/']) {
    const page = await newsroom.read(address.replace('/review/', word))
    expect(page.status, word).toBe(200)
    expect(page.body).toContain('A as drafted')
  }
})

test('around it stands what is published: no other draft, and no way into the preview', async () => {
  const {body} = await newsroom.read(await link('article-a'))

  expect(body).toContain('Ada Published')
  expect(body).toContain('B as published')
  expect(body).not.toContain('Ada Drafted')
  expect(body).not.toContain('B as drafted')
  expect(body).not.toContain('draft-mode')
  expect(body).not.toContain('data-sanity')
})

test('nothing may keep it, index it, frame it, run in it, or tell where the reader was', async () => {
  const {headers, body} = await newsroom.read(await link('article-a'))

  expect(headers.get('cache-control')).toBe('private, no-store')
  expect(headers.get('x-robots-tag')).toContain('noindex')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(headers.get('set-cookie')).toBeNull()
  expect(body).toMatch(/<meta name="robots" content="noindex/)
  const scripts = [...body.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag)
  expect(scripts.filter((tag) => !tag.includes('application/ld+json'))).toEqual([])
})

test('readers never meet it afterwards: not on the page, not in a list, not on the disk', async () => {
  const address = await link('article-a')
  for (let view = 0; view < 3; view++) await newsroom.read(address)

  for (const path of [
    '/articles/a',
    '/',
    '/articles',
    '/feed.xml',
    '/articles/a.md',
    '/authors/ada',
  ]) {
    const {body, status} = await newsroom.read(path)
    expect(status, path).toBe(200)
    expect(body, path).not.toMatch(/Secret of A|as drafted|Ada Drafted/)
  }
  await newsroom.settled()
  const files = filesOfSite(join(newsroom.directory, 'site'))
  expect(files.some(([, text]) => text.includes('A as published'))).toBe(true)
  for (const [name, text] of files) expect(text, name).not.toMatch(/Secret of A|A as drafted/)
})

test('the link for A opens A alone', async () => {
  const address = await link('article-a')
  const token = address.slice('/review/'.length)

  for (const path of [
    `${address}/articles/b`,
    `${address}/`,
    `${address}x`,
    `/fr${address}`,
    '/review/',
    `/review/${'A'.repeat(43)}`,
    `/review/${token.slice(0, 42)}`,
    `/review/${token.slice(0, 42)}%00`,
    `/review/%2e%2e%2freview%2f${token}`,
    `/articles/new?review=${token}`,
    `/api/review/${token}`,
  ]) {
    const {status, body} = await newsroom.read(path)
    expect(status, path).toBe(404)
    expect(body, path).not.toMatch(/as drafted|Never published/)
  }
  const byHeader = await newsroom.read('/articles/b', {
    'x-masthead-review': 'article-b',
    cookie: `__prerender_bypass=${token}; masthead-review=${token}`,
  })
  expect(byHeader.body).toContain('B as published')
  expect(byHeader.body).not.toContain('as drafted')
})

test('a draft without an address, and a page in another language, are opened too', async () => {
  const article = await newsroom.read(await link('article-new'))
  const page = await newsroom.read(await link('page-about'))

  expect([article.status, page.status]).toEqual([200, 200])
  expect(article.body).toContain('Never published')
  expect(page.body).toContain('We are drafting.')
  expect(page.body).toContain('Brouillon, pour relecture.')
})

/** The top of a page, without what React notes between two texts. */
const mastheadOf = ({body}: {body: string}) =>
  /<header class="masthead">[^]*?<\/header>/.exec(body)?.[0].replaceAll('<!-- -->', '')

test('the other language in the masthead leads reviewers and editors where it leads readers', async () => {
  const draftCookie = new DraftCookie({secret: newsroom.draftSecret, secure: false})
  const cookie = draftCookie.issue().split(';', 1)[0] ?? ''

  const reviewed = mastheadOf(await newsroom.read(await link('page-about')))

  expect(reviewed).toContain('href="/about-us" lang="en"')
  for (const path of ['/fr', '/fr/topics', '/fr/search?q=tides']) {
    const edited = mastheadOf(await newsroom.read(path, {cookie}))
    expect(edited, path).toBe(mastheadOf(await newsroom.read(path)))
  }
})

test('it follows the draft, and shows the published text once that is all there is', async () => {
  const {client} = newsroom
  await client.create({...anArticle('c'), _id: 'drafts.article-c', title: 'C, first words'})
  const address = await link('article-c')
  expect((await newsroom.read(address)).body).toContain('C, first words')

  await client.patch('drafts.article-c').set({title: 'C, second words'}).commit()
  expect((await newsroom.read(address)).body).toContain('C, second words')

  await client.action({
    actionType: 'sanity.action.document.publish',
    draftId: 'drafts.article-c',
    publishedId: 'article-c',
  })
  expect((await newsroom.read(address)).body).toContain('C, second words')
  await client.delete('article-c')
  const gone = await newsroom.read(address)
  expect([gone.status, gone.body]).toEqual([410, expect.stringContaining('nothing to review')])
})

test('a link that ran out or was taken back says so, at once', async () => {
  const past = await newsroom.read(await link('article-a', {expiresAt: new Date(0).toISOString()}))
  const endless = await newsroom.read(await link('article-a', {expiresAt: 'never'}))
  const address = await link('article-a')
  expect((await newsroom.read(address)).status).toBe(200)
  const hash = createHash('sha256').update(address.slice('/review/'.length)).digest('hex')

  await newsroom.client
    .patch(`reviewLink.${hash}`)
    .set({revokedAt: new Date().toISOString()})
    .commit()
  const revoked = await newsroom.read(address)

  expect([past.status, endless.status, revoked.status]).toEqual([410, 410, 410])
  expect(past.body).toContain('has run out')
  expect(revoked.body).toContain('was taken back')
  expect(revoked.headers.get('cache-control')).toBe('no-store')
  expect(revoked.body).not.toContain('as drafted')
})

test('the document behind a link is nobody’s to read, and does not give the link away', async () => {
  const address = await link('article-a')
  const anonymous = newsroom.lake.client()

  expect(await anonymous.fetch('*[_type == "reviewLink"]')).toEqual([])
  const stored = JSON.stringify(await newsroom.client.fetch('*[_type == "reviewLink"]'))
  expect(stored).not.toContain(address.slice('/review/'.length))
})

test('only looking is possible, and a lake that is away gives no false answer', async () => {
  const address = await link('article-a')
  const posted = await fetch(newsroom.site.url + address, {method: 'POST', body: 'x'})
  expect(posted.status).toBe(405)

  await newsroom.stopLake()
  const away = await newsroom.read(address)
  await newsroom.startLakeAgain()

  expect(away.status).toBe(503)
  await newsroom.readUntil(address, ({status}) => status === 200)
})

test('Studio and site agree on when a link is over', () => {
  const now = Date.now()
  const at = (offset: number) => new Date(now + offset).toISOString()

  expect(stateOfLink({expiresAt: at(1)}, now)).toBe('open')
  expect(stateOfLink({expiresAt: at(0)}, now)).toBe('over')
  expect(stateOfLink({expiresAt: 'never'}, now)).toBe('over')
  expect(stateOfLink({expiresAt: at(1), revokedAt: at(0)}, now)).toBe('revoked')
})
