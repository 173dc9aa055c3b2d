/** What stands beside the articles: pages, feeds, sitemap, Markdown; all out of the page cache, each renewed by what it shows. */
import {afterAll, beforeAll, expect, test} from 'vitest'
import {
  anArticle,
  anAuthor,
  aTopic,
  openNewsroom,
  referTo,
  type Newsroom,
} from '../support/newsroom.ts'

let newsroom: Newsroom

const page = (slug: string, fields: Record<string, unknown> = {}) => ({
  _id: `page-${slug}`,
  _type: 'page',
  title: `Page ${slug}`,
  slug: {_type: 'slug', current: slug},
  language: 'en',
  body: `Body of ${slug}.`,
  ...fields,
})

beforeAll(async () => {
  newsroom = await openNewsroom()
  const {client} = newsroom
  await client.createOrReplace(anAuthor('ada', 'Ada Marsh'))
  await client.createOrReplace(aTopic('tides', 'Tides'))
  await client.createOrReplace(
    anArticle('high-water', {
      authors: referTo('author-ada'),
      topics: referTo('topic-tides'),
      body: 'At six the water turns.',
    }),
  )
})

afterAll(() => newsroom?.stop())

test('a page appears at its address and in the foot of every page, and leaves both', async () => {
  const {client, read, readUntil} = newsroom
  expect((await read('/about')).status).toBe(404)
  await readUntil('/', ({body}) => body.includes('Title of high-water'))

  await client.createOrReplace(page('about'))

  const {body} = await readUntil('/about', ({status}) => status === 200)
  expect(body).toContain('<h1>Page about</h1>')
  expect(body).toContain('<meta name="description" content="Body of about."')
  expect(body).toContain('<meta property="og:description" content="Body of about."')
  await readUntil('/', (front) => front.body.includes('href="/about"'))
  await client.patch('page-about').set({title: 'Who we are'}).commit()
  await readUntil('/about', (renamed) => renamed.body.includes('<h1>Who we are</h1>'))
  await readUntil('/', (front) => front.body.includes('>Who we are</a>'))
  await client.delete('page-about')
  await readUntil('/about', ({status}) => status === 404)
  await readUntil('/', (front) => !front.body.includes('href="/about"'))
})

test('a page cannot take the place of a list', async () => {
  const {client, read, readUntil} = newsroom
  await client.createOrReplace(page('topics', {title: 'Usurper'}))
  await client.createOrReplace(page('styles', {title: 'Usurper'}))
  await client.createOrReplace(page('contact'))

  await readUntil('/contact', ({status}) => status === 200)

  expect((await read('/topics')).body).toContain('<h1>Topics</h1>')
  expect((await read('/styles')).status).toBe(404)
  expect((await read('/')).body).not.toContain('Usurper')
})

const feeds = [
  ['/feed.xml', 'application/rss+xml; charset=utf-8'],
  ['/atom.xml', 'application/atom+xml; charset=utf-8'],
  ['/feed.json', 'application/feed+json; charset=utf-8'],
  ['/topics/tides/feed.xml', 'application/rss+xml; charset=utf-8'],
  ['/authors/ada/atom.xml', 'application/atom+xml; charset=utf-8'],
  ['/authors/ada/feed.json', 'application/feed+json; charset=utf-8'],
] as const

test('feeds hold whole texts, and answer 304 to who has them', async () => {
  for (const [path, type] of feeds) {
    const feed = await newsroom.readUntil(path, ({body}) => body.includes('the water turns'))

    expect(feed.status, path).toBe(200)
    expect(feed.headers.get('content-type'), path).toBe(type)
    const etag = feed.headers.get('etag') ?? ''
    expect((await newsroom.read(path, {'if-none-match': etag})).status, path).toBe(304)
    const head = await fetch(`http://127.0.0.1:${newsroom.site.port}${path}`, {method: 'HEAD'})
    expect([head.status, head.headers.get('etag'), await head.text()], path).toEqual([
      200,
      etag,
      '',
    ])
  }
  expect((await newsroom.read('/topics/nowhere/feed.xml')).status).toBe(404)
  for (const path of ['/feed.rss', '/topics/tides/feed.rss'])
    expect((await newsroom.read(path)).status, path).toBe(404)
  for (const path of ['/feed.xml', '/topics/tides/feed.xml']) {
    const {status, headers} = await newsroom.read(path.replace('feed', 'FEED'))
    expect([status, headers.get('location')]).toEqual([308, path])
  }
})

