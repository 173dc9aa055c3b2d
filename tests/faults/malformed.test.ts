/** Requests that make no sense: answered with what is wrong with them (4xx), never by a failure of ours, and nothing leaks or moves. */
import {once} from 'node:events'
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {Agent, type IncomingMessage, request} from 'node:http'
import {connect} from 'node:net'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import fc from 'fast-check'
import {expect, test as base} from 'vitest'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {malformed, type Malformed} from '../support/malformed.ts'
import {full, seed} from '../support/sample.ts'
import {
  addUser,
  apiVersion,
  dataset,
  projectId,
  startLake,
  type RunningLake,
} from '../support/servers.ts'

const requests = full ? 10_000 : 1_000
const SECRET = 'a tripwire that nobody may read'
/** Streams are answered at once and go on; what they said by then is enough. */
const ENOUGH_MS = 3_000

interface Answer {
  status: number
  text: string
}

interface World {
  outside: string
  lake: RunningLake
  ask(request: Malformed): Promise<Answer>
}

/** A lake of a test's own, or one for all of a file that ask it. */
const worldOfA = (scope: 'test' | 'file') =>
  base.extend<World>({
    outside: [
      async ({}, use) => {
        const outside = temporaryDirectory('outside')
        mkdirSync(join(outside, 'lake'))
        writeFileSync(join(outside, 'tripwire.txt'), SECRET)
        await use(outside)
        removeDirectory(outside)
      },
      {scope},
    ],
    lake: [
      async ({outside}, use) => {
        const lake = await startLake({directory: join(outside, 'lake')})
        await use(lake)
        await lake.stop()
      },
      {scope},
    ],
    ask: [
      async ({lake, outside}, use) => {
        const {token} = await addUser(join(outside, 'lake'), 'Ada', 'administrator')
        const agent = new Agent({keepAlive: true})
        await use(({headers, body, ...rest}) =>
          send(
            {...rest, body, headers: {authorization: `Bearer ${token}`, ...headers}},
            lake.port,
            agent,
          ),
        )
        agent.destroy()
      },
      {scope},
    ],
  })

const test = worldOfA('test')
const testOnOneLake = worldOfA('file')

async function send({method, path, headers, body}: Malformed, port: number, agent: Agent) {
  const sent = request({host: '127.0.0.1', port, method, path, headers, agent})
  const answered = once(sent, 'response')
  sent.on('error', () => {}) // after an answer: the lake hung up on the rest of the request
  sent.end(method === 'GET' || method === 'HEAD' ? undefined : body)
  const [response] = (await answered) as [IncomingMessage]
  const stream = response.headers['content-type']?.startsWith('text/event-stream')
  let text = ''
  response.on('error', () => {})
  response.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
    if (stream) response.destroy()
  })
  const impatience = setTimeout(() => response.destroy(), ENOUGH_MS)
  await new Promise((resolve) => response.once('close', resolve))
  clearTimeout(impatience)
  return {status: response.statusCode ?? 0, text}
}

const json = (body: object | string | Uint8Array): Malformed['body'] =>
  typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)

const post = (path: string, body: object | string | Uint8Array, headers = {}): Malformed => ({
  method: 'POST',
  path: `/v${apiVersion}${path}`,
  headers,
  body: json(body),
})

/** 501 is an answer as well: it names a part of Sanity's API that the lake does not have. */
function expectNoFailure({status, text}: Answer, what: string) {
  expect(
    status === 501 || (status >= 200 && status < 500),
    `${status} ${text.slice(0, 300)} for ${what}`,
  ).toBe(true)
  expect(text, what).not.toMatch(/node_modules|\bat .*:\d+:\d+|\.ts:\d+|SQLITE/)
  expect(text, what).not.toContain(SECRET)
}

