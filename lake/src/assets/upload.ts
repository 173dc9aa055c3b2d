/**
 * From uploaded bytes to an asset document. The id is made of the content, so the same picture is one document however
 * often it is uploaded; the file is on disk before the document says so.
 */
import {randomUUID} from 'node:crypto'
import {extname, join} from 'node:path'
import type {Identity} from '../access/identity.ts'
import type {Dataset, StoredDocument} from '../dataset.ts'
import {badRequest} from '../errors.ts'
import type {Format} from '../images/format.ts'
import {namesPosition, withoutLocation} from '../images/location.ts'
import {
  extras,
  MAX_INPUT_PIXELS,
  MAX_INPUT_SIDE,
  open,
  readMetadata,
  usualExtras,
  type Extra,
} from '../images/metadata.ts'
import {nameUnsupported, sniff} from '../images/sniff.ts'
import {
  fileId,
  filePath,
  imageFileName,
  imageId,
  imagePath,
  keepFile,
  receiveFile,
  sha1,
  whileKeeping,
} from './files.ts'

/** Held in memory while it is read; the largest camera pictures stay below. */
export const MAX_IMAGE_BYTES = 64_000_000
/** Streamed to disk. */
export const MAX_FILE_BYTES = 2_000_000_000

export interface UploadRequest {
  dataset: Dataset
  projectId: string
  /** Base of the asset's `url`. */
  publicUrl: string
  identity: Identity
  query: URLSearchParams
}

export async function uploadImage(bytes: Buffer, request: UploadRequest): Promise<StoredDocument> {
  const format = sniff(bytes)
  if (!format) throw notAnImage(bytes)
  const clean = format.extension === 'svg' ? bytes : withoutLocation(bytes)
  const metadata = await readPicture({bytes, clean, format, wanted: wantedExtras(request.query)})
  const {width, height} = metadata.dimensions
  const name = {sha1: sha1(clean), width, height, extension: format.extension}
  const {dataset, projectId, publicUrl} = request
  const path = `images/${projectId}/${dataset.name}/${imageFileName(name)}`
  const document = {
    _id: imageId(name),
    _type: 'sanity.imageAsset',
    assetId: name.sha1,
    extension: format.extension,
    metadata,
    mimeType: format.mimeType,
    originalFilename: originalName(request.query, `${name.sha1}.${format.extension}`),
    path,
    sha1hash: name.sha1,
    size: clean.length,
    uploadId: randomUUID(),
    url: `${publicUrl}/${path}`,
  }
  const stored = imagePath(dataset, name)
  return whileKeeping(stored, async () => {
    await keepFile(stored, clean)
    return keepDocument(request, document)
  })
}

export async function uploadFile(
  body: AsyncIterable<Uint8Array>,
  contentType: string | null,
  request: UploadRequest,
): Promise<StoredDocument> {
  const {dataset, projectId, publicUrl, query} = request
  const received = await receiveFile(join(dataset.assetDirectory, 'files'), body, MAX_FILE_BYTES)
  if (received.size === 0) {
    await received.discard()
    throw badRequest('The request had no body: send the bytes of the file. Nothing was stored.')
  }
  const originalFilename = originalName(query, received.sha1)
  const name = {sha1: received.sha1, extension: fileExtension(originalFilename)}
  const path = `files/${projectId}/${dataset.name}/${name.sha1}.${name.extension}`
  const document = {
    _id: fileId(name),
    _type: 'sanity.fileAsset',
    assetId: name.sha1,
    extension: name.extension,
    mimeType: mediaType(contentType),
    originalFilename,
    path,
    sha1hash: name.sha1,
    size: received.size,
    uploadId: randomUUID(),
    url: `${publicUrl}/${path}`,
  }
  const stored = filePath(dataset, name)
  return whileKeeping(stored, async () => {
    await received.keep(stored)
    return keepDocument(request, document)
  })
}

interface Picture {
  /** As it was uploaded: only here is the position that the stored file no longer has. */
  bytes: Buffer
  clean: Buffer
  format: Format
  wanted: ReadonlySet<Extra>
}

