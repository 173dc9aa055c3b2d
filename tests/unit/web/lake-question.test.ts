/** The front server's own questions: over connections that the lake may close at any time. */
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {findNeighbours} from '../../../web/src/invalidation/neighbours.ts'
import {questionsTo} from '../../../web/src/server/lake-question.ts'

async function answering(respond: (asked: number) => boolean) {
  let asked = 0
  const server: Server = createServer((request, response) => {
    asked++
    if (respond(asked)) response.end('{"result":{"asked":true}}')
    else request.socket.resetAndDestroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const apiHost = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const ask = questionsTo({
    apiHost,
    projectId: 'p',
    dataset: 'd',
    useProjectHostname: false,
  } as never)
  return {ask: () => ask('*[0]', {}), asked: () => asked}
}

test('a connection that is hung up when it is used again is not the end of a question', async () => {
  const lake = await answering((asked) => asked !== 2)

  expect(await lake.ask()).toEqual({asked: true})
  expect(await lake.ask()).toEqual({asked: true})

  expect(lake.asked()).toBe(3)
})

test('a lake that hangs up on everybody is asked once by each', async () => {
  const lake = await answering(() => false)

  await expect(lake.ask()).rejects.toMatchObject({code: 'ECONNRESET'})

  expect(lake.asked()).toBe(1)
})

test('a new article whose neighbours cannot be asked for is one failure, and none that nobody hears of', async () => {
  const unheard: unknown[] = []
  const hear = (reason: unknown) => unheard.push(reason)
  process.on('unhandledRejection', hear)
  onTestFinished(() => void process.off('unhandledRejection', hear))
  const after = {slug: 'a', language: 'en', publishedAt: '2026-01-01', topics: ['t']}
  const change = {id: 'a', type: 'article', before: null, after, changed: 'all'}

  const found = findNeighbours(change as never, () => Promise.reject(new Error('away')))

  await expect(found).rejects.toThrow('away')
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(unheard).toEqual([])
})
