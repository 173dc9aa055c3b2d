/**
 * What an asset document says about its picture: size as it is seen (EXIF orientation applied), opacity, and the small
 * stand-ins that pages show while the picture loads.
 */
import sharp from 'sharp'
import {blurhashOf} from './blurhash.ts'
import type {Format} from './format.ts'
import {paletteOf} from './palette.ts'
import {svgSize} from './sniff.ts'

/** Hosted: 256 megapixels. Here less: a decoded picture takes 4 bytes a pixel of one machine's memory. */
export const MAX_INPUT_PIXELS = 100_000_000
const DECODE_SECONDS = 15
const LQIP_WIDTH = 20
const SAMPLE_SIDE = 64

/** What `meta=` may ask for; size and opacity are always there. */
export const extras = ['lqip', 'palette', 'blurhash'] as const
export type Extra = (typeof extras)[number]

export interface ImageMetadata {
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
  }
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

/** The picture at 20 pixels as a data URL: small enough to stand in the page itself. */
async function placeholder(bytes: Uint8Array, opaque: boolean): Promise<string> {
  const tiny = open(bytes).autoOrient().resize(LQIP_WIDTH)
  const data = await (opaque ? tiny.jpeg({quality: 50}) : tiny.png({palette: true})).toBuffer()
  return `data:image/${opaque ? 'jpeg' : 'png'};base64,${data.toString('base64')}`
}
