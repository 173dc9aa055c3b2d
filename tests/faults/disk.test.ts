/** Disks that are full, read-only or out of handles: each write is refused with 5xx, changes nothing, and works afterwards. */
import {execFileSync} from 'node:child_process'
import {once} from 'node:events'
import {cpSync} from 'node:fs'
import {Agent, type IncomingMessage, request} from 'node:http'
import type {DatabaseSync} from 'node:sqlite'
import {text} from 'node:stream/consumers'
import {createLake, type Lake} from '@masthead/lake'
import {expect, onTestFinished, test} from 'vitest'
import {autopsy} from '../support/autopsy.ts'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {
  asSeenBy,
  canMount,
  fill,
  holdConnections,
  makeRoom,
  onReadOnlyDisk,
  onSmallDisk,
} from '../support/failing-disk.ts'
import {addUser, apiVersion, dataset, startLake} from '../support/servers.ts'

function place(name: string) {
  const directory = temporaryDirectory(name)
  onTestFinished(() => removeDirectory(directory))
  return directory
}

type Send = (path: string, body: object | string) => Promise<Response>
const json = (body: object | string) => (typeof body === 'string' ? body : JSON.stringify(body))

const senderTo =
  (send: (request: Request) => Promise<Response>, base: string, token: string): Send =>
  (path, body) =>
    send(
      new Request(`${base}/v${apiVersion}${path}`, {
        method: 'POST',
        headers: {authorization: `Bearer ${token}`},
        body: json(body),
      }),
    )

const large = 'tide '.repeat(40_000)
/** What an editor's afternoon is made of. */
const writes: [what: string, path: string, body: object | string][] = [
  [
    'a mutation',
    `/data/mutate/${dataset}`,
    {transactionId: 'again', mutations: [{create: {_id: 'new', _type: 'note', large}}]},
  ],
  [
    'a publication',
    `/data/actions/${dataset}`,
    {
      actions: [
        {
          actionType: 'sanity.action.document.publish',
          draftId: 'drafts.page',
          publishedId: 'page',
        },
      ],
    },
  ],
  ['an upload', `/assets/files/${dataset}?filename=a.txt`, large],
]

const draft = {_id: 'drafts.page', _type: 'page', large}

/** Everything that writes is refused as a fault that passes, and what was there can still be read. */
async function expectRefusals(send: Send, read: () => Promise<unknown>) {
  const before = await read()
  for (const [what, path, body] of writes) {
    const response = await send(path, body)
    const answer = await response.text()
    expect([response.status, what], answer).toEqual([503, what])
    expect(answer, what).toMatch(/Nothing was changed: .*\. Try again in a moment\./)
    expect(response.headers.get('retry-after'), what).toBe('1')
  }
  expect(await read()).toEqual(before)
}

async function expectSuccesses(send: Send) {
  for (const [what, path, body] of writes) {
    const response = await send(path, body)
    expect([response.status, what], await response.text()).toEqual([200, what])
  }
}

interface Refusal {
  name: string
  begin(database: DatabaseSync): void
  end(database: DatabaseSync): void
}

const refusals: Refusal[] = [
  {
    name: 'a full disk (by SQLite, told to grow no more)',
    begin: (database) => {
      const {page_count: pages} = database.prepare('pragma page_count').get() ?? {}
      database.prepare(`pragma max_page_count = ${Number(pages) + 1}`).get()
    },
    end: (database) => void database.prepare('pragma max_page_count = 1000000').get(),
  },
  {
    name: 'a read-only disk (by SQLite, told to write nothing)',
    begin: (database) => database.exec('pragma query_only = 1'),
    end: (database) => database.exec('pragma query_only = 0'),
  },
]