test(
  `[F5] ${requests} random requests are never answered by a failure of ours (seed ${seed})`,
  {timeout: 120_000 + requests * 60},
  async ({lake, ask, outside}) => {
    const statuses = new Map<number, number>()
    const before = readdirSync(outside)
    const started = performance.now()

    await fc.assert(
      fc.asyncProperty(malformed, async (one) => {
        const answer = await ask(one)
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
        expectNoFailure(answer, `${one.method} ${one.path}`)
      }),
      {numRuns: requests, seed, endOnFailure: true},
    )

    const seconds = Math.round((performance.now() - started) / 1_000)
    console.log(
      JSON.stringify({requests, seconds, statuses: Object.fromEntries([...statuses].toSorted())}),
    )
    expect(readdirSync(outside)).toEqual(before)
    expect(readFileSync(join(outside, 'tripwire.txt'), 'utf8')).toBe(SECRET)
    expect(lake.log()).toBe('')
    const ping = {method: 'GET', path: '/v1/ping', headers: {}, body: ''}
    expect((await ask(ping)).text).toBe('{"ping":"pong"}')
  },
)

const create = (document: object | string) => ({mutations: [{create: document}]})
const deep = (levels: number): object => (levels ? {a: deep(levels - 1)} : {})
const mutate = `/data/mutate/${dataset}`

const refused: [what: string, request: Malformed, status: number][] = [
  [
    'an attribute __proto__',
    post(mutate, '{"mutations":[{"create":{"_type":"a","__proto__":{"polluted":1}}}]}'),
    400,
  ],
  [
    'an attribute constructor',
    post(mutate, create({_type: 'a', constructor: {prototype: {polluted: 1}}})),
    400,
  ],
  [
    'a patch of __proto__',
    post(mutate, {
      mutations: [
        {create: {_id: 'p', _type: 'a'}},
        {patch: {id: 'p', set: {'__proto__.polluted': 1}}},
      ],
    }),
    400,
  ],
  ['21 levels', post(mutate, create({_type: 'a', a: deep(20)})), 400],
  [
    '50,000 levels',
    post(
      mutate,
      `{"mutations":[{"create":{"_type":"a","a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}]}`,
    ),
    400,
  ],
  [
    '10,001 attributes',
    post(
      mutate,
      create(
        Object.fromEntries([
          ['_type', 'a'],
          ...Array.from({length: 10_001}, (_, n) => [`a${n}`, n]),
        ]),
      ),
    ),
    400,
  ],
  ['one byte more than 4 MB', post(mutate, Buffer.alloc(4 * 1024 * 1024 + 1, ' ')), 413],
  [
    'a gzip bomb',
    post(mutate, gzipSync(Buffer.alloc(100_000_000)), {'content-encoding': 'gzip'}),
    415,
  ],
  [
    'broken UTF-8',
    post(mutate, Buffer.from('{"mutations":[{"create":{"_type":"a","t":"\xff\xfe"}}]}', 'latin1')),
    400,
  ],
  ['half a character', post(mutate, '{"mutations":[{"create":{"_type":"a","t":"\\ud800"}}]}'), 400],
  [
    'half a character in a name',
    post(mutate, '{"mutations":[{"create":{"_type":"a","\\udc00":1}}]}'),
    400,
  ],
  [
    'a form',
    post(`/assets/images/${dataset}`, 'x', {'content-type': 'multipart/form-data; boundary=x'}),
    400,
  ],
]

for (const [what, one, status] of refused) {
  testOnOneLake(`[F5] ${what} is refused with ${status}`, async ({ask, lake}) => {
    const count = () => lake.client().fetch<number>('count(*)')
    const before = await count()

    const answer = await ask(one)

    expectNoFailure(answer, what)
    expect(answer.status, answer.text.slice(0, 200)).toBe(status)
    expect(await count()).toBe(before)
    expect((await ask(post(mutate, create({_type: 'a'})))).status).toBe(200)
    expect(await count()).toBe(before + 1)
  })
}

const climbing = [
  '..',
  '%2e%2e',
  '..%2f..%2ftripwire.txt',
  '%2e%2e%2f%2e%2e%2ftripwire.txt',
  '..%5c..',
  '%00',
  'a%00b',
  '%2fetc%2fpasswd',
  'C:%5c',
  'CON',
  `${'a'.repeat(65)}`,
  '.hidden',
  'A',
]