test('a corrected body renews its page, its Markdown and the feeds that hold it, and nothing else', async () => {
  const {client, read, readUntil, settled} = newsroom
  const article = ['/articles/high-water', '/articles/high-water.md']
  for (const path of ['/', '/topics/tides', ...article, '/sitemap.xml', '/llms.txt'])
    expect((await read(path)).status, path).toBe(200)
  await client.createOrReplace(aTopic('harbours', 'Harbours'))
  await readUntil('/topics/harbours/feed.xml', ({status}) => status === 200)
  const before = await settled()

  await client.patch('article-high-water').set({body: 'At seven the water turns.'}).commit()

  for (const [path] of feeds) await readUntil(path, ({body}) => body.includes('At seven'))
  await readUntil('/articles/high-water.md', ({body}) => body.includes('At seven'))
  const after = await settled()
  const renewed = [...after].filter(([path, at]) => before.get(path) !== at).map(([path]) => path)
  expect(renewed.toSorted()).toEqual([...article, ...feeds.map(([path]) => path)].toSorted())
})

test('the feed of a topic or an author says what it is about, and follows a change of that line', async () => {
  const {client, readUntil, settled} = newsroom
  const [ofTopic, ofAuthor, ofSite] = [
    '/topics/tides/feed.xml',
    '/authors/ada/feed.json',
    '/feed.xml',
  ]
  await settled()

  await client.patch('topic-tides').set({description: 'Of harbours & the moon.'}).commit()
  await client.patch('author-ada').set({jobTitle: 'Keeper of the tables'}).commit()

  const line = '<description>Of harbours &amp; the moon.</description>'
  await readUntil(ofTopic, ({body}) => body.includes(line))
  await readUntil(ofAuthor, ({body}) => body.includes('"description":"Keeper of the tables"'))
  expect((await newsroom.read(ofSite)).body).not.toMatch(/harbours|Keeper/)

  await client.patch('topic-tides').unset(['description']).commit()
  await readUntil(ofTopic, ({body}) => !body.includes('harbours'))
})

