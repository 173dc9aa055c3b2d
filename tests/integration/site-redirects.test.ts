/** A slug change never breaks a link, whoever made it; deletion keeps its 404 unless an editor says otherwise. */
import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest'
import {createMessenger} from '../support/messenger.ts'
import {anArticle, openNewsroom, type Newsroom, type Read} from '../support/newsroom.ts'

let newsroom: Newsroom

beforeAll(async () => {
  newsroom = await openNewsroom({writes: true})
})

afterAll(() => newsroom.stop())

const slug = (current: string) => ({slug: {_type: 'slug', current}})
const leadsTo = (address: string) => (page: Read) =>
  page.status === 308 && page.headers.get('location') === address

async function publish(name: string): Promise<void> {
  await newsroom.client.create(anArticle(name))
  await newsroom.readUntil(`/articles/${name}`, ({status}) => status === 200)
}

test('a new slug by any writer: the old address leads to the new one in one hop, and the lake says so', async () => {
  const {client} = newsroom
  await publish('first')
  const rename = (to: string) => client.patch('article-first').set(slug(to)).commit()

  await rename('second')
  await newsroom.readUntil('/articles/first', leadsTo('/articles/second'))
  await rename('third')
  await newsroom.readUntil('/articles/first', leadsTo('/articles/third'))
  await newsroom.readUntil('/articles/second', leadsTo('/articles/third'))

  expect((await newsroom.read('/articles/third')).status).toBe(200)
  await expect
    .poll(() => client.fetch<string[]>('*[_type == "redirect"]{"way": from + " " + to}.way'))
    .toEqual(
      expect.arrayContaining([
        '/articles/first /articles/second',
        '/articles/second /articles/third',
      ]),
    )
})

test('a slug that is taken up again shows its page, and the other one leads there', async () => {
  const {client} = newsroom
  await publish('there')

  await client.patch('article-there').set(slug('back')).commit()
  await newsroom.readUntil('/articles/there', leadsTo('/articles/back'))
  await client.patch('article-there').set(slug('there')).commit()

  await newsroom.readUntil('/articles/there', ({status}) => status === 200)
  await newsroom.readUntil('/articles/back', leadsTo('/articles/there'))
})

test('a redirect that an editor writes or takes back counts at once, and hides no page', async () => {
  const {client} = newsroom
  await publish('shown')
  const redirect = {_type: 'redirect', permanent: true}

  await client.create({...redirect, _id: 'r1', from: '/old/page.html', to: '/articles/shown'})
  await client.create({...redirect, _id: 'r2', from: '/older', to: '/old/page.html'})
  await client.create({...redirect, _id: 'r3', from: '/articles/shown', to: '/'})
  await client.create({...redirect, _id: 'r4', from: '/retracted', gone: true})

  await newsroom.readUntil('/old/page.html', leadsTo('/articles/shown'))
  await newsroom.readUntil('/older', leadsTo('/articles/shown'))
  await newsroom.readUntil('/retracted', ({status}) => status === 410)
  expect((await newsroom.read('/articles/shown')).status).toBe(200)
  await client.delete('r2')
  await newsroom.readUntil('/older', ({status}) => status === 404)
})

test('former slugs that Studio keeps lead to the article, the author, the topic, the page', async () => {
  const formerSlugs = ['a-first-name']
  const kept = slug('kept')
  await newsroom.client
    .transaction()
    .create(anArticle('kept-by-studio', {formerSlugs}))
    .create({_id: 'author-kept', _type: 'author', name: 'Kept', ...kept, formerSlugs})
    .create({_id: 'topic-kept', _type: 'topic', title: 'Kept', ...kept, formerSlugs})
    .create({_id: 'page-kept', _type: 'page', title: 'Kept', ...kept, body: 'x', formerSlugs})
    .commit()

  await newsroom.readUntil('/articles/a-first-name', leadsTo('/articles/kept-by-studio'))
  await newsroom.readUntil('/authors/a-first-name', leadsTo('/authors/kept'))
  await newsroom.readUntil('/fr/authors/a-first-name', leadsTo('/fr/authors/kept'))
  await newsroom.readUntil('/topics/a-first-name', leadsTo('/topics/kept'))
  await newsroom.readUntil('/a-first-name', leadsTo('/kept'))
})

