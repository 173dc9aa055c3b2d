/** The lake as a process on a real port: what only sockets, hosts, signals and restarts can show. */
import {execFile} from 'node:child_process'
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type Server,
} from 'node:http'
import {chmodSync, readdirSync, statSync} from 'node:fs'
import {connect, type AddressInfo} from 'node:net'
import {join} from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {setTimeout as pause} from 'node:timers/promises'
import {promisify} from 'node:util'
import sharp from 'sharp'
import {expect, test as base, vi} from 'vitest'
import {removeDirectory, repository, temporaryDirectory} from '../support/directory.ts'
import {startProcess} from '../support/process.ts'
import {
  addUser,
  dataset,
  projectId,
  startLake,
  type RunningLake,
  type User,
} from '../support/servers.ts'

const studio = 'http://localhost:3333'
const patience = {timeout: 30_000, interval: 10}

const test = base.extend<{directory: string; lake: RunningLake; admin: User}>({
  directory: async ({}, use) => {
    const directory = temporaryDirectory('lake-server')
    await use(directory)
    removeDirectory(directory)
  },
  lake: async ({directory}, use) => {
    const lake = await startLake({directory, env: {LAKE_ALLOWED_ORIGINS: studio}})
    await use(lake)
    await lake.stop()
  },
  admin: async ({lake}, use) => use(await lake.addUser('Ada', 'administrator')),
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** A request with headers that `fetch` would not let us forge. */
function ask(
  port: number,
  path: string,
  headers: Record<string, string> = {},
  {method = 'GET', body}: {method?: string; body?: string | Buffer} = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({host: '127.0.0.1', port, path, method, headers}, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      )
    })
    request.on('error', reject)
    request.end(body)
  })
}

const query = `/v2025-02-19/data/query/${dataset}?query=*`
const mutate = `/v2025-02-19/data/mutate/${dataset}`
const create = (id: string) => JSON.stringify({mutations: [{create: {_id: id, _type: 'article'}}]})

test('[A9] only its own names are answered', async ({lake, admin}) => {
  const {port} = lake
  const authorization = `Bearer ${admin.token}`

  for (const host of [
    `localhost:${port}`,
    `masthead.localhost:${port}`,
    `s1.masthead.localhost:${port}`,
  ]) {
    expect((await ask(port, query, {host})).status, host).toBe(200)
  }
  for (const host of ['evil.example', `evil.example:${port}`, `localhost.evil.example:${port}`]) {
    const written = await ask(
      port,
      mutate,
      {host, authorization},
      {method: 'POST', body: create('evil')},
    )
    expect(written.status, host).toBe(421)
    expect(written.text, host).not.toContain('results')
  }
  expect(await lake.client(admin.token).getDocument('evil')).toBeUndefined()
})

test('[A8] a hostile page reads nothing and changes nothing', async ({lake, admin}) => {
  const {port} = lake
  const authorization = `Bearer ${admin.token}`
  const page = {origin: 'http://evil.example', authorization}

  const read = await ask(port, query, page)
  const simple = {...page, 'content-type': 'text/plain'}
  const written = await ask(port, mutate, simple, {method: 'POST', body: create('evil')})
  const asked = await ask(
    port,
    mutate,
    {...page, 'access-control-request-method': 'POST'},
    {method: 'OPTIONS'},
  )
  const allowed = await ask(port, query, {origin: studio, authorization})

  expect(read.headers['access-control-allow-origin']).toBeUndefined()
  expect(written.status).toBe(403)
  expect(asked.status).toBe(403)
  expect(asked.headers['access-control-allow-origin']).toBeUndefined()
  expect(allowed.headers['access-control-allow-origin']).toBe(studio)
  expect(allowed.headers['timing-allow-origin']).toBeUndefined()
  expect(await lake.client(admin.token).getDocument('evil')).toBeUndefined()
})