test('the Markdown of an article names its page, and asks not to be listed', async () => {
  const {headers, body} = await newsroom.read('/articles/high-water.md')

  expect(headers.get('content-type')).toBe('text/markdown; charset=utf-8')
  expect(headers.get('x-robots-tag')).toBe('noindex')
  expect(headers.get('link')).toBe(
    `<http://localhost:${newsroom.site.port}/articles/high-water>; rel="canonical"`,
  )
  expect(body).toMatch(/^# Title of high-water\n/)
  expect((await newsroom.read('/articles/nothing.md')).status).toBe(404)
})

test('pages say where their feeds are, and machines find the rest', async () => {
  const front = await newsroom.read('/')
  const article = await newsroom.read('/articles/high-water')

  for (const type of ['application/rss+xml', 'application/atom+xml', 'application/feed+json'])
    expect(front.body).toContain(`type="${type}"`)
  expect(article.body).toContain('type="text/markdown"')
  for (const [page, label] of [
    ['/topics/tides', 'RSS feed'],
    ['/authors/ada', 'RSS feed'],
  ] as const)
    expect((await newsroom.read(page)).body).toContain(
      `<a href="${page}/feed.xml" type="application/rss+xml">${label}</a>`,
    )
  expect((await newsroom.read('/robots.txt')).body).toContain('/sitemap.xml')
  expect((await newsroom.read('/sitemap.xml')).body).toContain('/articles/high-water</loc>')
  expect((await newsroom.read('/llms.txt')).body).toContain('/articles/high-water.md')
})

test('search reads bodies without a script, finds a publish, and is kept by nobody', async () => {
  const {client, read, readUntil} = newsroom
  const body = 'The keeper *lights* the lanterns.'
  const {_rev} = await client.createOrReplace(anArticle('lanterns', {standfirst: '', body}))

  const found = await readUntil('/search?q=light+keepr', ({body}) =>
    body.includes('<mark>lights</mark>'),
  )

  expect(found.body).toContain('href="/articles/lanterns"')
  expect((await read('/articles/lanterns')).body).toContain(
    '<meta name="description" content="The keeper lights the lanterns."',
  )
  expect(found.headers.get('cache-control')).toBe('private, no-store')
  expect(found.headers.get('x-robots-tag')).toBe('noindex')
  expect(found.headers.get('x-content-revision')).toContain(_rev)
  expect(found.body).not.toMatch(/<script(?! type="(?:speculationrules|application\/ld\+json)")/)
  await client.patch('article-lanterns').set({body: 'The keeper sleeps.'}).commit()
  await readUntil('/search?q=lights', ({body}) => !body.includes('<mark>lights</mark>'))
  const nothing = await read('/search?q=%3Cscript%3Ezebra')
  expect(nothing.body).toContain('Nothing found for “<bdi>&lt;script&gt;zebra</bdi>”')
  const unwritable = await read('/search?q=zebra%00%07stripes')
  expect(unwritable.body).toContain('Nothing found for “<bdi>zebra stripes</bdi>”')
  for (const sign of ['\0', '\x07']) expect(unwritable.body).not.toContain(sign)
  const long = await read(`/search?q=${'x'.repeat(5_000)}`)
  expect(long.status).toBe(200)
  expect(long.body).not.toContain('x'.repeat(101))
  expect((await read('/search')).status).toBe(200)
  const many = client.transaction()
  for (let number = 0; number < 21; number++) many.create(anArticle(`buoy-${number}`))
  await many.commit()
  const first = await readUntil('/search?q=buoy', ({body}) => body.includes('21 articles on'))
  expect(first.body.match(/href="\/articles\/buoy-/g)).toHaveLength(20)
  expect(first.body).toContain('These 20 fit best.')
})

test('what machines read says from which revisions it was made, its newest article among them', async () => {
  const {client, readUntil} = newsroom
  const {_rev} = await client.createOrReplace(anArticle('beacon'))

  for (const path of ['/sitemap.xml', '/llms.txt']) {
    const {headers} = await readUntil(path, ({body}) => body.includes('/articles/beacon'))
    expect(headers.get('x-content-revision')?.split(' '), path).toContain(_rev)
  }
})

test('an article says how long it takes, can be passed on under its own address, and lists its headings from three on', async () => {
  const {client, readUntil} = newsroom
  const title = 'Q&A: pay, 100 % “now” & later?'
  const textOf = (headings: number, words: number) =>
    [
      ...Array.from({length: headings}, (_, i) => `## Part ${i + 1}`),
      Array(words - 2 * headings)
        .fill('word')
        .join(' '),
    ].join('\n\n')
  const written = (headings: number, words: number) =>
    client.createOrReplace(anArticle('pay', {title, body: textOf(headings, words)}))

  await written(2, 299)
  const short = await readUntil('/articles/pay', ({body}) => body.includes('Part 2'))
  await written(3, 301)
  const long = await readUntil('/articles/pay', ({body}) => body.includes('Part 3'))

  expect(short.body).toContain('1 min read')
  expect(long.body).toContain('2 min read')
  expect(short.body).not.toContain('In this article')
  expect(long.body).toContain('In this article')
  expect(long.body.match(/<a href="#[^"]*">Part \d<\/a>/g)).toHaveLength(3)
  expect(long.body).toContain('<meta name="robots" content="max-image-preview:large"/>')

  const links = [...long.body.matchAll(/href="([^"]*)"/g)].map(([, href]) =>
    href!.replaceAll('&amp;', '&'),
  )
  const canonical = /<link rel="canonical" href="([^"]*)"/.exec(long.body)?.[1]
  expect(canonical).toMatch(/^http:\/\/localhost:\d+\/articles\/pay$/)
  const network = links.find((href) => href.startsWith('https://www.linkedin.com/'))
  expect(new URL(network!).searchParams.get('url')).toBe(canonical)
  const mail = new URL(links.find((href) => href.startsWith('mailto:'))!)
  expect(mail.pathname).toBe('')
  expect(mail.search).not.toContain('+') // a mail program shows it as it is
  expect(Object.fromEntries(mail.searchParams)).toEqual({subject: title, body: canonical})
})

test('French stands under /fr, with its own words, lists and 404', async () => {
  const {client, read, readUntil} = newsroom
  await client.createOrReplace({
    _id: 'siteSettings',
    _type: 'siteSettings',
    languages: ['en', 'fr'],
  })
  await client.createOrReplace(
    anArticle('maree-haute', {
      language: 'fr',
      title: 'Marée haute : « demain »',
      body: 'Il dit "oui" : voilà.',
      topics: referTo('topic-tides'),
      translations: referTo('article-high-water'),
      publishedAt: '2026-11-01T12:00:00Z',
    }),
  )

  const article = await readUntil('/fr/articles/maree-haute', ({status}) => status === 200)

  expect(article.body).toContain('<html lang="fr-CA"')
  expect(article.body).toContain('«\u00a0oui\u00a0»\u00a0: voilà.')
  expect(article.body).toContain('1er novembre 2026')
  // A headline has the spaces of its language wherever it is read, also where nothing but text is.
  const headline = 'Marée haute\u00a0: «\u00a0demain\u00a0»'
  expect(article.body).toContain(`<title>${headline} |`)
  expect(article.body.match(/<h1[^>]*>([^<]*)/)?.[1]).toBe(headline)
  for (const path of [
    '/fr/feed.xml',
    '/fr/llms.txt',
    '/fr/articles/maree-haute.md',
    '/fr/articles',
  ])
    await readUntil(path, ({body}) => body.includes(headline))
  expect(article.body).toMatch(
    /<link rel="alternate" hrefLang="en-CA" href="[^"]*\/articles\/high-water"/,
  )
  expect((await read('/articles/maree-haute')).status).toBe(404)
  const front = await readUntil('/fr', ({body}) => body.includes('Marée haute'))
  expect(front.body).not.toContain('Title of high-water')
  await readUntil(
    '/',
    ({body}) => body.includes('hrefLang="fr-CA"') && !body.includes('Marée haute'),
  )
  await readUntil('/fr/topics/tides', ({body}) => body.includes('Marée haute'))
  await client
    .patch('topic-tides')
    .set({french: {title: 'Marées', description: 'Ce que la mer fait.'}})
    .commit()
  await readUntil('/fr/topics/tides', ({body}) => body.includes('<h1>Marées</h1>'))
  for (const path of [
    '/fr/feed.xml',
    '/fr/articles/maree-haute',
    '/fr/topics/tides/feed.xml',
    '/fr/llms.txt',
    '/fr/topics',
  ])
    await readUntil(path, ({body}) => body.includes('Marées'))
  await readUntil('/fr/search?q=marees', ({body}) => body.includes('<mark>Marée</mark>'))
  const section = /"articleSection":\["Marées"\]/
  expect((await read('/fr/articles/maree-haute')).body).toMatch(section)
  expect((await read('/topics/tides')).body).not.toContain('Marées')
  expect((await read('/fr/feed.xml')).body).toContain('<language>fr-CA</language>')
  await readUntil('/fr/search?q=marees', ({body}) => body.includes('<mark>Marée</mark>'))
  const missing = await read('/fr/articles/rien')
  expect(missing.status).toBe(404)
  expect(missing.body).toContain('Cette page n’est pas ici')
  expect((await read('/fr/')).headers.get('location')).toBe('/fr')
  const pointsToIt = ({body}: {body: string}) => body.includes('/fr/articles/maree-haute')
  await readUntil('/articles/high-water', pointsToIt)
  await client
    .patch('siteSettings')
    .set({languages: ['en']})
    .commit()
  await readUntil('/articles/high-water', (page) => !pointsToIt(page))
  await readUntil('/fr/articles/maree-haute', ({body}) => body.includes('content="noindex'))
})

