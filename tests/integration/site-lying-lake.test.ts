/**
 * A lake that is slow, hangs, fails, answers with something else or with yesterday's content: published pages stay as they are, and
 * follow by themselves when it is itself again.
 */
import {afterAll, afterEach, beforeAll, expect, test} from 'vitest'
import {openLyingDoor, type LyingDoor, type manners} from '../support/lying-door.ts'
import {anArticle, anAuthor, openNewsroom, referTo, type Newsroom} from '../support/newsroom.ts'
import {full, sample, seed} from '../support/sample.ts'

let newsroom: Newsroom
let door: LyingDoor

const paths = [
  '/',
  '/articles',
  '/articles/steady',
  '/articles/steady.md',
  '/authors/ana',
  '/feed.xml',
  '/sitemap.xml',
  '/llms.txt',
]
const settings = {_id: 'siteSettings', _type: 'siteSettings'}

beforeAll(async () => {
  newsroom = await openNewsroom({
    lakeOrigin: async (lake) => {
      door = await openLyingDoor(lake)
      return door.origin
    },
  })
  const {client} = newsroom
  await client.create({...settings, firmName: 'First name'})
  await client.create(anAuthor('ana', 'Ana'))
  await client.create(anArticle('steady', {authors: referTo('author-ana')}))
  for (const path of paths) await newsroom.readUntil(path, ({status}) => status === 200)
  await newsroom.settled()
})

afterAll(async () => {
  await newsroom.stop()
  door.close()
})

const shows = (words: string) => (page: {status: number; body: string}) =>
  page.status === 200 && page.body.includes(words)

const contents = async () =>
  new Map(await Promise.all(paths.map(async (path) => [path, await newsroom.read(path)] as const)))

const receiptOf = async (transaction: string) => {
  const url = `http://127.0.0.1:${newsroom.site.port}/api/receipts/${transaction}`
  const headers = {authorization: `Bearer ${newsroom.client.config().token}`}
  return (await (await fetch(url, {headers})).json()) as {state?: string}
}

const lies: (keyof typeof manners)[] = ['failing', 'unknowing', 'truncated', 'page', 'other']
const heavy: (keyof typeof manners)[] = ['slow', 'hanging']
/** Pages that are made at the same time share a question, and wait for it together until patience ends: fewer are asked. */
const patient: Partial<Record<keyof typeof manners, number>> = {slow: 1, hanging: 4}
/** The well-formed lie is the worst, so it is in every run. */
const tried = full ? ['empty' as const, ...lies, ...heavy] : ['empty' as const, ...sample(lies, 1)]

afterEach(() => door.behave('honest'))

// The first, since a lake that was seen to be behind is watched for a while.
test('a newcomer whose lists come from a copy that lags behind, of which nothing else told, enters them when that knows it', async () => {
  await newsroom.settled()
  await door.lag(full ? 4_000 : 1_000, ({target, body}) => !/(?:%24|\$)slug/.test(target + body))

  await newsroom.client.create(anArticle('first'))

  for (const path of ['/articles/first', '/', '/articles', '/llms.txt', '/feed.xml'])
    await newsroom.readUntil(path, shows('Title of first'))
  await newsroom.readUntil('/sitemap.xml', shows('/articles/first'))
}, 120_000)

for (const manner of tried) {
  test(`a lake that is ${manner}: no good page is lost, and all follow by themselves (seed ${seed})`, async () => {
    await newsroom.settled()
    const before = await contents()
    const [askedBefore, name] = [door.asked, `Name for ${manner}`]
    door.behave(manner)

    // Every page shows the settings, so every page is asked for anew, again and again.
    await newsroom.client.patch('siteSettings').set({firmName: name}).commit()
    const enough = patient[manner] ?? paths.length + 4
    await expect.poll(() => door.asked - askedBefore, {timeout: 60_000}).toBeGreaterThan(enough)

    for (const [path, page] of await contents()) {
      if (manner === 'slow' && page.body.includes(name)) continue
      expect(page, path).toMatchObject({status: 200, body: before.get(path)?.body})
    }
    door.behave('honest')
    for (const path of [
      '/',
      '/articles',
      '/articles/steady',
      '/authors/ana',
      '/feed.xml',
      '/llms.txt',
    ])
      await newsroom.readUntil(path, shows(name))
    await newsroom.readUntil('/articles/steady.md', shows('Body of steady'))
  }, 300_000)
}

test('a lake that is seconds behind: a correction, a newcomer, a withdrawal and a redirect come through without a second publish', async () => {
  const {client} = newsroom
  await client.create(anArticle('doomed'))
  await newsroom.readUntil('/articles/doomed', shows('Title of doomed'))
  await newsroom.readUntil('/articles', shows('Title of doomed'))
  expect((await newsroom.read('/articles/newcomer')).status).toBe(404)
  await newsroom.settled()
  await door.lag(full ? 5_000 : 1_500)

  const {transactionId} = await client.mutate(
    client
      .transaction()
      .patch('article-steady', {set: {title: 'A corrected title'}})
      .create(anArticle('newcomer'))
      .create({_id: 'moved', _type: 'redirect', from: '/moved', to: '/articles/steady'})
      .delete('article-doomed'),
    {returnDocuments: false},
  )

  await newsroom.readUntil('/articles/steady', shows('A corrected title'))
  await newsroom.readUntil('/articles/newcomer', shows('Title of newcomer'))
  await newsroom.readUntil('/articles/doomed', ({status}) => status === 404)
  const leadsOn = ({headers}: {headers: Headers}) => headers.get('location') === '/articles/steady'
  await newsroom.readUntil('/moved', leadsOn)
  for (const path of ['/', '/articles', '/llms.txt', '/feed.xml']) {
    const isRight = ({body}: {body: string}) =>
      body.includes('A corrected title') &&
      body.includes('Title of newcomer') &&
      !body.includes('Title of doomed')
    await newsroom.readUntil(path, isRight)
  }
  await newsroom.readUntil('/search?q=corrected', shows('steady'))
  await expect
    .poll(async () => (await receiptOf(transactionId)).state, {timeout: 60_000})
    .toBe('live')
}, 300_000)
