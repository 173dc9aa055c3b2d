/**
 * Asset files on disk: written to a temporary name, flushed, then renamed to their content's hash.
 *
 * A file therefore exists whole or not at all, and the same bytes are kept once. Names are built from checked parts
 * only, never from what a client called the file.
 */
import {createHash, randomUUID} from 'node:crypto'
import {open, readdir, readFile, rename, rm, stat, type FileHandle} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {Readable} from 'node:stream'
import type {ReadableStream as NodeStream} from 'node:stream/web'
import type {Dataset} from '../dataset.ts'
import {payloadTooLarge} from '../errors.ts'
import {flush} from '../flush.ts'
import {writeWhole} from '../whole-file.ts'

export interface ImageName {
  sha1: string
  width: number
  height: number
  extension: string
}

export interface FileName {
  sha1: string
  extension: string
}

const IMAGE = /^([0-9a-f]{40})-(\d{1,6})x(\d{1,6})\.([a-z0-9]{2,5})$/
const FILE = /^([0-9a-f]{40})\.([a-z0-9]{1,16})$/

export function parseImageName(name: string): ImageName | null {
  const [, sha1, width, height, extension] = IMAGE.exec(name) ?? []
  if (!sha1 || !extension) return null
  return {sha1, width: Number(width), height: Number(height), extension}
}

export function parseFileName(name: string): FileName | null {
  const [, sha1, extension] = FILE.exec(name) ?? []
  return sha1 && extension ? {sha1, extension} : null
}

export const imageFileName = ({sha1, width, height, extension}: ImageName) =>
  `${sha1}-${width}x${height}.${extension}`
export const imageId = ({sha1, width, height, extension}: ImageName) =>
  `image-${sha1}-${width}x${height}-${extension}`
export const fileId = ({sha1, extension}: FileName) => `file-${sha1}-${extension}`

export const imagePath = (dataset: Dataset, name: ImageName) =>
  join(dataset.assetDirectory, 'images', imageFileName(name))
export const filePath = (dataset: Dataset, {sha1, extension}: FileName) =>
  join(dataset.assetDirectory, 'files', `${sha1}.${extension}`)

/** Whether a failure to read means that the file is not there. */
export const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

export interface StoredFile {
  size: number
  /** Its bytes from one place to another, both included, at the pace of whoever reads them. Opened before it answers. */
  read(start?: number, end?: number): Promise<ReadableStream>
}

/** A file that is kept; `undefined` when it is not there: its document was imported without it. */
export async function storedFile(path: string): Promise<StoredFile | undefined> {
  try {
    const {size} = await stat(path)
    return {
      size,
      async read(start = 0, end = size - 1) {
        if (size === 0) return new Blob([]).stream() // no place to begin at
        const file = await open(path, 'r')
        return Readable.toWeb(file.createReadStream({start, end})) as NodeStream as ReadableStream
      },
    }
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

export const sha1 = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex')

/** Write `bytes` so that `path` is theirs, whole, also after a power cut. Keeps what is there already. */
export async function keepFile(path: string, bytes: Uint8Array): Promise<void> {
  if (await isKept(path, bytes.byteLength)) return
  await writeWhole(path, bytes, await temporaryName(dirname(path)))
  await flush(dirname(path))
}

const beingKept = new Map<string, number>()

/** Whether an upload has just written this file, or found it, and its document is on the way. */
export const isBeingKept = (path: string): boolean => beingKept.has(path)

/** Store a file and its document: between the two, the file is nobody's to clear away. */
export async function whileKeeping<T>(path: string, work: () => Promise<T>): Promise<T> {
  beingKept.set(path, (beingKept.get(path) ?? 0) + 1)
  try {
    return await work()
  } finally {
    const left = (beingKept.get(path) ?? 1) - 1
    if (left > 0) beingKept.set(path, left)
    else beingKept.delete(path)
  }
}

export interface ReceivedFile {
  sha1: string
  size: number
  read(): Promise<Buffer>
  /** Give the file its final name; `discard` instead takes it away. */
  keep(path: string): Promise<void>
  discard(): Promise<void>
}

/** Receive a body of any size into a temporary file, hashing as it comes; refused past `limit`. */
export async function receiveFile(
  directory: string,
  body: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<ReceivedFile> {
  const temporary = await temporaryName(directory)
  const discard = () => rm(temporary, {force: true})
  const hash = createHash('sha1')
  let size = 0
  const file = await open(temporary, 'wx')
  try {
    for await (const chunk of body) {
      size += chunk.byteLength
      if (size > limit) throw tooLarge(limit)
      hash.update(chunk)
      await writeAll(file, chunk)
    }
    await file.sync()
  } catch (error) {
    await file.close()
    await discard()
    throw error
  }
  await file.close()
  return {
    sha1: hash.digest('hex'),
    size,
    discard,
    read: () => readFile(temporary),
    async keep(path) {
      if (await isKept(path, size)) return discard()
      await rename(temporary, path)
      await flush(dirname(path))
    },
  }
}

export const tooLarge = (limit: number) =>
  payloadTooLarge(
    `The file is larger than ${Math.floor(limit / 1_000_000)} MB, the most this Content Lake keeps. Nothing was stored; send a smaller one.`,
  )

/** What uploads are called until they are whole. */
const TEMPORARY = /^\.upload-[0-9a-f-]{36}$/
const swept = new Map<string, Promise<void>>()

/** A new temporary name; the first one in a folder waits until leftovers of a killed process are cleared away. */
async function temporaryName(directory: string): Promise<string> {
  let sweep = swept.get(directory)
  if (!sweep) swept.set(directory, (sweep = clearLeftovers(directory)))
  try {
    await sweep
  } catch (error) {
    swept.delete(directory) // a fault that passes must not stay
    throw error
  }
  return join(directory, `.upload-${randomUUID()}`)
}

async function clearLeftovers(directory: string) {
  for (const name of await readdir(directory)) {
    if (TEMPORARY.test(name)) await rm(join(directory, name), {force: true})
  }
}

async function isKept(path: string, size: number): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found?.size === size
}

async function writeAll(file: FileHandle, chunk: Uint8Array) {
  for (let offset = 0; offset < chunk.byteLength;) {
    offset += (await file.write(chunk, offset)).bytesWritten
  }
}