async function readPicture({bytes, clean, format, wanted}: Picture) {
  try {
    if (format.extension !== 'svg') {
      const {width, height, pages = 1, xmp} = await open(clean).metadata()
      if (width * height > MAX_INPUT_PIXELS) throw tooManyPixels(width, height)
      if (Math.max(width, height) > MAX_INPUT_SIDE) throw tooLong(width, height)
      if (pages > 1 && width * height * pages > MAX_INPUT_PIXELS * 4)
        throw tooManyPixels(width, height)
      if (xmp && namesPosition(xmp.toString('utf8'))) throw hiddenLocation()
    }
    const asksCamera = cameraExtras.some((extra) => wanted.has(extra))
    const camera = asksCamera && format.extension !== 'svg' ? await exifOf(bytes) : undefined
    return await readMetadata(clean, format, wanted, camera)
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'LakeError') throw cause
    const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : ''
    if (/pixel limit/i.test(reason)) throw tooManyPixels()
    throw badRequest(
      `The file begins like a ${format.extension} picture but cannot be read (${reason.slice(0, 120)}). Nothing was stored; open it in an image editor, save it again and upload that.`,
      {cause},
    )
  }
}

const cameraExtras = ['exif', 'image', 'location'] as const
const exifOf = async (bytes: Buffer) => (await open(bytes).metadata()).exif

/** Store the document, unless it is there already; the answer is what is stored. */
async function keepDocument(
  {dataset, identity, query}: UploadRequest,
  document: {_id: string; [field: string]: unknown},
): Promise<StoredDocument> {
  const existing = dataset.document(document._id)
  if (existing) return existing
  await dataset.mutate([{createIfNotExists: {...document, ...labels(query)}}], {identity})
  const stored = dataset.document(document._id)
  if (!stored) throw new Error(`Asset document ${document._id} vanished while it was stored`)
  return stored
}

const MAX_LABEL = 1_000

function labels(query: URLSearchParams): Record<string, unknown> {
  const read = (name: string) => query.get(name)?.slice(0, MAX_LABEL) || undefined
  const plain = ['label', 'title', 'description', 'creditLine', 'altText'].flatMap((name) => {
    const value = read(name)
    return value ? [[name, value]] : []
  })
  const source = {name: read('sourceName'), id: read('sourceId'), url: read('sourceUrl')}
  const hasSource = Object.values(source).some(Boolean)
  return {...Object.fromEntries(plain), ...(hasSource ? {source: {...source}} : {})}
}

/** `meta=` chooses; without it the usual is made. `meta=none` makes nothing more than the size. */
function wantedExtras(query: URLSearchParams): ReadonlySet<Extra> {
  const asked = query.getAll('meta').flatMap((value) => value.split(','))
  if (asked.length === 0) return new Set(usualExtras)
  return new Set(extras.filter((extra) => asked.includes(extra)))
}

const originalName = (query: URLSearchParams, otherwise: string): string => {
  const given = query.get('filename')?.split(/[/\\]/).at(-1) ?? ''
  const readable = given
    .replace(/[\p{Cc}\p{Cs}]/gu, '')
    .trim()
    .slice(0, 255)
  return readable || otherwise
}

function fileExtension(name: string): string {
  const extension = extname(name).slice(1).toLowerCase()
  return /^[a-z0-9]{1,16}$/.test(extension) ? extension : 'bin'
}

function mediaType(header: string | null): string {
  const type = header?.split(';')[0]?.trim().toLowerCase() ?? ''
  return /^[a-z0-9!#$&^_.+-]{1,80}\/[a-z0-9!#$&^_.+-]{1,80}$/.test(type)
    ? type
    : 'application/octet-stream'
}

const KNOWN = 'JPEG, PNG, WebP, AVIF, GIF, TIFF or SVG'

function notAnImage(bytes: Buffer) {
  if (bytes.length === 0) {
    return badRequest(
      'The picture is empty (0 bytes). Nothing was stored; send the bytes of a picture.',
    )
  }
  const name = nameUnsupported(bytes)
  const what = name ? `is ${name}, which browsers cannot show` : 'is not a picture'
  return badRequest(`The file ${what}. Nothing was stored; upload it as ${KNOWN}.`)
}

const tooManyPixels = (width?: number, height?: number) =>
  badRequest(
    `The picture has too many pixels${width ? ` (${width}×${height})` : ''}; ${MAX_INPUT_PIXELS / 1_000_000} megapixels are the most. Nothing was stored; make it smaller and upload again.`,
  )

const tooLong = (width: number, height: number) =>
  badRequest(
    `The picture is ${width}×${height} pixels; a side may have ${MAX_INPUT_SIDE.toLocaleString('en')}. Nothing was stored; make it smaller and upload again.`,
  )

const hiddenLocation = () =>
  badRequest(
    'The picture says where it was taken, in a part of the file that cannot be blanked. Nothing was stored; save it again without location and upload that.',
  )
