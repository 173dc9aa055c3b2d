/**
 * What enters, leaves or moves in a list: nothing stale is left, and no page is made anew for nothing, but for those that are named here. Each
 * list of these is all that the site does too much: one page more, and the test fails.
 */
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
import {PublishCost, withoutRevisions} from '../support/publish-cost.ts'

let newsroom: Newsroom
let door: CountingDoor
let cost: PublishCost

/** More than two pages of the archive, and of its feeds. All but each third are on tides, and each other one is by Ben. */
const names = Array.from({length: 45}, (_, i) => `piece-${String(i).padStart(2, '0')}`)

const feeds = ['/feed.xml', '/atom.xml', '/feed.json']
const paths = [
  '/',
  '/articles',
  '/articles/page/2',
  '/articles/page/3',
  ...names.map((name) => `/articles/${name}`),
  '/articles/piece-20.md',
  '/authors/ben',
  '/authors/ben/page/2',
  '/topics',
  '/topics/tides',
  '/topics/tides/page/2',
  '/topics/winds',
  '/not-found-page',
  '/topics/tides/feed.xml',
  ...feeds,
  '/sitemap.xml',
  '/llms.txt',
  '/fr',
  '/fr/topics',
]

beforeAll(async () => {
  newsroom = await openNewsroom({
    lakeOrigin: async (lake) => {
      door = await openCountingDoor(lake)
      return door.origin
    },
    env: {SITE_URL: 'http://tides.example'}, // of the one that begins anew, too
    archive: async (client) => {
      const transaction = client
        .transaction()
        .createOrReplace(anAuthor('ana', 'Ana'))
        .createOrReplace(anAuthor('ben', 'Ben'))
        .createOrReplace(aTopic('tides', 'Tides'))
        .createOrReplace(aTopic('winds', 'Winds'))
        .createOrReplace({_id: 'siteSettings', _type: 'siteSettings', languages: ['en', 'fr']})
      names.forEach((name, i) => {
        const authors = referTo(i % 2 ? 'author-ana' : 'author-ben')
        const topics = referTo(i % 3 ? 'topic-tides' : 'topic-winds')
        transaction.createOrReplace(anArticle(name, {authors, topics}))
      })
      await transaction.commit()
    },
  })
  for (const path of paths) await newsroom.readUntil(path, ({status}) => status !== 503)
  await newsroom.settled()
  cost = new PublishCost(newsroom, door, paths)
})

afterAll(async () => {
  await newsroom.stop()
  door.close()
})

/** The pages that were made anew and are what they were. Of what changed, nothing was left. */
async function needlessOf(change: () => Promise<{_rev: string}>): Promise<string[]> {
  const {rendered, changed} = await cost.of(change)
  const isThere = (path: string) => newsroom.renders().has(path)
  expect(changed.filter((path) => !rendered.includes(path) && isThere(path))).toEqual([])
  return rendered.filter((path) => paths.includes(path) && !changed.includes(path))
}

const set = (id: string, fields: Record<string, unknown>) => () =>
  newsroom.client.patch(id).set(fields).commit()

const deleted = (id: string) => async () => {
  const {transactionId} = await newsroom.client.delete(id)
  return {_rev: transactionId}
}

/** An article so much later, or earlier. */
const redated = (name: string, milliseconds: number) => async () => {
  const id = `article-${name}`
  const at = await newsroom.client.fetch<string>('*[_id == $id][0].publishedAt', {id})
  const publishedAt = new Date(Date.parse(at) + milliseconds).toISOString()
  return set(id, {publishedAt})()
}

test('a date a second later, in the same order', async () => {
  expect(await needlessOf(redated('piece-20', 1_000))).toEqual([])
})

test('a date two months earlier', async () => {
  expect(await needlessOf(redated('piece-19', -60 * 86_400_000))).toEqual([])
})

test('the oldest is deleted', async () => {
  expect(await needlessOf(deleted('article-piece-00'))).toEqual([])
})

test('one in the middle is unpublished', async () => {
  const unpublished = async () => {
    const {transactionId} = await newsroom.client.action({
      actionType: 'sanity.action.document.unpublish',
      draftId: 'drafts.article-piece-21',
      publishedId: 'article-piece-21',
    })
    return {_rev: transactionId}
  }

  expect(await needlessOf(unpublished)).toEqual([])
})

test('one that is too old for feeds is not to be found any more, and is again', async () => {
  expect(await needlessOf(set('article-piece-05', {seo: {noindex: true}}))).toEqual([])
  expect(await needlessOf(set('article-piece-05', {seo: {noindex: false}}))).toEqual([])
})

test('an old one moves to another topic', async () => {
  expect(await needlessOf(set('article-piece-05', {topics: referTo('topic-winds')}))).toEqual([])
})

test('one appears that is older than all others', async () => {
  const publishedAt = '2020-01-01T00:00:00Z'
  const old = anArticle('old', {publishedAt, topics: referTo('topic-winds')})

  expect(await needlessOf(() => newsroom.client.create(old))).toEqual([])
})

test('a topic appears, and goes: whether anything stands in it, these pages have to ask', async () => {
  const those = ['/', '/fr', '/fr/topics']
  const rain = aTopic('rain', 'Rain')
  const appears = await needlessOf(() => newsroom.client.create(rain))
  const goes = await needlessOf(deleted('topic-rain'))

  expect(appears).toEqual(those)
  expect(goes).toEqual(those)
})

test('after all of these, a site that begins anew has the same pages', async () => {
  const {pages} = await cost.look()
  const {port} = await newsroom.anotherSite()
  const different: string[] = []
  for (const [path, was] of pages) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {redirect: 'manual'})
    if (withoutRevisions(await answer.text()) !== was) different.push(path)
  }

  expect(different).toEqual([])
})
