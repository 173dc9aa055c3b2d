/** Seam c: Next drops tags past 128 on a fetch, so 150 dependents are found by asking who refers to the changed document. */
import {afterAll, beforeAll, expect, test} from 'vitest'
import {
  aTopic,
  anArticle,
  anAuthor,
  openNewsroom,
  referTo,
  type Newsroom,
} from '../support/newsroom.ts'

const many = Array.from({length: 150}, (_, i) => `by-ana-${i}`)
const others = Array.from({length: 10}, (_, i) => `by-ben-${i}`)
const paths = (slugs: string[]) => slugs.map((slug) => `/articles/${slug}`)

let newsroom: Newsroom

beforeAll(async () => {
  newsroom = await openNewsroom()
  const {client} = newsroom
  const transaction = client
    .transaction()
    .createOrReplace(anAuthor('ana', 'Ana Oldname'))
    .createOrReplace(anAuthor('ben', 'Ben Steady'))
    .createOrReplace(aTopic('harbours', 'Harbours'))
    .createOrReplace(aTopic('mountains', 'Mountains'))
  for (const slug of many) {
    transaction.createOrReplace(
      anArticle(slug, {authors: referTo('author-ana'), topics: referTo('topic-harbours')}),
    )
  }
  for (const slug of others) {
    transaction.createOrReplace(
      anArticle(slug, {authors: referTo('author-ben'), topics: referTo('topic-mountains')}),
    )
  }
  await transaction.commit()
  const all = [...paths(many), ...paths(others), '/authors/ana', '/authors/ben']
  for (let from = 0; from < all.length; from += 8) {
    const some = all.slice(from, from + 8)
    await Promise.all(some.map((path) => newsroom.readUntil(path, ({status}) => status === 200)))
  }
  await newsroom.settled()
}, 300_000)

afterAll(() => newsroom.stop())

test('a new name of an author reaches all 150 articles, and no page without it is touched', async () => {
  const before = newsroom.renders()

  await newsroom.client.patch('author-ana').set({name: 'Ana Newname'}).commit()

  for (const path of [...paths(many), '/authors/ana']) {
    const {body} = await newsroom.readUntil(path, (page) => page.body.includes('Ana Newname'))
    expect(body).not.toContain('Ana Oldname')
  }
  const after = await newsroom.settled()
  for (const path of [...paths(others), '/authors/ben']) {
    expect(after.get(path), path).toBe(before.get(path))
  }
}, 300_000)

test('an article that enters a topic of 150 reaches the pages beside it, and no other', async () => {
  const {client} = newsroom
  const [at = ''] = await client.fetch<string[]>('*[_id == "article-by-ana-70"].publishedAt')
  const publishedAt = new Date(Date.parse(at) + 1_000).toISOString()
  const before = await newsroom.settled()

  await client.create(
    anArticle('between', {title: 'In between', publishedAt, topics: referTo('topic-harbours')}),
  )

  const beside = paths(['by-ana-70', 'by-ana-71', 'by-ana-72', 'by-ana-73', 'by-ana-74'])
  for (const path of beside) await newsroom.readUntil(path, ({body}) => body.includes('In between'))
  const after = await newsroom.settled()
  const changed = paths([...many, ...others]).filter((path) => after.get(path) !== before.get(path))
  expect(changed).toEqual(beside)
})

test('a typo in a body is rendered once, and alone', async () => {
  const before = await newsroom.settled()

  await newsroom.client.patch('article-by-ana-7').set({body: 'Corrected body'}).commit()

  await newsroom.readUntil('/articles/by-ana-7', ({body}) => body.includes('Corrected body'))
  const after = await newsroom.settled()
  const changed = [...after].filter(([path, at]) => before.get(path) !== at).map(([path]) => path)
  expect(changed).toEqual(['/articles/by-ana-7'])
})