test('[F5] no dataset, asset or document id leads out of the lake', async ({
  ask,
  lake,
  outside,
}) => {
  const {directory} = lake
  const before = [readdirSync(outside), readdirSync(join(directory, 'datasets'))]
  const paths = climbing.flatMap((name) => [
    `/v${apiVersion}/data/query/${name}?query=*`,
    `/v${apiVersion}/data/export/${name}`,
    `/v${apiVersion}/data/doc/${dataset}/${name === 'A' ? '..' : name}`,
    `/images/${projectId}/${name}/tripwire.txt`,
    `/images/${projectId}/${dataset}/${name}`,
    `/files/${projectId}/${name}/tripwire.txt`,
    `/files/${projectId}/${dataset}/${name}`,
    `/files/${name}/${dataset}/tripwire.txt`,
  ])

  for (const path of paths) {
    const answer = await ask({method: 'GET', path, headers: {}, body: ''})
    expectNoFailure(answer, path)
    if (!path.includes('/data/doc/')) expect([400, 404], path).toContain(answer.status)
  }
  for (const name of climbing) {
    const answer = await ask({
      method: 'PUT',
      path: `/v${apiVersion}/datasets/${name}`,
      headers: {},
      body: '{}',
    })
    expectNoFailure(answer, `PUT ${name}`)
    expect([400, 404, 405], `PUT ${name}`).toContain(answer.status)
    const gone = await ask({
      method: 'DELETE',
      path: `/v${apiVersion}/datasets/${name}`,
      headers: {},
      body: '',
    })
    expect([400, 404, 405], `DELETE ${name}`).toContain(gone.status)
    const id = decodeURIComponent(name)
    if (!/^(?:CON|A|a+)$/.test(id)) {
      const written = await ask(post(mutate, create({_id: id, _type: 'a'})))
      expect(written.status, `create ${id}`).toBe(400)
    }
    const upload = await ask(post(`/assets/files/${dataset}?filename=${name}`, `bytes of ${name}`))
    expect(upload.status, `upload ${name}`).toBe(200)
  }

  expect([readdirSync(outside), readdirSync(join(directory, 'datasets'))]).toEqual(before)
  expect(readFileSync(join(outside, 'tripwire.txt'), 'utf8')).toBe(SECRET)
})

testOnOneLake('[F5] what is no HTTP at all is answered 4xx or hung up on', async ({lake}) => {
  const host = `localhost:${lake.port}`
  const nonsense = [
    'GET / HTTP/9.9\r\n\r\n',
    `GET /v1/ping HTTP/1.1\r\n\r\n`,
    `GET http://evil.example/ HTTP/1.1\r\nhost: ${host}\r\n\r\n`,
    `GET //evil.example/v1/ping HTTP/1.1\r\nhost: ${host}\r\n\r\n`,
    `GET * HTTP/1.1\r\nhost: ${host}\r\n\r\n`,
    `CONNECT evil.example:80 HTTP/1.1\r\nhost: ${host}\r\n\r\n`,
    `POST ${mutate} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    `POST ${mutate} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: -1\r\n\r\n`,
    `POST ${mutate} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcde`,
    `GET /v1/ping HTTP/1.1\r\nhost: ${host}\r\nhost: evil.example\r\n\r\n`,
    `GET /v1/ping HTTP/1.1\r\nhost: ${host}\r\na: ${'b'.repeat(40_000)}\r\n\r\n`,
    `GET /${'a'.repeat(40_000)} HTTP/1.1\r\nhost: ${host}\r\n\r\n`,
    `GET /\u0000 HTTP/1.1\r\nhost: ${host}\r\n\r\n`,
    '\u0016\u0003\u0001\u0000\u0001',
  ]

  for (const text of nonsense) {
    const answer = await raw(lake.port, text)
    const line = JSON.stringify(text.slice(0, 60))
    expect(answer, line).toMatch(/^(?:HTTP\/1\.1 4\d\d |$)/)
    expectNoFailure({status: 400, text: answer}, line)
  }
  expect(await lake.client().fetch('1+1')).toBe(2)
  expect(lake.log()).toBe('')
})

function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'))
    socket.setTimeout(1_000, () => socket.end())
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')))
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer))
  })
}
