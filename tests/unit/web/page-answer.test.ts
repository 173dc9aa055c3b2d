import type {IncomingMessage, ServerResponse} from 'node:http'
import {gunzipSync, gzipSync} from 'node:zlib'
import {expect, test, vi} from 'vitest'
import {PageAnswer} from '../../../web/src/server/page-answer.ts'

vi.mock('node:zlib', async (original) => {
  const zlib = await original<typeof import('node:zlib')>()
  return {...zlib, gzipSync: vi.fn<typeof zlib.gzipSync>(zlib.gzipSync)}
})

const aPage = (text: string) =>
  new PageAnswer({
    status: 200,
    headers: {'content-type': 'text/html; charset=utf-8'},
    body: `<p>${text}</p>`.repeat(100),
    digest: text,
  })

/** What a reader gets who takes gzip. */
function read(page: PageAnswer): string {
  let sent: Buffer = Buffer.alloc(0)
  const response = {writeHead: () => response, end: (body: Buffer) => (sent = body)}
  const request = {method: 'GET', headers: {'accept-encoding': 'gzip'}}
  page.send(request as unknown as IncomingMessage, response as unknown as ServerResponse)
  return gunzipSync(sent).toString()
}

test('a page that takes the place of one is compressed as that was before anybody asks', async () => {
  const [before, after] = [aPage('before'), aPage('after')]
  read(before)
  vi.mocked(gzipSync).mockClear()

  await after.compressAs(before)

  expect(read(after)).toBe('<p>after</p>'.repeat(100))
  expect(gzipSync).not.toHaveBeenCalled()
})

test('whoever asks while a page is being compressed does not wait for it', async () => {
  const [before, after] = [aPage('before'), aPage('after')]
  read(before)

  const ready = after.compressAs(before)
  const meanwhile = read(after)

  expect(meanwhile).toBe('<p>after</p>'.repeat(100))
  await ready
  expect(read(after)).toBe(meanwhile)
})