test('asked what it can do as a whole, the lake answers without an address', async ({lake}) => {
  const {status, headers} = await ask(lake.port, '*', {}, {method: 'OPTIONS'})

  expect(status).toBe(204)
  expect(headers.allow).toContain('GET')
})

test('[A2] a user added beside the running lake is known at once', async ({lake, directory}) => {
  const eve = await addUser(directory, 'Eve', 'editor')

  await lake.client(eve.token).create({_id: 'a', _type: 'article'})

  expect(await lake.client().getDocument('a')).toMatchObject({_id: 'a'})
  expect(lake.log()).not.toContain(eve.token)
})

test('[A10] other machines are not let in by accident', async () => {
  const directory = temporaryDirectory('lake-open')
  const start = (env: Record<string, string>) =>
    startProcess('lake', {
      args: [join(repository, 'lake/src/main.mjs')],
      env: {LAKE_DIRECTORY: directory, LAKE_PORT: '0', ...env},
    })

  await expect(start({LAKE_HOST: '0.0.0.0'})).rejects.toThrow(/LAKE_ALLOW_REMOTE=true/)
  removeDirectory(directory)
})

test('a taken port is named, with the remedy', async ({lake}) => {
  await expect(startLake({port: lake.port})).rejects.toThrow(/is taken.*LAKE_PORT/)
})

test('requests that are too large, compressed or never end are refused', async ({lake, admin}) => {
  const {port} = lake
  const authorization = `Bearer ${admin.token}`
  const json = {authorization, 'content-type': 'application/json', origin: studio}
  const large = Buffer.alloc(4 * 1024 * 1024 + 1, ' ')

  const tooLarge = await ask(port, mutate, json, {method: 'POST', body: large})
  const zipped = await ask(
    port,
    mutate,
    {...json, 'content-encoding': 'gzip'},
    {method: 'POST', body: 'x'},
  )
  const chunked = await ask(
    port,
    mutate,
    {...json, 'transfer-encoding': 'chunked'},
    {method: 'POST', body: large},
  )

  expect(tooLarge.status).toBe(413)
  expect(tooLarge.headers['access-control-allow-origin']).toBe(studio)
  expect(zipped.status).toBe(415)
  expect(chunked.status).toBe(413)
  expect((await ask(port, query)).status).toBe(200)
})

test('a client that sends its headers one by one, without end, is hung up on', async ({lake}) => {
  const socket = connect(lake.port, '127.0.0.1')
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  socket.on('error', () => {})
  socket.write(`GET ${query} HTTP/1.1\r\nhost: localhost:${lake.port}\r\n`)
  const drip = setInterval(() => socket.write('x-a: b\r\n'), 500)

  await closed
  clearInterval(drip)

  expect((await ask(lake.port, query)).status).toBe(200)
})

test('HEAD is answered like GET, without the body', async ({lake, admin}) => {
  const bytes = await sharp({create: {width: 40, height: 20, channels: 3, background: '#28a'}})
    .png()
    .toBuffer()
  const asset = await lake.client(admin.token).assets.upload('image', bytes)

  const head = await ask(lake.port, new URL(asset.url).pathname, {}, {method: 'HEAD'})

  expect(head).toMatchObject({status: 200, text: ''})
  expect(head.headers).toMatchObject({
    'content-type': 'image/png',
    'content-length': String(bytes.length),
  })
})

test('a method that an address does not have is refused with those that it has', async ({lake}) => {
  const refused = await ask(lake.port, '/v2025-02-19/ping', {}, {method: 'DELETE'})

  expect(refused).toMatchObject({status: 405, headers: {allow: 'GET, HEAD'}})
})

test('a second user of a name is made, and whoever made it is told', async ({directory}) => {
  const command = join(repository, 'lake/src/users.ts')
  const add = () =>
    promisify(execFile)(process.execPath, [
      command,
      'add',
      '--directory',
      directory,
      '--name',
      'Ada',
    ])
  const [first, second] = [await add(), await add()]

  expect(first.stderr).toBe('')
  expect(second.stderr).toContain('There are 2 users of this name')
  expect(JSON.parse(second.stdout)).toMatchObject({name: 'Ada', token: expect.any(String)})
})

