/** Publish means live, and what was live stays so: with the lake down, the site restarted, the webhook lost. */
import {existsSync, readFileSync} from 'node:fs'
import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest'
import {openCountingDoor, questionsIn, type CountingDoor} from '../support/counting-door.ts'
import {anArticle, openNewsroom, type Newsroom} from '../support/newsroom.ts'
import {atMost, full} from '../support/sample.ts'

let newsroom: Newsroom
let door: CountingDoor

beforeAll(async () => {
  newsroom = await openNewsroom({
    lakeOrigin: async (lake) => {
      door = await openCountingDoor(lake)
      return door.origin
    },
  })
})

afterAll(async () => {
  await newsroom.stop()
  door.close()
})

const shows = (words: string) => (page: {status: number; body: string}) =>
  page.status === 200 && page.body.includes(words)
const isMissing = ({status}: {status: number}) => status === 404

test('a 404 gives way when the page is published, and comes back when it is withdrawn', async () => {
  const {client} = newsroom
  expect((await newsroom.read('/articles/comes-and-goes')).status).toBe(404)

  await client.create(anArticle('comes-and-goes'))
  await newsroom.readUntil('/articles/comes-and-goes', shows('Title of comes-and-goes'))
  await newsroom.readUntil('/', shows('Title of comes-and-goes'))

  await client.delete('article-comes-and-goes')
  await newsroom.readUntil('/articles/comes-and-goes', isMissing)
  await newsroom.readUntil('/', ({body}) => !body.includes('Title of comes-and-goes'))
})

test('/index is nothing, before the front page is asked for and after, and does not take its place', async () => {
  await newsroom.client.create(anArticle('on-the-front'))
  await newsroom.readUntil('/', shows('Title of on-the-front'))

  for (const path of ['/index', '/fr/index', '/index.html'])
    expect((await newsroom.read(path)).status, path).not.toBe(200)
  await newsroom.client.patch('article-on-the-front').set({title: 'After /index'}).commit()

  await newsroom.readUntil('/', shows('After /index'))
  expect((await newsroom.read('/index')).status).not.toBe(200)
  expect(await newsroom.read('/')).toMatchObject({status: 200})
})

test('a new slug moves the page: the new address shows it, the old one no more', async () => {
  const {client} = newsroom
  await client.create(anArticle('old-name'))
  await newsroom.readUntil('/articles/old-name', shows('Title of old-name'))

  await client
    .patch('article-old-name')
    .set({slug: {_type: 'slug', current: 'new-name'}})
    .commit()

  await newsroom.readUntil('/articles/new-name', shows('Title of old-name'))
  await newsroom.readUntil('/articles/old-name', ({status}) => status !== 200)
})

test('the site remembers its pages over a restart, and asks for none of them', async () => {
  await newsroom.client.create(anArticle('kept'))
  await newsroom.readUntil('/articles/kept', shows('Title of kept'))
  const before = (await newsroom.settled()).get('/articles/kept')

  await newsroom.restartSite()

  expect(await newsroom.read('/articles/kept')).toMatchObject({status: 200})
  expect((await newsroom.settled()).get('/articles/kept')).toBe(before)
})

test('what lies on disk is answered after a restart as it was before, whatever kind of answer it is', async () => {
  await newsroom.client.create(anArticle('as-before'))
  const paths = ['/', '/articles/as-before', '/articles/as-before.md', '/feed.xml', '/sitemap.xml']
  await newsroom.readUntil('/articles/as-before', shows('Title of as-before'))
  for (const path of paths) await newsroom.readUntil(path, ({status}) => status === 200)
  await newsroom.settled()
  const read = async (path: string) => {
    const {status, headers, body} = await newsroom.read(path)
    return {path, status, headers: [...headers].filter(([name]) => name !== 'date'), body}
  }
  const before = await Promise.all([...paths, '/articles/none'].map(read))
  const rendered = newsroom.renders()

  await newsroom.restartSite()

  expect(await Promise.all([...paths, '/articles/none'].map(read))).toEqual(before)
  expect(newsroom.renders()).toEqual(rendered)
})

test('with the lake down pages stay up and nothing turns into an error for good', async () => {
  await newsroom.client.create(anArticle('steady'))
  await newsroom.readUntil('/articles/steady', shows('Title of steady'))
  await newsroom.settled() // on disk, where the end of the process leaves it
  await newsroom.stopLake()

  expect(await newsroom.read('/articles/steady')).toMatchObject({status: 200})
  const unknown = await newsroom.read('/articles/never-rendered')
  expect(unknown.status).toBe(503)
  expect(unknown.headers.get('cache-control')).toBe('no-store')
  expect(unknown.body).toContain('<h1>')
  await newsroom.restartSite('SIGKILL')
  expect(await newsroom.read('/articles/steady')).toMatchObject({status: 200})

  await newsroom.startLakeAgain()
  await newsroom.readUntil('/articles/never-rendered', isMissing)
  await newsroom.client.patch('article-steady').set({title: 'Steady again'}).commit()
  await newsroom.readUntil('/articles/steady', shows('Steady again'))
})