test('no answer of any kind holds an executable script, when it is made or when it is kept', async () => {
  const {client, readUntil, site} = newsroom
  await client.createOrReplace(page('privacy'))
  await client.createOrReplace(
    anArticle('last-word', {
      authors: referTo('author-ada'),
      topics: referTo('topic-tides'),
      body: '<script>alert(1)</script>\n\n[a](javascript:alert(1)) <img src=x onerror="alert(1)">',
    }),
  )
  await client.createOrReplace({
    _id: 'redirect-old',
    _type: 'redirect',
    from: '/old',
    to: '/privacy',
  })
  await client.createOrReplace({_id: 'redirect-gone', _type: 'redirect', from: '/gone', gone: true})
  await readUntil('/old', ({status}) => status === 308 || status === 307)
  await readUntil('/gone', ({status}) => status === 410)
  const templates = ['', '/fr'].flatMap((language) =>
    [
      '/',
      '/articles',
      '/articles/page/2',
      '/articles/last-word',
      '/articles/nowhere',
      '/authors',
      '/authors/ada',
      '/authors/ada/page/2',
      '/topics',
      '/topics/tides',
      '/topics/tides/page/2',
      '/privacy',
      '/search',
      '/search?q=%3Cscript%3Ealert(1)%3C/script%3E',
      '/no/such/page',
    ].map((path) => (language && path === '/' ? language : language + path)),
  )
  const others = ['/old', '/gone', '/index', '/%ff', '/_next/nothing', '/api/nothing', '/images/x']
  const ask = async (path: string, method = 'GET') => {
    const answer = await fetch(`http://127.0.0.1:${site.port}${path}`, {method, redirect: 'manual'})
    return {
      status: answer.status,
      policy: answer.headers.get('content-security-policy') ?? '',
      body: await answer.text(),
    }
  }

  for (const path of [...templates, ...others, ...feeds.map(([feed]) => feed)]) {
    for (const method of ['GET', 'GET', 'POST']) {
      const {status, policy, body} = await ask(path, method)

      const what = `${method} ${path} (${status})`
      expect(body, what).not.toMatch(
        /<script\b(?![^>]*type="(?:speculationrules|application\/ld\+json)")/i,
      )
      expect(body.replace(/&lt;[\s\S]*?&gt;/g, ''), what).not.toMatch(
        /<[^>]+\son\w+=|="javascript:/i,
      )
      expect(policy, what).toMatch(/^default-src 'none'/)
      expect(policy, what).not.toMatch(/script-src (?!'inline-speculation-rules')/)
    }
  }
})