test('asset addresses follow the lake to another port, without a trace in history', async ({
  directory,
}) => {
  const first = await startLake({directory})
  const {token} = await first.addUser('Ada', 'editor')
  const bytes = await sharp({create: {width: 40, height: 20, channels: 3, background: '#28a'}})
    .png()
    .toBuffer()
  const before = await first.client(token).assets.upload('image', bytes)
  await first.stop()

  const second = await startLake({directory})
  const after = await second.client(token).getDocument(before._id)
  const picture = await ask(second.port, new URL(String(after?.['url'])).pathname)
  await second.stop()

  expect(new URL(before.url).port).toBe(String(first.port))
  expect(after?.['url']).toBe(before.url.replace(`:${first.port}/`, `:${second.port}/`))
  expect(after?._rev).toBe(before._rev)
  expect(picture.status).toBe(200)
})

test('what the lake keeps is readable by its owner alone, also in a folder that others may enter', async ({
  directory,
}) => {
  chmodSync(directory, 0o755)
  const {token} = await addUser(directory, 'Ada', 'editor') // before the first start
  const lake = await startLake({directory})

  await lake.client(token).assets.upload('file', Buffer.from('words'))

  const kept = readdirSync(directory, {recursive: true, encoding: 'utf8'})
  const modeOf = (name: string) => statSync(join(directory, name), {throwIfNoEntry: false})?.mode
  const open = kept.filter((name) => ((modeOf(name) ?? 0) & 0o077) !== 0) // what is gone by now is closed
  await lake.stop()
  expect(kept).toContain('lake.sqlite')
  expect(open).toEqual([])
})

class Socket {
  readonly heard: string[] = []
  readonly #socket: WebSocket
  readonly closed: Promise<number>

  constructor(port: number) {
    this.#socket = new WebSocket(`ws://localhost:${port}/v2022-06-30/socket/${dataset}?tag=test`)
    this.#socket.addEventListener('message', ({data}) => void this.heard.push(String(data)))
    this.closed = new Promise((resolve) =>
      this.#socket.addEventListener('close', ({code}) => resolve(code)),
    )
  }

  async open() {
    await vi.waitFor(() => expect(this.heard).toContain('♥'), patience)
    return this
  }

  async call(method: string, params: object = {}) {
    const id = `${method}-${this.heard.length}`
    this.#socket.send(JSON.stringify({jsonrpc: '2.0', method, params, id}))
    return vi.waitFor(() => {
      const answer = this.#messages().find((message) => message['id'] === id)
      expect(answer).toBeDefined()
      return answer
    }, patience)
  }

  pushes() {
    return this.#messages().flatMap(({method, params}) =>
      method === 'presence_subscription' ? [(params as {result: unknown}).result] : [],
    )
  }

  close() {
    this.#socket.close()
  }

  #messages() {
    return this.heard
      .filter((text) => text.startsWith('{'))
      .map((text) => JSON.parse(text) as Record<string, unknown>)
  }
}

test('[S1] two editors see each other come, move and go', async ({lake}) => {
  const people = [await lake.addUser('Ada'), await lake.addUser('Bob')]
  const sockets: Socket[] = []
  for (const {token} of people) {
    const socket = await new Socket(lake.port).open()
    await socket.call('authorization', {authorization: `Bearer ${token}`})
    await socket.call('presence_subscribe')
    sockets.push(socket)
  }
  const [ada, bob] = sockets as [Socket, Socket]
  const data = {sessionId: 's1', locations: [{type: 'document', documentId: 'a', path: ['title']}]}

  await ada.call('presence_rollcall', {session: 's1'})
  await ada.call('presence_announce', {data})
  ada.close()

  const i = people[0]?.id
  await vi.waitFor(() => expect(bob.pushes()).toHaveLength(3), patience)
  expect(bob.pushes()).toEqual([
    {type: 'rollCall', i, session: 's1'},
    {type: 'state', i, m: data},
    {type: 'disconnect', i, m: {session: 's1'}},
  ])
  expect(ada.pushes()).toEqual([])
  bob.close()
})