for (const {name, begin, end} of refusals) {
  test(`[F2] ${name} is refused with 503, and works afterwards`, async () => {
    const directory = place('disk')
    const reported: unknown[] = []
    const report = (error: unknown) => void reported.push(error)
    const {opened: lake, to} = holdConnections(() => createLake({directory, report}))
    const {token} = lake.registry.addUser({name: 'Ada', role: 'editor'})
    await lake.seed([draft])
    const send = senderTo(lake.fetch, 'http://localhost', token)
    const database = to('content.sqlite')

    begin(database)
    await expectRefusals(send, () => idsIn(lake))
    end(database)
    await expectSuccesses(send)

    await lake.close()
    expect(reported).toHaveLength(writes.length)
    expect(autopsy(directory)).toEqual([])
  })
}

const idsIn = async (lake: Lake) => [...lake.datasets.get(dataset).snapshot()].map(({_id}) => _id)

/** A lake of its own process, in a directory where somebody may write. */
async function prepare() {
  const content = place('content')
  const {token} = await addUser(content, 'Ada', 'editor')
  return {content, token}
}

test.skipIf(!canMount)(
  '[F2] a disk that is really full is refused with 503, and works when there is room',
  async () => {
    const {content, token} = await prepare()
    const directory = place('small')
    const lake = await startLake({directory, under: onSmallDisk(directory, content, '12m')})
    onTestFinished(() => lake.stop())
    const disk = asSeenBy(lake.pid, directory)
    const client = lake.client(token)
    const send = senderTo(fetch, `http://127.0.0.1:${lake.port}`, token)
    await client.create(draft)

    fill(disk)
    await expectRefusals(send, () => client.fetch('*._id'))
    makeRoom(disk)
    await expectSuccesses(send)

    const copy = place('copy')
    cpSync(disk, copy, {recursive: true})
    expect(autopsy(copy)).toEqual([])
    expect(await client.fetch('count(*)')).toBe(3)
  },
)

test.skipIf(!canMount)(
  '[F2] a lake on a read-only disk says so instead of starting, and starts when it may write',
  async () => {
    const {content, token} = await prepare()
    const first = await startLake({directory: content})
    await first.client(token).create({_id: 'kept', _type: 'note'})
    await first.stop()

    const refused = startLake({directory: content, under: onReadOnlyDisk(content)})
    await expect(refused).rejects.toThrow(/The lake cannot write to .*LAKE_DIRECTORY/)

    const second = await startLake({directory: content})
    onTestFinished(() => second.stop())
    expect(await second.client(token).getDocument('kept')).toMatchObject({_id: 'kept'})
    await second.client(token).create({_id: 'new', _type: 'note'})
  },
)

test.skipIf(process.platform !== 'linux')(
  '[F2] a lake without a free file handle refuses what needs one with 503, and works afterwards',
  async () => {
    const {content: directory, token} = await prepare()
    const lake = await startLake({directory})
    onTestFinished(() => lake.stop())
    const ask = oneConnection(lake.port, token)
    const limit = (count: number) =>
      execFileSync('prlimit', ['--pid', String(lake.pid), `--nofile=${count}:4096`])
    const [, uploadPath, file] = writes.find(([what]) => what === 'an upload')!
    await ask(`/data/mutate/${dataset}`, json({mutations: [{create: draft}]}))

    limit(20) // it has more open already
    const refused = await ask(uploadPath, json(file))
    limit(4096)

    expect(refused.status).toBe(503)
    expect(refused.text).toContain('Nothing was changed: too many files are open.')
    await expectSuccesses(senderTo(fetch, `http://127.0.0.1:${lake.port}`, token))
    expect(autopsy(directory)).toEqual([])
  },
)

/** Requests over one connection that stays open: a new one would need a file handle of its own. */
function oneConnection(port: number, token: string) {
  const agent = new Agent({keepAlive: true, maxSockets: 1})
  onTestFinished(() => agent.destroy())
  const headers = {authorization: `Bearer ${token}`}
  return async (path: string, body: string) => {
    const options = {agent, port, host: '127.0.0.1', method: 'POST', headers}
    const sent = request({...options, path: `/v${apiVersion}${path}`})
    sent.end(body)
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    return {status: response.statusCode, text: await text(response)}
  }
}