test('deletion keeps its 404 until a redirect says otherwise', async () => {
  const {client} = newsroom
  await publish('doomed')
  await client.delete('article-doomed')
  await newsroom.readUntil('/articles/doomed', ({status}) => status === 404)

  await client.create({_id: 'r5', _type: 'redirect', from: '/articles/doomed', to: '/articles'})

  await newsroom.readUntil('/articles/doomed', leadsTo('/articles'))
})

test('a redirect to what is withdrawn is a 404, and leads on when it is back', async () => {
  const {client} = newsroom
  await publish('withdrawn')
  await client.create({_id: 'r7', _type: 'redirect', from: '/flyer', to: '/articles/withdrawn'})
  await newsroom.readUntil('/flyer', leadsTo('/articles/withdrawn'))

  await client.delete('article-withdrawn')
  await newsroom.readUntil('/flyer', ({status}) => status === 404)
  await client.create(anArticle('withdrawn'))
  await newsroom.readUntil('/flyer', leadsTo('/articles/withdrawn'))
})

test('with the lake down, and over a restart, links that moved still lead on', async () => {
  await publish('steady')
  await newsroom.client.patch('article-steady').set(slug('steadier')).commit()
  await newsroom.readUntil('/articles/steady', leadsTo('/articles/steadier'))
  await newsroom.client.create({_id: 'r6', _type: 'redirect', from: '/leaflet', to: '/articles'})
  await newsroom.readUntil('/leaflet', leadsTo('/articles'))
  await newsroom.stopLake()

  await newsroom.restartSite()

  expect(leadsTo('/articles/steadier')(await newsroom.read('/articles/steady'))).toBe(true)
  expect(leadsTo('/articles')(await newsroom.read('/leaflet'))).toBe(true)
})

test('a new slug of which nobody told: the sweep finds it by the page at hand, the lake says so, and the editor has a receipt', async () => {
  const messenger = createMessenger(() => 'lost')
  const untold = await openNewsroom({
    messenger: (hears) => messenger.open(hears),
    writes: true,
    archive: async (client) => void (await client.create(anArticle('unheard'))),
  })
  onTestFinished(async () => {
    await untold.stop()
    messenger.close()
  })
  await untold.readUntil('/articles/unheard', ({status}) => status === 200)
  await untold.settled()

  const {_rev} = await untold.client.patch('article-unheard').set(slug('heard')).commit()
  await untold.restartSite()

  await untold.readUntil('/articles/unheard', leadsTo('/articles/heard'))
  await expect
    .poll(() => untold.client.fetch<object[]>('*[_type == "redirect"]{from, to}'))
    .toEqual([{from: '/articles/unheard', to: '/articles/heard'}])
  const receipt = `http://127.0.0.1:${untold.site.port}/api/receipts/${_rev}`
  const headers = {authorization: `Bearer ${untold.client.config().token}`}
  await expect
    .poll(async () => (await fetch(receipt, {headers})).json(), {timeout: 30_000})
    .toMatchObject({documents: ['article-unheard'], state: 'live'})
})

test('a move that is told after the sweep found the next one hides no redirect, with the lake away', async () => {
  const fates = ['now', 'late', 'lost', 'lost'] as const
  const messenger = createMessenger(({number}) => fates[number - 1] ?? 'lost')
  const world = await openNewsroom({messenger: (hears) => messenger.open(hears), writes: true})
  onTestFinished(async () => {
    await world.stop()
    messenger.close()
  })
  await world.client.create(anArticle('step-1'))
  await world.readUntil('/articles/step-1', ({status}) => status === 200)
  const rename = (to: string, transactionId: string) =>
    world.client.patch('article-step-1').set(slug(to)).commit({transactionId})
  await rename('step-2', 'second')
  await world.readUntil('/articles/step-2', ({status}) => status === 200)
  await rename('step-3', 'third')
  await expect.poll(() => messenger.hasTaken('third', ['article-step-1'])).toBe(true)
  await world.restartSite()
  await world.readUntil('/articles/step-2', leadsTo('/articles/step-3'))

  await world.stopLake()
  await messenger.deliverLate(() => 0)

  const [first, second] = [
    await world.read('/articles/step-1'),
    await world.read('/articles/step-2'),
  ]
  expect(second.headers.get('location')).toBe('/articles/step-3')
  expect(first.headers.get('location')).toBe('/articles/step-3')
})