test('a topic and an author of many articles fill several pages, which move on with each publish', async () => {
  const {client, read, readUntil} = newsroom
  const written = (number: number) =>
    anArticle(`many-${String(number).padStart(2, '0')}`, {
      title: `Many ${String(number).padStart(2, '0')}`,
      publishedAt: new Date(Date.UTC(2020, 0, number)).toISOString(),
      authors: referTo('author-prolific'),
      topics: referTo('topic-tomes'),
    })
  const transaction = client
    .transaction()
    .createOrReplace(anAuthor('prolific', 'Prolific'))
    .createOrReplace(aTopic('tomes', 'Tomes'))
  for (let number = 1; number <= 21; number++) transaction.createOrReplace(written(number))
  await transaction.commit()
  const lists = ['/topics/tomes', '/authors/prolific']
  const titles = (body: string) => [...body.matchAll(/>(Many \d\d)</g)].map(([, title]) => title)

  for (const list of lists) {
    const first = await readUntil(list, ({body}) => body.includes(`${list}/page/2`))
    expect(titles(first.body)).toHaveLength(20)
    const second = await readUntil(`${list}/page/2`, ({status}) => status === 200)
    expect(titles(second.body)).toEqual(['Many 01'])
    expect(second.body).toMatch(new RegExp(`rel="canonical" href="[^"]+${list}/page/2"`))
    expect(second.body).toContain(`<a rel="prev" href="${list}">`)
    const byNumber = await read(`${list}/page/1`)
    expect([byNumber.status, byNumber.headers.get('location')]).toEqual([308, list])
    for (const nowhere of ['3', '02', 'x'])
      expect((await read(`${list}/page/${nowhere}`)).status, nowhere).toBe(404)
  }

  await client.createOrReplace(written(22))
  for (const list of lists) {
    await readUntil(list, ({body}) => titles(body)[0] === 'Many 22')
    await readUntil(`${list}/page/2`, ({body}) => titles(body).join() === 'Many 02,Many 01')
  }

  await client.transaction().delete('article-many-01').delete('article-many-02').commit()
  for (const list of lists) {
    await readUntil(`${list}/page/2`, ({status}) => status === 404)
    await readUntil(list, ({body}) => !body.includes('/page/2'))
  }
})

test('a document that holds what no form lets through keeps no page from being made', async () => {
  const {client, readUntil} = newsroom
  const odd = {it: 'is an object'}
  const article = {
    title: odd,
    body: 42,
    standfirst: [odd],
    heroImage: odd,
    seo: 'none',
  }
  await client.createOrReplace({
    ...anArticle('odd'),
    ...article,
    related: odd,
    changeNotes: [odd, 3],
  })
  await client.createOrReplace({...anAuthor('odd', 'Odd'), name: 42, bio: odd, credentials: [odd]})
  await client.createOrReplace({...aTopic('odd', 'Odd'), title: true, description: odd})
  const settings = {firmName: odd, tagline: 3, navigation: [odd], legalLines: 'x', contact: [odd]}
  await client.createOrReplace({_id: 'siteSettings', _type: 'siteSettings', ...settings})

  await client.createOrReplace(anArticle('foreign', {language: 'de'}))
  const fields = {authors: referTo('author-odd'), topics: referTo('topic-odd')}
  await client.createOrReplace(anArticle('after-odd', fields))

  for (const path of [
    '/',
    '/articles',
    '/feed.xml',
    '/llms.txt',
    '/sitemap.xml',
    '/search?q=after',
  ])
    expect((await readUntil(path, ({body}) => body.includes('after-odd'))).status, path).toBe(200)
  for (const path of [
    '/articles/odd',
    '/articles/odd.md',
    '/authors/odd',
    '/topics/odd',
    '/authors',
  ])
    expect((await readUntil(path, ({status}) => status === 200)).body, path).not.toContain(
      '[object',
    )
  await readUntil('/topics/odd', ({body}) => body.includes('Title of after-odd'))
  await readUntil('/articles/foreign', ({status}) => status === 404)
  for (const id of [
    'article-odd',
    'article-foreign',
    'article-after-odd',
    'author-odd',
    'topic-odd',
    'siteSettings',
  ])
    await client.delete(id)
})
