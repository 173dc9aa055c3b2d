/** Pictures by way of the site, for readers who take their time over them. */
import {createServer, request, type IncomingMessage, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {Assets} from '../../../web/src/server/assets.ts'

const picture = (size: number) => `/images/masthead/production/${'a'.repeat(40)}-${size}x1.png`

async function listening(server: Server): Promise<number> {
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  )
}

test('readers who take nothing of a large picture give way to those who wait', async () => {
  // More than fits between a server and a client that does not read.
  const large = Buffer.alloc(20e6)
  const lake = createServer(({url}, response) => {
    response.writeHead(200, {'content-type': 'image/png'})
    response.end(url === picture(1) ? 'small' : large)
  })
  const origin = `http://127.0.0.1:${await listening(lake)}`
  const assets = new Assets({origin, projectId: 'masthead', dataset: 'production', idle: 100})
  onTestFinished(() => assets.close())
  const port = await listening(createServer((asked, answer) => assets.serve(asked, answer)))
  const ask = (path: string) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      request({host: '127.0.0.1', port, path, agent: false}, resolve).once('error', reject).end()
    })

  const idle = await Promise.all(Array.from({length: 32}, () => ask(picture(2))))
  for (const answer of idle) answer.on('error', () => undefined).pause()
  const waiting = await ask(picture(1))

  expect(waiting.statusCode).toBe(200)
  waiting.resume()
  for (const answer of idle) answer.destroy()
})
