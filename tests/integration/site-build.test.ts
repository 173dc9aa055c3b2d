/** Seam b: nothing is baked into a build. */
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {readdirSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {repository} from '../support/directory.ts'
import {anArticle, openNewsroom, type Newsroom} from '../support/newsroom.ts'
import type {RunningLake} from '../support/servers.ts'

/** Passes everything on to a lake, and counts. */
async function countingDoor(lake: RunningLake, counted: string[]): Promise<string> {
  const server = createServer((incoming, response) => {
    counted.push(incoming.url ?? '')
    const headers = {...incoming.headers, host: `127.0.0.1:${lake.port}`} as Record<string, string>
    delete headers.connection
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = chunks.length > 0 ? Buffer.concat(chunks) : null
      fetch(`http://127.0.0.1:${lake.port}${incoming.url}`, {
        method: incoming.method ?? 'GET',
        headers,
        body,
      })
        .then(async (answer) => {
          response.writeHead(answer.status, {
            'content-type': answer.headers.get('content-type') ?? '',
          })
          response.end(await answer.text())
        })
        .catch(() => response.writeHead(502).end())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function filesOf(directory: string): string[] {
  return readdirSync(directory, {recursive: true, encoding: 'utf8'})
    .map((name) => `${name} ${statSync(join(directory, name)).mtimeMs}`)
    .toSorted()
}

async function publish({client}: Newsroom, word: string): Promise<void> {
  await client.createOrReplace(
    anArticle('same-address', {title: word, body: `The word is ${word}.`}),
  )
}

test('one build serves two directories on random ports, and neither shows or calls the other', async () => {
  const build = join(repository, 'web', '.next')
  const before = filesOf(build)
  const calls: {first: string[]; second: string[]} = {first: [], second: []}
  const first = await openNewsroom({lakeOrigin: (lake) => countingDoor(lake, calls.first)})
  onTestFinished(() => first.stop())
  const second = await openNewsroom({lakeOrigin: (lake) => countingDoor(lake, calls.second)})
  onTestFinished(() => second.stop())

  await publish(first, 'Lighthouse')
  await first.readUntil('/articles/same-address', ({body}) => body.includes('Lighthouse'))
  const callsOfSecond = calls.second.length
  const elsewhere = await second.read('/articles/same-address')
  expect(elsewhere.status).toBe(404)
  await publish(second, 'Mountain')
  const other = await second.readUntil('/articles/same-address', ({body}) =>
    body.includes('Mountain'),
  )
  const own = await first.read('/articles/same-address')

  for (const path of ['/', '/articles/same-address']) {
    expect((await first.read(path)).body).not.toContain('Mountain')
    expect((await second.read(path)).body).not.toContain('Lighthouse')
  }
  expect(own.body).toContain(`http://localhost:${first.site.port}/articles/same-address`)
  for (const port of [first.site.port, first.lake.port])
    expect(other.body).not.toContain(String(port))
  for (const port of [second.site.port, second.lake.port])
    expect(own.body).not.toContain(String(port))
  expect(calls.second.length).toBeGreaterThan(callsOfSecond)

  await first.stopLake()
  await publish(second, 'Valley')
  await second.readUntil('/articles/same-address', ({body}) => body.includes('Valley'))
  expect((await first.read('/articles/same-address')).body).toContain('Lighthouse')
  expect(filesOf(build)).toEqual(before)
})