test('five hundred readers of an address that nobody asked for cost the lake one question, and so do five hundred of a page that has changed', async () => {
  const {client} = newsroom
  onTestFinished(() => door.hold())
  const fiveHundred = (slug: string) =>
    Promise.all(Array.from({length: 500}, () => newsroom.read(`/articles/${slug}`)))
  // Those for the page: the lists and the search, which also name the article, ask when their turn comes.
  const questionsFor = (slug: string) =>
    questionsIn(door.asked).filter((target) => target.includes(`%24slug=%22${slug}%22`)).length
  await client.create(anArticle('busy', {title: 'Busy'}))
  await newsroom.readUntil('/articles/busy', shows('Busy'))
  await newsroom.settled()

  door.hold(/unheard-of/)
  const unheardOf = fiveHundred('unheard-of')
  await expect.poll(() => questionsFor('unheard-of')).toBe(1)
  door.hold()
  expect((await unheardOf).filter(isMissing)).toHaveLength(500)
  expect(questionsFor('unheard-of')).toBe(1)

  const before = questionsFor('busy')
  door.hold(/%24slug=%22busy%22/)
  await client.patch('article-busy').set({body: 'Fresh'}).commit()
  await expect.poll(() => questionsFor('busy')).toBe(before + 1)
  const pages = await fiveHundred('busy')
  expect(pages.filter(shows('Body of busy'))).toHaveLength(500)
  expect(questionsFor('busy')).toBe(before + 1)

  door.hold()
  await newsroom.readUntil('/articles/busy', shows('Fresh'))
  expect(questionsFor('busy')).toBe(before + 1)
})

const unknown = full ? 50_000 : 70

test(
  `${unknown} addresses where nothing is: the lake is asked a few at a time, and readers of real pages notice nothing`,
  async () => {
    await newsroom.client.create(anArticle('real'))
    await newsroom.readUntil('/articles/real', shows('Title of real'))
    await newsroom.readUntil('/', shows('Title of real'))
    // The one before was killed, with what it had been told: the sweep of a start that nobody disturbs counts documents anew.
    await newsroom.restartSite()
    const before = await newsroom.settled()
    const memory = () => memoryOf(newsroom.site.pid)
    const memoryBefore = memory()
    const strange: string[] = []
    let next = 0
    const stranger = async () => {
      while (next < unknown) {
        const path = `/articles/nothing-${next++}`
        const {status} = await newsroom.read(path)
        // Where the machine cannot keep up, who would have to wait too long is told so.
        if (status !== 404 && status !== 503) strange.push(`${path}: ${status}`)
      }
    }
    const wrong: string[] = []
    const reader = async () => {
      while (next < unknown) {
        for (const path of ['/', '/articles/real']) {
          const page = await newsroom.read(path)
          if (!shows('Title of real')(page)) wrong.push(`${path}: ${page.status}`)
        }
      }
    }

    door.slow(full ? 20 : 1_500)
    await Promise.all([reader(), ...Array.from({length: 60}, stranger)])
    const mostAtOnce = door.mostAtOnce()
    door.slow(0)

    expect(strange).toEqual([])
    expect(wrong).toEqual([])
    expect(mostAtOnce).toBeLessThan(30)
    expect(await newsroom.settled()).toEqual(before)
    expect(memory() - memoryBefore).toBeLessThan(200)
  },
  atMost(900),
)

// The last one: what the webhook could not tell it tries to tell half a minute later.
test('a change made while the site was down is found when it starts', async () => {
  const {client} = newsroom
  await client.create(anArticle('missed'))
  await client.create(anArticle('removed'))
  await newsroom.readUntil('/articles/missed', shows('Title of missed'))
  await newsroom.readUntil('/articles/removed', shows('Title of removed'))
  await newsroom.stopSite('SIGKILL')

  await client.patch('article-missed').set({title: 'Told to nobody'}).commit()
  await client.delete('article-removed')
  await newsroom.restartSite()

  await newsroom.readUntil('/articles/missed', shows('Told to nobody'))
  await newsroom.readUntil('/articles/removed', isMissing)
  await newsroom.readUntil(
    '/',
    ({body}) => body.includes('Told to nobody') && !body.includes('Title of removed'),
  )
})

/** Resident memory in MiB; 0 where the system does not tell. */
function memoryOf(pid: number | undefined): number {
  const file = `/proc/${pid}/status`
  if (!existsSync(file)) return 0
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1]) / 1024
}
