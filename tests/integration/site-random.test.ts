/**
 * Nothing stale is left, nothing wrong is served: whatever is edited and in whatever order, with webhooks that are lost, told twice, late
 * or in another order, with the site or the lake away for a while, in the end the site answers as one that has just begun.
 */
import {setTimeout as wait} from 'node:timers/promises'
import {expect, onTestFinished, test} from 'vitest'
import {createMessenger, type Fate, type Messenger} from '../support/messenger.ts'
import {openNewsroom, type Newsroom} from '../support/newsroom.ts'
import {allPaths, RandomEdits, slugs} from '../support/random-edits.ts'
import {atMost, full, random, seed} from '../support/sample.ts'

const runs = full ? 30 : 2
const editsInARun = full ? 40 : 15

const besides = slugs.flatMap((slug) => [
  `/articles/${slug}.md`,
  `/topics/${slug}/feed.xml`,
  `/authors/${slug}/feed.json`,
])
const lists = ['', '/fr'].flatMap((language) =>
  ['/articles', '/authors', '/topics', '/feed.xml', '/llms.txt'].map((path) => language + path),
)
const machines = ['/', '/fr', '/sitemap.xml', '/sitemap-2026.xml', '/sitemap-pages.xml']
const addresses = [...allPaths, ...besides, ...lists, ...machines, '/old/page.html', '/none']

/** A small number from a text, the same each time. */
const numberOf = (text: string) =>
  [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 7)

/** Mostly told at once; what becomes of a message depends on what it says alone. */
function fateOf(run: number): (message: {document: string; number: number}) => Fate {
  return ({document, number}) => {
    const drawn = random(numberOf(`${run} ${document} ${number}`))()
    return drawn < 0.5 ? 'now' : drawn < 0.65 ? 'twice' : drawn < 0.85 ? 'late' : 'lost'
  }
}

interface World {
  newsroom: Newsroom
  messenger: Messenger
  next: () => number
  /** What happened, for whoever reads why it failed. */
  steps: string[]
  edits: RandomEdits
}

async function aWorld(run: number): Promise<World> {
  const messenger = createMessenger(fateOf(run))
  const newsroom = await openNewsroom({
    messenger: (hears) => messenger.open(hears),
    writes: true,
    env: {SITE_URL: 'http://letters.example'},
  })
  onTestFinished(async () => {
    await newsroom.stop()
    messenger.close()
  })
  const next = random(run)
  return {newsroom, messenger, next, steps: [], edits: new RandomEdits(next)}
}

async function commit(
  {newsroom, messenger, steps}: World,
  {says, mutations, documents}: ReturnType<RandomEdits['next']>,
): Promise<void> {
  const transactionId = `edit-${steps.length}`
  steps.push(says)
  await newsroom.client.mutate(mutations, {transactionId, visibility: 'sync'})
  await expect.poll(() => messenger.hasTaken(transactionId, documents)).toBe(true)
}

async function readSome({newsroom, next}: World, count: number): Promise<void> {
  for (let i = 0; i < count; i++)
    await newsroom.read(addresses[Math.floor(next() * addresses.length)] ?? '/')
}

/** What befalls site and lake between two edits. */
async function befall(world: World): Promise<void> {
  const {newsroom, messenger, next, steps} = world
  const drawn = next()
  if (drawn < 0.3) {
    steps.push('late webhooks')
    await messenger.deliverLate(next, () => next() < 0.5)
  } else if (drawn < 0.36) {
    const signal = next() < 0.5 ? 'SIGKILL' : undefined
    steps.push(`the site starts again ${signal ?? ''}`)
    await newsroom.restartSite(signal)
  } else if (drawn < 0.4) {
    steps.push('the lake is away, and late webhooks come')
    await newsroom.stopLake()
    await readSome(world, 5)
    await messenger.deliverLate(next)
    await newsroom.startLakeAgain()
  }
}

interface Seen {
  status: number
  location: string | null
  content: string
}

/** As one reads it, whatever revisions it says it was made from. */
async function readAll(port: number): Promise<Map<string, Seen>> {
  const seen = new Map<string, Seen>()
  for (const address of addresses) {
    const answer = await fetch(`http://127.0.0.1:${port}${address}`, {redirect: 'manual'})
    const content = (await answer.text()).replace(/<meta name="content-revision"[^>]*>/, '')
    seen.set(address, {
      status: answer.status,
      location: answer.headers.get('location'),
      content: answer.status === 200 ? content : '',
    })
  }
  return seen
}

/** Where the two begin to differ, with what stands before it. */
function difference({content: old, ...one}: Seen, {content: fresh, ...other}: Seen): object {
  const at = [...old].findIndex((letter, i) => letter !== fresh[i])
  const from = Math.max(0, at - 80)
  return {one, other, old: old.slice(from, at + 80), fresh: fresh.slice(from, at + 80)}
}

async function differences({newsroom}: World, fresh: number): Promise<Record<string, object>> {
  const [old, anew] = [await readAll(newsroom.site.port), await readAll(fresh)]
  return Object.fromEntries(
    [...anew].flatMap(([address, one]) => {
      const was = old.get(address)
      const isSame = JSON.stringify(was) === JSON.stringify(one)
      return isSame || !was ? [] : [[address, difference(was, one)]]
    }),
  )
}

/** Redirects of the site into nothing. */
const deadEnds = (seen: Map<string, Seen>): string[] =>
  [...seen].flatMap(([address, {location}]) =>
    location !== null && seen.get(location)?.status === 404 ? [`${address} → ${location}`] : [],
  )

/** In milliseconds. For a minute the site holds to be true what late webhooks told it, whatever the lake says. */
const patience = 90_000

interface Outcome {
  /** Where the two sites differ after all, by address. */
  found: Record<string, object>
  deadEnds: string[]
  /** Addresses of what is published that do not answer with a page. */
  notShown: string[]
  /** The seed, and what happened. */
  said: string
}

async function play(world: World, run: number): Promise<Outcome> {
  const {newsroom, messenger, next, steps, edits} = world
  await commit(world, edits.first())
  for (let i = 0; i < editsInARun; i++) {
    await readSome(world, 3)
    await commit(world, edits.next())
    await befall(world)
  }
  await messenger.deliverLate(next, () => next() < 0.5)
  steps.push('the site starts again, which sweeps')
  await newsroom.restartSite()
  await messenger.deliverLate(next)
  const said = `MASTHEAD_SEED=${run}\n${steps.map((step, i) => `${i} ${step}`).join('\n')}`
  await newsroom.settled(patience).catch((cause: unknown) => {
    throw new Error(`${String(cause)}\n${said}`, {cause})
  })

  const {port} = await newsroom.anotherSite('fresh')
  const end = Date.now() + patience
  let found = await differences(world, port)
  while (Object.keys(found).length > 0 && Date.now() < end) {
    await wait(500)
    found = await differences(world, port)
  }
  const seen = await readAll(port)
  const notShown = edits.addresses().filter((address) => seen.get(address)?.status !== 200)
  return {found, deadEnds: deadEnds(seen), notShown, said}
}

for (let run = seed; run < seed + runs; run++) {
  test(
    `whatever was edited, told and lost, the site answers as a fresh one does (seed ${run})`,
    async () => {
      const world = await aWorld(run)

      const {said, ...outcome} = await play(world, run)

      expect(outcome, said).toEqual({found: {}, deadEnds: [], notShown: []})
    },
    atMost(300),
  )
}
