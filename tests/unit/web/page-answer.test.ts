import type {IncomingMessage, ServerResponse} from 'node:http'
import {
  constants,
  gunzipSync,
  gzip,
  gzipSync,
  type CompressCallback,
  type ZlibOptions,
} from 'node:zlib'
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

/** The bytes that a reader gets who takes this encoding. */
async function bytesIn(page: PageAnswer, encoding: string): Promise<Buffer> {
  const sent = Promise.withResolvers<Buffer>()
  const response = {writeHead: () => response, end: sent.resolve}
  const request = {method: 'GET', headers: {'accept-encoding': encoding}}
  await page.send(request as unknown as IncomingMessage, response as unknown as ServerResponse)
  return sent.promise
}

/** What a reader gets who takes gzip. */
const read = async (page: PageAnswer): Promise<string> =>
  gunzipSync(await bytesIn(page, 'gzip')).toString()

test('a page that takes the place of one is compressed as that was before anybody asks', async () => {
  const [before, after] = [aPage('before'), aPage('after')]
  await read(before)
  vi.mocked(gzipSync).mockClear()

  await after.compressAs(before)

  expect(await read(after)).toBe('<p>after</p>'.repeat(100))
  expect(gzipSync).not.toHaveBeenCalled()
})

test('a page keeps no more memory than it says, in all encodings', async () => {
  const items = Array.from(
    {length: 700},
    (_, i) => `<li><a href="/topics/${i % 37}">Tide ${i}</a></li>`,
  )
  const page = new PageAnswer({
    status: 200,
    headers: {'content-type': 'text/html; charset=utf-8'},
    body: items.join(''),
    digest: 'd',
  })

  const bodies = [page.body]
  for (const encoding of ['br', 'gzip', 'identity']) bodies.push(await bytesIn(page, encoding))

  const kept = [...new Set(bodies.map(({buffer}) => buffer))]
  expect(kept).toHaveLength(3)
  expect(kept.reduce((sum, {byteLength}) => sum + byteLength, 0)).toBeLessThan(page.bytes)
})

/** A page that another thread is compressing: until it is told to go on, or that it failed. */
async function underWay() {
  const zlib = await vi.importActual<typeof import('node:zlib')>('node:zlib')
  const [before, after] = [aPage('before'), aPage('after')]
  await read(before)
  const {promise: told, resolve: goOn, reject: fail} = Promise.withResolvers<void>()
  vi.mocked(gzip).mockImplementationOnce(((
    body: Buffer,
    options: ZlibOptions,
    done: CompressCallback,
  ) => {
    told.then(
      () => zlib.gzip(body, options, done),
      (error: Error) => done(error, Buffer.of()),
    )
  }) as typeof zlib.gzip)
  const ready = after.compressAs(before)
  await vi.waitUntil(() => vi.mocked(gzip).mock.lastCall?.[0] === after.body)
  vi.mocked(gzipSync).mockClear()
  return {page: after, goOn, fail, ready}
}

test('whoever asks while a page is being compressed gets that, and has nothing done twice', async () => {
  const {page, goOn, ready} = await underWay()

  const asked = read(page)
  goOn()
  const meanwhile = await asked

  expect(meanwhile).toBe('<p>after</p>'.repeat(100))
  expect(gzipSync).not.toHaveBeenCalled()
  await ready
})

test('whoever waits for a compression that fails, and fails again, is not left waiting', async () => {
  const {page, fail, ready} = await underWay()
  vi.mocked(gzipSync).mockImplementationOnce(() => {
    throw new Error('still no memory')
  })

  const asked = read(page)
  fail(new Error('no memory'))

  await expect(asked).rejects.toThrow('still no memory')
  await ready
})

test('a small page is made as small as can be, and a large one does not hold up the others', async () => {
  const [small, large] = [aPage('small'), aPage('large'.repeat(200))]

  const [read1, read2] = [await read(small), await read(large)]
  const levels = vi
    .mocked(gzipSync)
    .mock.calls.slice(-2)
    .map(([, options]) => options?.level)

  expect([read1.length, read2.length]).toEqual([small.body.length, large.body.length])
  expect(levels).toEqual([constants.Z_BEST_COMPRESSION, constants.Z_DEFAULT_COMPRESSION])
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
