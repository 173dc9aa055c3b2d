/**
 * Pictures that are damaged, or made to do damage: each is kept or refused within seconds, and the lake goes on. In a lake of
 * its own process, because what a broken decoder takes with it is the process.
 */
import {readFileSync} from 'node:fs'
import {deflateSync, crc32} from 'node:zlib'
import sharp from 'sharp'
import {expect, onTestFinished, test} from 'vitest'
import {atMost, full, random, seed} from '../support/sample.ts'
import {apiVersion, dataset, startLake, type RunningLake} from '../support/servers.ts'

const rounds = full ? 10_000 : 120
/** Longer is for ever: each took a second or two, on a machine that did much else. */
const PATIENCE_MS = 60_000
const MAX_RESIDENT_MB = 768

const formats = ['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const

async function originals(): Promise<Buffer[]> {
  const noise = Buffer.from(Array.from({length: 64 * 48 * 3}, (_, at) => (at * 7919) % 251))
  const picture = () =>
    sharp(noise, {raw: {width: 64, height: 48, channels: 3}}).withExif({
      IFD0: {Copyright: 'Ada'},
      IFD3: {GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100'},
    })
  const frames = await Promise.all([1, 2, 3].map((blur) => picture().blur(blur).png().toBuffer()))
  return [
    ...(await Promise.all(formats.map((format) => picture()[format]().toBuffer()))),
    await sharp(frames, {join: {animated: true}})
      .gif()
      .toBuffer(),
    await sharp(frames, {join: {animated: true}})
      .webp()
      .toBuffer(),
  ]
}

/** A few bytes turned over, a part left out or doubled, the end cut off. */
function damaged(file: Buffer, next: () => number): Buffer {
  const at = () => Math.floor(next() * file.length)
  const kind = next()
  if (kind < 0.2) return file.subarray(0, at())
  if (kind < 0.35) return Buffer.concat([file.subarray(0, at()), file.subarray(at())])
  const copy = Buffer.from(file)
  const places = kind < 0.7 ? 1 + next() * 6 : 20 + next() * 60
  // Headers decide most, so that they are hit more often.
  for (let place = 0; place < places; place++) {
    const where = next() < 0.5 ? Math.floor(next() * Math.min(200, copy.length)) : at()
    copy[where] = Math.floor(next() * 256)
  }
  return copy
}

const chunk = (type: string, data: Buffer) => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  const sum = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** A PNG that says it is as large as this; its pixels are a few kilobytes of nothing. */
function hugePng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([1, 0, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc(Math.min(height * Math.ceil(width / 8 + 1), 40_000_000)))
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

async function bombs(): Promise<[what: string, bytes: Buffer][]> {
  const gif = await sharp({create: {width: 2, height: 2, channels: 3, background: '#123'}})
    .gif()
    .toBuffer()
  const frame = gif.subarray(gif.indexOf(Buffer.from([0x21, 0xf9])), -1)
  const wide = Buffer.from(gif)
  wide.writeUInt16LE(65_535, 6)
  wide.writeUInt16LE(65_535, 8)
  return [
    ['a PNG of 16,000 pixels a side', hugePng(16_000, 16_000)],
    ['a PNG of two thousand million pixels a side', hugePng(2_000_000_000, 2_000_000_000)],
    ['a PNG one pixel high and a hundred million wide', hugePng(100_000_000, 1)],
    ['a GIF of 65,535 pixels a side', wide],
    [
      'a GIF of 200,000 frames',
      Buffer.concat([
        gif.subarray(0, -1),
        ...Array.from({length: 200_000}, () => frame),
        gif.subarray(-1),
      ]),
    ],
    ['an SVG of entities', Buffer.from(entities())],
    [
      'an SVG as large as a country',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9e9" height="9e9"/>'),
    ],
    ['a header and nothing else', Buffer.from('ffd8ffe0', 'hex')],
    [
      'a TIFF whose directory is itself',
      Buffer.from('49492a0008000000ffff'.padEnd(4_000, '08'), 'hex'),
    ],
  ]
}

function entities(): string {
  const levels = Array.from(
    {length: 12},
    (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`,
  )
  return `<!DOCTYPE svg [<!ENTITY l0 "x">${levels.join('')}]><svg xmlns="http://www.w3.org/2000/svg"><text>&l12;</text></svg>`
}

test(
  `[I3] ${rounds} damaged pictures and some bombs are kept or refused, and the lake goes on (seed ${seed})`,
  {timeout: atMost(240)},
  async () => {
    const lake = await startLake()
    onTestFinished(() => lake.stop())
    const {token} = await lake.addUser('Ada')
    const next = random(seed)
    const files = await originals()
    const answers: Record<string, number> = {}
    let slowest = 0

    const send = async (bytes: Buffer, what: string) => {
      const started = performance.now()
      const {status, path} = await upload(lake, token, bytes)
      expect([200, 400, 413], `${what} (seed ${seed})`).toContain(status)
      if (path) {
        const shown = await fetch(`${lake.url}/${path}?w=40&h=30&fit=crop&fm=png`)
        await shown.arrayBuffer()
        expect([200, 400, 503], `${what}, shown (seed ${seed})`).toContain(shown.status)
      }
      answers[status] = (answers[status] ?? 0) + 1
      const took = performance.now() - started
      slowest = Math.max(slowest, took)
      expect(took, `${what} (seed ${seed})`).toBeLessThan(PATIENCE_MS)
    }
    for (let round = 0; round < rounds; round++)
      await send(damaged(files[round % files.length] ?? Buffer.alloc(0), next), `picture ${round}`)
    for (const [what, bytes] of await bombs()) await send(bytes, what)

    const after = await upload(lake, token, files[0] ?? Buffer.alloc(0))
    expect(after.status).toBe(200)
    const resident = residentMegabytes(lake.pid)
    console.log(
      JSON.stringify({damaged: rounds, answers, slowestMs: Math.round(slowest), resident}),
    )
    if (resident !== undefined) expect(resident).toBeLessThan(MAX_RESIDENT_MB)
    expect(lake.log()).not.toMatch(/segmentation|abort|heap/i)
  },
)

async function upload(lake: RunningLake, token: string, bytes: Buffer) {
  const extras = 'meta=lqip,palette,blurhash,thumbhash,exif,image,location'
  const response = await fetch(`${lake.url}/v${apiVersion}/assets/images/${dataset}?${extras}`, {
    method: 'POST',
    headers: {authorization: `Bearer ${token}`},
    body: new Uint8Array(bytes),
  })
  const body = (await response.json()) as {document?: {path: string}}
  return {status: response.status, path: body.document?.path}
}

/** The most memory that the process has held so far; only Linux says. */
function residentMegabytes(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined
  const [, kilobytes] =
    /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return kilobytes ? Math.round(Number(kilobytes) / 1_000) : undefined
}
