/**
 * Clients that take their time, or far too much of a server's: each is answered with what is wrong, within a bound; nobody else
 * notices. The bounds are those of `lake/src/node.ts` and `web/src/server/reader-door.ts`; no time is asserted here.
 */
import {connect, type Socket} from 'node:net'
import {setTimeout} from 'node:timers/promises'
import {createLake} from '@masthead/lake'
import {serve} from '@masthead/lake/node'
import {expect, onTestFinished, test} from 'vitest'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {apiVersion, dataset, startLake, startSite} from '../support/servers.ts'

/** All that a server says on a connection until it is closed. */
const talk = (port: number, act: (socket: Socket) => void): Promise<string> =>
  new Promise((resolve) => {
    let said = ''
    const socket = connect(port, '127.0.0.1', () => act(socket))
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()))
    // Who still sends when it is refused may be reset before it has read why.
    socket.on('error', () => {})
    socket.on('close', () => resolve(said))
  })

/** The same for those who are sending while they are refused: they try until they have read the refusal. */
async function talkUntilTold(port: number, act: (socket: Socket) => void): Promise<string> {
  for (;;) {
    const said = await talk(port, act)
    if (said !== '') return said
  }
}

/** One byte after the other, for as long as somebody takes them. */
function drip(socket: Socket, text: string) {
  let next = 0
  const timer = setInterval(() => socket.write(text[next++ % text.length] as string), 100)
  socket.on('close', () => clearInterval(timer))
}

const head = (port: number, line: string, ...more: string[]) =>
  [`${line} HTTP/1.1`, `host: localhost:${port}`, ...more, '', ''].join('\r\n')

const query = `/v${apiVersion}/data/query/${dataset}`

interface Target {
  port: number
  /** An address that takes a body. */
  takes: string
}

/** What each of them is told at the end. */
const slow: [who: string, told: RegExp, act: (socket: Socket, target: Target) => void][] = [
  ['says nothing at all', /^HTTP\/1\.1 408 /, () => {}],
  [
    'sends its headers byte by byte',
    /^HTTP\/1\.1 408 /,
    (socket, {port}) => drip(socket, head(port, 'GET /', `x: ${'a'.repeat(9_000)}`)),
  ],
  [
    'stops in the middle of its headers',
    /^HTTP\/1\.1 400 /,
    (socket, {port}) => socket.end(head(port, 'GET /').slice(0, -4)),
  ],
  [
    'stops in the middle of its body',
    /^HTTP\/1\.1 40[01] /,
    (socket, {port, takes}) => socket.end(`${head(port, `POST ${takes}`, 'content-length: 9')}abc`),
  ],
  [
    'sends headers without end',
    /^HTTP\/1\.1 431 /,
    (socket, {port}) => socket.write(head(port, 'GET /', `x: ${'a'.repeat(200_000)}`)),
  ],
  [
    'sends thousands of headers',
    /^HTTP\/1\.1 431 /,
    (socket, {port}) =>
      socket.write(head(port, 'GET /', ...Array.from({length: 5_000}, (_, i) => `x${i}: a`))),
  ],
]

const IDLE = 300

test('[F6] slow clients of the lake and of the site are let go, and others are answered meanwhile', async () => {
  const lake = await startLake()
  onTestFinished(() => lake.stop())
  const site = await startSite({lake})
  onTestFinished(() => site.stop())
  const targets: Target[] = [
    {port: lake.port, takes: query},
    {port: site.port, takes: '/api/revalidate'},
  ]
  let over = false
  const canary = async (address: string) => {
    const statuses = new Set<number>()
    for (let asked = 0; !over || asked < 10; asked++) {
      statuses.add((await fetch(address)).status)
      await setTimeout(100)
    }
    return statuses
  }
  const canaries = Promise.all([
    canary(`http://127.0.0.1:${lake.port}${query}?query=1`),
    canary(`http://127.0.0.1:${site.port}/`),
  ])

  const told = Promise.all(
    targets.flatMap((target) =>
      slow.map(async ([who, expected, act]) => ({
        who,
        expected,
        said: await talkUntilTold(target.port, (socket) => act(socket, target)),
      })),
    ),
  )
  const dripped = talkUntilTold(site.port, (socket) => {
    socket.write(head(site.port, 'POST /api/revalidate', 'content-length: 100000'))
    drip(socket, 'a')
  })
  const idle = await Promise.all(
    targets.flatMap(({port}) => Array.from({length: IDLE}, () => talk(port, () => {}))),
  )

  for (const {who, expected, said} of await told) expect(said, who).toMatch(expected)
  for (const said of idle) expect(said).toMatch(/^HTTP\/1\.1 408 /)
  expect(await dripped).toMatch(/^HTTP\/1\.1 408 /)
  over = true
  expect(await canaries).toEqual([new Set([200]), new Set([200])])
})

test('[F6] a change whose request only drips is refused, and is not made', async () => {
  const directory = temporaryDirectory('drip')
  onTestFinished(() => removeDirectory(directory))
  const open = () => createLake({directory})
  const server = await serve({host: '127.0.0.1', port: 0, bodyWindow: 500, open})
  onTestFinished(() => server.close())
  const {token} = server.lake.registry.addUser({name: 'Ada', role: 'editor'})
  const {port} = server

  const said = await talkUntilTold(port, (socket) => {
    const line = `POST /v${apiVersion}/data/mutate/${dataset}`
    socket.write(head(port, line, `authorization: Bearer ${token}`, 'content-length: 100000'))
    socket.write('{"mutations": [{"create": {"_id": "dripped", "_type": "note"}}]}')
    drip(socket, ' ')
  })

  expect(said).toMatch(/^HTTP\/1\.1 408 /)
  expect(said).toContain('fewer than 1024 bytes in 0.5 seconds')
  const after = await fetch(`http://127.0.0.1:${port}${query}?query=count(*)`)
  expect(await after.json()).toMatchObject({result: 0})
})
