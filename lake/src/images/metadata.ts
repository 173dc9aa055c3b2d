/**
 * What an asset document says about its picture: size as it is seen (EXIF orientation applied), opacity, and the small
 * stand-ins that pages show while the picture loads.
 */
import sharp from 'sharp'
import {rgbaToThumbHash} from 'thumbhash'
import {blurhashOf} from './blurhash.ts'
import {readCameraData, type CameraData} from './exif.ts'
import type {Format} from './format.ts'
import {paletteOf} from './palette.ts'
import {svgSize} from './sniff.ts'

/** Hosted: 256 megapixels. Here less: a decoded picture takes 4 bytes a pixel of one machine's memory. */
export const MAX_INPUT_PIXELS = 100_000_000
/** The longest that JPEG can say. Of a few rows that are a million pixels long the decoder holds so many that they fill the memory. */
export const MAX_INPUT_SIDE = 65_535
const DECODE_SECONDS = 15
const LQIP_WIDTH = 20
const SAMPLE_SIDE = 64
/** The most that its definition takes. */
const THUMBHASH_SIDE = 100

/** Made for every picture whose upload does not say otherwise. */
export const usualExtras = ['lqip', 'palette', 'blurhash'] as const
/** What `meta=` may ask for; size and opacity are always there. What a camera wrote is private until somebody asks. */
export const extras = [...usualExtras, 'thumbhash', 'exif', 'image', 'location'] as const
export type Extra = (typeof extras)[number]

export interface ImageMetadata extends Omit<CameraData, 'exif' | 'image'> {
  _type: 'sanity.imageMetadata'
  dimensions: {
    _type: 'sanity.imageDimensions'
    width: number
    height: number
    aspectRatio: number
  }
  hasAlpha: boolean
  isOpaque: boolean
  lqip?: string
  palette?: Record<string, unknown>
  blurHash?: string
  thumbHash?: string
  exif?: Record<string, unknown>
  image?: Record<string, unknown>
}

/** Every decoding of uploaded bytes goes through these limits. */
export const open = (bytes: Uint8Array, animated = false) =>
  sharp(bytes, {limitInputPixels: MAX_INPUT_PIXELS, failOn: 'error', animated}).timeout({
    seconds: DECODE_SECONDS,
  })

export async function readMetadata(
  bytes: Uint8Array,
  format: Format,
  wanted: ReadonlySet<Extra>,
  camera?: Buffer,
): Promise<ImageMetadata> {
  if (format.extension === 'svg') return describe(svgSize(bytes), true, false)

  const header = await open(bytes).metadata()
  const sample = await open(bytes)
    .autoOrient()
    .resize(SAMPLE_SIDE, SAMPLE_SIDE, {fit: 'inside', withoutEnlargement: true})
    .flatten({background: '#ffffff'})
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({resolveWithObject: true})
  const hasAlpha = header.hasAlpha
  const opaque = !hasAlpha || (await open(bytes).stats()).isOpaque
  return {
    ...describe(header.autoOrient, hasAlpha, opaque),
    ...(wanted.has('lqip') ? {lqip: await placeholder(bytes, opaque)} : {}),
    ...(wanted.has('palette') ? {palette: paletteOf(sample.data)} : {}),
    ...(wanted.has('blurhash')
      ? {blurHash: blurhashOf(sample.data, sample.info.width, sample.info.height)}
      : {}),
    ...(wanted.has('thumbhash') ? {thumbHash: await thumbhashOf(bytes)} : {}),
    ...(camera ? cameraData(camera, wanted) : {}),
  }
}

/** What the camera wrote, as far as it is asked for. `block` is the EXIF block as it was uploaded. */
function cameraData(block: Buffer, wanted: ReadonlySet<Extra>): Partial<ImageMetadata> {
  const {exif, image, location} = readCameraData(block)
  return {
    ...(exif && wanted.has('exif') ? {exif: {_type: 'sanity.imageExifMetadata', ...exif}} : {}),
    ...(image && wanted.has('image') ? {image: {_type: 'sanity.imageExifTags', ...image}} : {}),
    ...(location && wanted.has('location') ? {location} : {}),
  }
}

async function thumbhashOf(bytes: Uint8Array): Promise<string> {
  const {data, info} = await open(bytes)
    .autoOrient()
    .resize(THUMBHASH_SIDE, THUMBHASH_SIDE, {fit: 'inside', withoutEnlargement: true})
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({resolveWithObject: true})
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64')
}

function describe(
  {width, height}: {width: number; height: number},
  hasAlpha: boolean,
  opaque: boolean,
): ImageMetadata {
  return {
    _type: 'sanity.imageMetadata',
    dimensions: {_type: 'sanity.imageDimensions', width, height, aspectRatio: width / height},
    hasAlpha,
    isOpaque: opaque,
  }
}

/**
 * The picture at 20 pixels as a data URL: small enough to stand in the page itself. All frequencies are as coarse (table 1): at the same
 * likeness its table and the whole take less room in a compressed page.
 */
async function placeholder(bytes: Uint8Array, opaque: boolean): Promise<string> {
  const tiny = open(bytes).autoOrient().resize(LQIP_WIDTH)
  const data = await (
    opaque ? tiny.jpeg({quality: 25, quantisationTable: 1}) : tiny.png({palette: true})
  ).toBuffer()
  return `data:image/${opaque ? 'jpeg' : 'png'};base64,${data.toString('base64')}`
}
