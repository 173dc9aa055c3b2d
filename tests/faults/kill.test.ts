/**
 * The lake is killed again and again while four clients write over HTTP, and starts again on what the kill left. A kill shows what
 * a crash leaves; what a power cut leaves rests on `synchronous=FULL`, which the lake asserts at start.
 */
import {createHash} from 'node:crypto'
import {setTimeout as pause} from 'node:timers/promises'
import {expect, onTestFinished, test, vi} from 'vitest'
import {autopsy} from '../support/autopsy.ts'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {EventReader, type Heard} from '../support/event-reader.ts'
import {full, random, seed} from '../support/sample.ts'
import {addUser, apiVersion, dataset, startLake, type RunningLake} from '../support/servers.ts'
import {createWitness, type Witness} from '../support/witness.ts'

const rounds = full ? 200 : 10
const writers = 4

test(
  `[F1] nothing acknowledged is lost in ${rounds} kills (seed ${seed})`,
  {timeout: 60_000 + rounds * 15_000},
  async () => {
    const directory = temporaryDirectory('kill')
    onTestFinished(() => removeDirectory(directory))
    const next = random(seed)
    const witnesses: Witness[] = []
    for (let index = 0; index < writers; index++) {
      const {token} = await addUser(directory, `Writer ${index}`, 'editor')
      witnesses.push(createWitness(`w${index}`, token, next))
    }
    const {token} = await addUser(directory, 'Checker', 'viewer')
    const listener = new EventReader()
    const greetings: string[] = []
    const starts: number[] = []

    for (let round = 0; round < rounds; round++) {
      const asked = performance.now()
      const lake = await startLake({directory})
      starts.push(performance.now() - asked)
      greetings.push((await listener.connect(listenUrl(lake), token)).event)
      const writing = witnesses.map((witness) => witness.write(lake.port))
      await progress(witnesses, 5 + Math.floor(next() * 60))
      await pause(next() * 30)
      await lake.stop('SIGKILL')
      await Promise.all(writing)
      await listener.disconnect()

      expect(autopsy(directory), `round ${round}`).toEqual([])
    }

    const lake = await startLake({directory})
    onTestFinished(() => lake.stop())
    const hello = await listener.connect(listenUrl(lake), token)
    greetings.push(hello.event)
    for (const witness of witnesses) {
      expect(witness.refusals).toEqual([])
      await expectWhole(lake, token, witness)
    }
    await expectAssets(lake, token, witnesses)
    expect(greetings[0]).toBe('welcome')
    expect(new Set(greetings.slice(1))).toEqual(new Set(['welcomeback']))
    await vi.waitFor(() => expectHeard(listener.heard, witnesses), 30_000)
    expectUnbroken(listener.heard)
    await listener.disconnect()

    const acknowledged = witnesses.flatMap(({transactions}) => transactions).length
    console.log(
      JSON.stringify({
        kills: rounds,
        acknowledged,
        assets: witnesses.flatMap(({assets}) => assets).length,
        published: witnesses.flatMap(({published}) => published).length,
        readyMedianMs: Math.round(starts.toSorted((a, b) => a - b)[starts.length >> 1] ?? 0),
        readyWorstMs: Math.round(Math.max(...starts)),
      }),
    )
    expect(acknowledged).toBeGreaterThan(rounds)
  },
)

test('[F1] a listener whose last event is unknown is told to start over', async () => {
  const lake = await startLake()
  onTestFinished(() => lake.stop())
  const {token} = await lake.addUser('Ada')

  const reader = new EventReader('never-was#a')
  const hello = await reader.connect(listenUrl(lake), token)
  await reader.disconnect()

  expect(hello.event).toBe('reset')
})

/** Wait until the lake has answered `more` requests, or was given long enough for it. */
async function progress(witnesses: Witness[], more: number) {
  const answered = () => witnesses.reduce((sum, witness) => sum + witness.answered, 0)
  const start = answered()
  const until = Date.now() + 5_000
  while (answered() < start + more && Date.now() < until) await pause(1)
}

const listenUrl = ({port}: RunningLake) =>
  `http://127.0.0.1:${port}/v${apiVersion}/data/listen/${dataset}?query=*&enableResume=true`

/** Each transaction is there as a whole, once, in order; at most the one that was never answered comes on top. */
async function expectWhole(lake: RunningLake, token: string, witness: Witness) {
  const {name, count, transactions, published} = witness
  const pairs = await lake
    .client(token)
    .fetch<number[]>('*[_id in [$left, $right]] | order(_id).n', {
      left: `${name}-left`,
      right: `${name}-right`,
    })
  const notes = await lake
    .client(token)
    .fetch<number[]>('*[_type == "note" && string::startsWith(_id, $name)].n', {name: `${name}-`})
  const pages = await lake
    .client(token)
    .fetch<string[]>('*[_type == "page" && string::startsWith(_id, $name)]._id', {name: `${name}-`})

  const [left = 0, right = 0] = pairs
  expect(left).toBe(right)
  expect([count, count + 1]).toContain(left)
  expect(notes.toSorted((a, b) => a - b)).toEqual(Array.from({length: left}, (_, n) => n + 1))
  expect(pages).toEqual(expect.arrayContaining(published))

  const logged = await history(lake, token, `${name}-left`)
  expect(logged.slice(0, transactions.length)).toEqual(transactions)
  expect(logged.length).toBe(left)
}

async function history(lake: RunningLake, token: string, id: string): Promise<string[]> {
  const path = `/v${apiVersion}/data/history/${dataset}/transactions/${id}?excludeContent=true`
  const response = await fetch(`http://127.0.0.1:${lake.port}${path}`, {
    headers: {authorization: `Bearer ${token}`},
  })
  const lines = (await response.text()).split('\n').filter(Boolean)
  return lines.map((line) => (JSON.parse(line) as {id: string}).id)
}

async function expectAssets(lake: RunningLake, token: string, witnesses: Witness[]) {
  const client = lake.client(token)
  const stored = await client.fetch<{_id: string; path: string; sha1hash: string}[]>(
    '*[_type == "sanity.fileAsset"]{_id, path, sha1hash}',
  )
  const acknowledged = witnesses.flatMap(({assets}) => assets)
  const ids = stored.map(({_id}) => _id)
  expect(ids).toEqual(expect.arrayContaining(acknowledged.map(({id}) => id)))
  for (const {_id, path, sha1hash} of stored) {
    const response = await fetch(`http://127.0.0.1:${lake.port}/${path}`)
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(createHash('sha1').update(bytes).digest('hex'), _id).toBe(sha1hash)
  }
}

function expectHeard(heard: Heard[], witnesses: Witness[]) {
  const ids = new Set(heard.map(({data}) => data.transactionId))
  for (const {transactions} of witnesses)
    expect(transactions.filter((id) => !ids.has(id))).toEqual([])
}

/** What the listener heard of each document is one chain: nothing twice, nothing missed, across every kill. */
function expectUnbroken(heard: Heard[]) {
  const last = new Map<unknown, unknown>()
  for (const {event, data} of heard) {
    if (event !== 'mutation') continue
    const {documentId, previousRev, resultRev, transition} = data
    expect(previousRev, `${String(documentId)} after ${String(last.get(documentId))}`).toBe(
      last.get(documentId),
    )
    last.set(documentId, transition === 'disappear' ? undefined : resultRev)
  }
}
