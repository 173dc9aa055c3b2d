import type {IncomingMessage, ServerResponse} from 'node:http'
import {gunzipSync, gzip, gzipSync} from 'node:zlib'
import {expect, test, vi} from 'vitest'
import {PageAnswer} from '../../../web/src/server/page-answer.ts'

vi.mock('node:zlib', async (original) => {
  const zlib = await original<typeof import('node:zlib')>()
  return {
    ...zlib,
    gzip: vi.fn<typeof zlib.gzip>(zlib.gzip),
    gzipSync: vi.fn<typeof zlib.gzipSync>(zlib.gzipSync),
  }
})

const aPage = (text: string) =>
  new PageAnswer({
    status: 200,
    headers: {'content-type': 'text/html; charset=utf-8'},
    body: `<p>${text}</p>`.repeat(100),
    digest: text,
  })

/** What a reader gets who takes gzip. */
async function read(page: PageAnswer): Promise<string> {
  const sent = Promise.withResolvers<Buffer>()
  const response = {writeHead: () => response, end: sent.resolve}
  const request = {method: 'GET', headers: {'accept-encoding': 'gzip'}}
  page.send(request as unknown as IncomingMessage, response as unknown as ServerResponse)
  return gunzipSync(await sent.promise).toString()
}

test('a page that takes the place of one is compressed as that was before anybody asks', async () => {
  const [before, after] = [aPage('before'), aPage('after')]
  await read(before)
  vi.mocked(gzipSync).mockClear()

  await after.compressAs(before)

  expect(await read(after)).toBe('<p>after</p>'.repeat(100))
  expect(gzipSync).not.toHaveBeenCalled()
})

test('whoever asks while a page is being compressed gets that, and has nothing done twice', async () => {
  const [before, after] = [aPage('before'), aPage('after')]
  await read(before)
  vi.mocked(gzipSync).mockClear()

  const ready = after.compressAs(before)
  await vi.waitUntil(() => vi.mocked(gzip).mock.lastCall?.[0].toString().includes('after'))
  const meanwhile = await read(after)

  expect(meanwhile).toBe('<p>after</p>'.repeat(100))
  expect(gzipSync).not.toHaveBeenCalled()
  await ready
})

test('a page whose compression fails behind the back of its readers is compressed for whoever asks', async () => {
  const [before, after] = [aPage('before'), aPage('after')]
  await read(before)
  vi.mocked(gzip).mockImplementationOnce(() => {
    throw new Error('no memory')
  })

  await after.compressAs(before)

  expect(await read(after)).toBe('<p>after</p>'.repeat(100))
})