test('[S2] a wrong token is shown the door', async ({lake}) => {
  const socket = await new Socket(lake.port).open()

  await socket.call('authorization', {authorization: 'Bearer mh_wrong'})

  expect(await socket.closed).toBe(4001)
})

test('[W6] a delivery that a kill interrupts is made after the restart', async ({directory}) => {
  const keys: string[] = []
  let silent = true
  const site: Server = createServer((request, response) => {
    keys.push(String(request.headers['idempotency-key']))
    request.resume()
    if (!silent) response.end('ok')
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const first = await startLake({directory})
  const {token} = await first.addUser('Ada', 'administrator')
  await fetch(`http://127.0.0.1:${first.port}/v2021-06-07/hooks/projects/${projectId}`, {
    method: 'POST',
    headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json'},
    body: JSON.stringify({
      name: 'site',
      url: `http://127.0.0.1:${(site.address() as AddressInfo).port}/`,
      dataset,
      rule: {on: ['create'], filter: '_type == "article"', projection: '{_id}'},
    }),
  })

  await first.client(token).create({_id: 'a', _type: 'article'})
  await vi.waitFor(() => expect(keys).toHaveLength(1), patience)
  await first.stop('SIGKILL')
  silent = false
  const second = await startLake({directory})

  await vi.waitFor(() => expect(keys.length).toBeGreaterThan(1), patience)
  await pause(100)
  expect(new Set(keys).size).toBe(1)
  await second.stop()
  site.closeAllConnections()
  site.close()
})

test('a polite stop ends open streams and sockets, and loses nothing', async ({directory}) => {
  const lake = await startLake({directory})
  const {token} = await lake.addUser('Ada')
  const stream = await fetch(
    `http://127.0.0.1:${lake.port}/v2025-02-19/data/listen/${dataset}?query=*`,
    {headers: {authorization: `Bearer ${token}`}},
  )
  const reader = stream.body!.getReader()
  await reader.read()
  const socket = await new Socket(lake.port).open()
  await lake.client(token).create({_id: 'a', _type: 'article'})

  await lake.stop('SIGTERM')

  // A process that does not end by itself is ended by force.
  expect(lake.endedBy()).toBe('itself')
  expect(await socket.closed).toBe(1001)
  const again = await startLake({directory})
  expect(await again.client().getDocument('a')).toMatchObject({_id: 'a'})
  await again.stop()
})

test('[A3] no token and no secret is in the log, whatever fails', async ({
  lake,
  directory,
  admin,
}) => {
  const authorization = `Bearer ${admin.token}`
  const hook = {type: 'document', name: 'h', url: 'http://127.0.0.1:9/', dataset, secret: 's3cr3t'}
  const hooks = `/v2021-06-07/hooks/projects/${projectId}`
  const content = join(directory, 'datasets', dataset, 'content.sqlite')
  const other = new DatabaseSync(content, {timeout: 30_000})
  await ask(lake.port, hooks, {authorization}, {method: 'POST', body: JSON.stringify(hook)})

  other.exec('begin immediate')
  const busy = await ask(lake.port, mutate, {authorization}, {method: 'POST', body: create('a')})
  other.exec('rollback')
  other.close()
  await ask(lake.port, mutate, {authorization}, {method: 'POST', body: create('b')})
  await ask(lake.port, query, {authorization: `${authorization}x`})
  await ask(lake.port, `/v1/${admin.token}`, {authorization: 'Basic !', 'x-a': admin.token})

  expect(busy.status).toBe(503)
  await vi.waitFor(() => expect(lake.log()).toContain('database is locked'), patience)
  expect(lake.log()).not.toContain(admin.token.slice(16))
  expect(lake.log()).not.toContain('s3cr3t')
})
