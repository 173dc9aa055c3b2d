/**
 * An SVG as pixels, when an address asks for them (`fm=png`). Drawn by a process of its own that is killed when it takes
 * long or much; a file that had to be killed repeatedly is not tried again until the lake starts anew.
 */
import {spawn} from 'node:child_process'
import {createHash} from 'node:crypto'
import {fileURLToPath} from 'node:url'
import {badRequest, LakeError, unavailable} from '../errors.ts'
import type {Size} from './geometry.ts'

/** Wall clock, from when the process is there. */
const MAX_DRAWING_MS = 4_000
/** How long a busy machine may take to start it. */
const START_PATIENCE_MS = 20_000
const MAX_MEGABYTES = 512
const MAX_PIXELS = 20_000_000
const MAX_SVG_BYTES = 4_000_000
/** A file that was killed this often is not drawn any more, at whatever size. */
const CHANCES = 3
const FAILURES_KEPT = 1_000

const program = fileURLToPath(new URL('./svg-drawing.ts', import.meta.url))
const failures = new Map<string, number>()

/** How much larger than its own size an SVG is drawn, so that `wanted` of it need not be enlarged later. */
export function zoomFor(size: Size, wanted: number): number {
  const most = Math.sqrt(MAX_PIXELS / (size.width * size.height))
  return Math.min(Math.max(1, wanted), most)
}

/** The picture as PNG of this size. */
export async function drawSvg(svg: Uint8Array, size: Size): Promise<Buffer> {
  const name = createHash('sha1').update(svg).digest('hex')
  const failed = failures.get(name) ?? 0
  if (svg.byteLength > MAX_SVG_BYTES || failed >= CHANCES) throw tooMuch()
  try {
    return await draw(svg, size)
  } catch (error) {
    if (!(error instanceof LakeError && error.status === 400)) throw error
    if (failures.size >= FAILURES_KEPT) failures.clear()
    failures.set(name, failed + 1)
    throw error
  }
}

function draw(svg: Uint8Array, {width, height}: Size): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const limits = [width, height, MAX_PIXELS, MAX_MEGABYTES].map(String)
    const child = spawn(process.execPath, [program, ...limits], {
      env: {} as NodeJS.ProcessEnv,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const kill = () => child.kill('SIGKILL')
    let clock = setTimeout(kill, START_PATIENCE_MS)
    let hasBegun = false
    const chunks: Buffer[] = []
    child.stdin.on('error', () => {}) // it ended before it had read everything
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(hasBegun ? chunk : chunk.subarray(1))
      if (hasBegun) return
      hasBegun = true
      clearTimeout(clock)
      clock = setTimeout(kill, MAX_DRAWING_MS)
    })
    child.once('error', (cause) => {
      clearTimeout(clock)
      reject(notNow(cause))
    })
    child.once('close', (code) => {
      clearTimeout(clock)
      const picture = Buffer.concat(chunks)
      if (code === 0 && picture.length > 0) resolve(picture)
      else reject(hasBegun ? tooMuch() : notNow())
    })
    child.stdin.end(svg)
  })
}

const notNow = (cause?: Error) =>
  unavailable('This SVG cannot be drawn at the moment. Ask again.', cause && {cause})

const tooMuch = () =>
  badRequest(
    `This SVG cannot be drawn here within ${MAX_DRAWING_MS / 1000} seconds and ${MAX_MEGABYTES} MB. Show the SVG itself (without "fm"), or upload it as PNG.`,
  )
