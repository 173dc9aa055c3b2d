/** “Live on 5 pages, 0.1 s”: what the site can say about a publish, and to whom. */
import {rmSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as wait} from 'node:timers/promises'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {anArticle, anAuthor, aTopic, openNewsroom, type Newsroom} from '../support/newsroom.ts'

interface Receipt {
  document: string
  state: string
  pages: {
    path: string
    state: string
    revision: string | null
    ms: number | null
    reason?: string
  }[]
}

const studio = 'http://localhost:3333'
let newsroom: Newsroom

beforeAll(async () => {
  newsroom = await openNewsroom({studio})
  await newsroom.client.create(anArticle('tides', {title: 'Tides'}))
  await newsroom.readUntil('/articles/tides', ({status}) => status === 200)
  await newsroom.readUntil('/', ({body}) => body.includes('Tides'))
  await newsroom.settled()
})

afterAll(() => newsroom.stop())

const ask = (transaction: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${newsroom.site.port}/api/receipts/${transaction}`, {
    ...init,
    headers: {authorization: `Bearer ${newsroom.client.config().token}`, origin: studio},
  })

async function receiptOf(transaction: string, state: string): Promise<Receipt> {
  for (const end = Date.now() + 60_000; ;) {
    const answer = await ask(transaction)
    const receipt = (answer.ok ? await answer.json() : {state: answer.status}) as Receipt
    if (receipt.state === state) return receipt
    if (Date.now() > end) throw new Error(`${JSON.stringify(receipt)}\n${newsroom.site.log()}`)
    await wait(10)
  }
}

test('after a publish every page that shows it is named, and readers see it there', async () => {
  const {_id: id, ...fields} = anArticle('tides', {title: 'Tides by night'})
  await newsroom.client.createOrReplace({...fields, _id: `drafts.${id}`})
  const {transactionId} = await newsroom.client.action({
    actionType: 'sanity.action.document.publish',
    draftId: `drafts.${id}`,
    publishedId: id,
  })

  const receipt = await receiptOf(transactionId, 'live')

  expect(receipt.document).toBe(id)
  const paths = receipt.pages.map(({path}) => path)
  expect(paths[0]).toBe('/articles/tides')
  expect(paths).toContain('/')
  const document = await newsroom.client.getDocument(id)
  expect(receipt.pages[0]).toMatchObject({state: 'live', revision: document?._rev})
  for (const path of ['/', '/articles/tides'])
    expect((await newsroom.read(path)).body).toContain('Tides by night')
})

test('a deletion is live when nothing is shown at its address any more', async () => {
  const {client} = newsroom
  await client.create(anArticle('withdrawn'))
  await newsroom.readUntil('/articles/withdrawn', ({status}) => status === 200)

  const {transactionId} = await client.delete('article-withdrawn')
  await receiptOf(transactionId, 'live')

  expect((await newsroom.read('/articles/withdrawn')).status).toBe(404)
  expect((await newsroom.read('/')).body).not.toContain('Title of withdrawn')
})

test('of two articles at one address readers see the older; the receipt of the other says so, until it has the address alone', async () => {
  const {client, read} = newsroom
  const at = (slug: string) => ({slug: {_type: 'slug', current: slug}})
  await client.create({...anArticle('shared', {title: 'The first'}), _id: 'z-first'})
  const body = async () => (await read('/articles/shared')).body
  await newsroom.readUntil('/articles/shared', (page) => page.body.includes('The first'))

  const second = {...anArticle('shared', {title: 'The second'}), _id: 'a-second'}
  const written = await client.transaction().create(second).commit()
  const own = async () => {
    const answer = await ask(written.transactionId)
    const receipt = answer.ok ? ((await answer.json()) as Receipt) : undefined
    return receipt?.pages.find(({path}) => path === '/articles/shared')
  }
  // Not the first receipt that lags: another page may be late before this one is.
  await expect.poll(own, {timeout: 60_000}).toEqual({
    path: '/articles/shared',
    state: 'lagging',
    revision: (await client.getDocument('a-second'))?._rev,
    ms: null,
    reason:
      'Another document has this address, and readers see that one: “The first”. Give one of the two another address.',
  })
  const behind = [await body(), (await read('/articles/shared.md')).body]
  const renamed = await client.patch('z-first').set(at('elsewhere')).commit()
  await receiptOf(renamed._rev, 'live')
  const alone = [await body(), (await read('/articles/shared.md')).body]
  await receiptOf(written.transactionId, 'live')

  for (const text of behind) expect(text).toContain('Body of shared')
  expect(behind[1]).toContain('The first')
  for (const text of alone) expect(text).toContain('The second')

  await client.patch('z-first').set(at('shared')).commit()
  await newsroom.readUntil('/articles/shared', (page) => page.body.includes('The first'))
  const deleted = await client.delete('z-first')
  await receiptOf(deleted.transactionId, 'live')
  expect(await body()).toContain('The second')
})

test('a redirect is live where no page can be as well, and so is its end', async () => {
  const {client} = newsroom
  const leads = {_id: 'old-page', _type: 'redirect', from: '/old/page.html/', to: '/articles/tides'}

  const written = await client.transaction().create(leads).commit()
  const receipt = await receiptOf(written.transactionId, 'live')
  const shown = await newsroom.read('/old/page.html')
  const taken = await client.delete('old-page')
  await receiptOf(taken.transactionId, 'live')

  expect(receipt.pages.map(({path}) => path)).toContain('/old/page.html')
  expect([307, 308]).toContain(shown.status)
  expect((await newsroom.read('/old/page.html')).status).toBe(404)
})

test('what is deleted while the site is down is on no page after its start, by whichever reference it was shown', async () => {
  const {client} = newsroom
  const weak = (_ref: string) => ({_type: 'reference', _ref, _weak: true})
  const each = (id: string) => [{...weak(id), _key: id}]
  await client
    .transaction()
    .create(anAuthor('weak-writer', 'Weak Writer'))
    .create(anAuthor('weak-checker', 'Weak Checker'))
    .create(aTopic('weak-topic', 'Weak Topic'))
    .create({_id: 'weak-offer', _type: 'callToAction', heading: 'Weak Offer', text: 'Call.'})
    .create({...anArticle('faible', {language: 'fr', title: 'Weak Translation'})})
    .create(anArticle('weak-related', {title: 'Weak Related'}))
    .create(
      anArticle('refers', {
        authors: each('author-weak-writer'),
        reviewedBy: weak('author-weak-checker'),
        reviewedAt: '2026-01-02T00:00:00Z',
        topics: each('topic-weak-topic'),
        callToAction: weak('weak-offer'),
        related: each('article-weak-related'),
        translations: each('article-faible'),
      }),
    )
    .commit()
  const gone = ['author-weak-writer', 'author-weak-checker', 'topic-weak-topic', 'weak-offer']
  gone.push('article-faible', 'article-weak-related')
  const paths = ['/articles/refers', '/', '/authors', '/topics', '/sitemap.xml', '/feed.xml']
  const traces = /weak[- ]/i
  for (const path of paths) await newsroom.readUntil(path, ({body}) => traces.test(body))
  await newsroom.settled()

  await newsroom.stopSite()
  const transaction = client.transaction()
  for (const id of gone) transaction.delete(id)
  await transaction.commit()
  await newsroom.restartSite()

  for (const path of paths) await newsroom.readUntil(path, ({body}) => !traces.test(body))
  for (const path of ['/authors/weak-writer', '/topics/weak-topic', '/articles/weak-related'])
    await newsroom.readUntil(path, ({status}) => status === 404)
})

test('an upgrade forgets no receipt, and what was published during it has one before its webhook comes again', async () => {
  const publish = async (body: string) =>
    (await newsroom.client.patch('article-tides').set({body}).commit())._rev
  const before = await publish('Before the upgrade.')
  await receiptOf(before, 'live')

  await newsroom.stopSite()
  const during = await publish('During the upgrade.')
  rmSync(join(newsroom.directory, 'site', 'pages'), {recursive: true}) // those of the earlier build
  await newsroom.restartSite()

  await receiptOf(during, 'live')
  await receiptOf(before, 'live')
  const lines = newsroom.site.log().split('\n')
  expect(lines.find((line) => line.includes(during))).not.toContain('"delivery"')
})

test('a viewer and a stranger learn nothing', async () => {
  const {token} = await newsroom.lake.addUser('Guest', 'viewer')
  const url = `http://127.0.0.1:${newsroom.site.port}/api/receipts/any`

  for (const authorization of [`Bearer ${token}`, 'Bearer forged', '']) {
    const answer = await fetch(url, {headers: {authorization}})
    expect(answer.status).toBe(401)
  }
})
