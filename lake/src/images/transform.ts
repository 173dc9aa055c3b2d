/**
 * From a stored picture and what a URL asks for to the bytes of the answer.
 *
 * Order, as on the hosted CDN: orientation, `rect`, `or`, `flip`, size, effects, background, format. Metadata (EXIF,
 * XMP, colour profile after conversion to sRGB) is left behind.
 */
import sharp, {type Sharp} from 'sharp'
import {formatOf, outputFormat, type Format, type OutputFormat} from './format.ts'
import {cutRectangle, plan, type Plan, type Size} from './geometry.ts'
import {open} from './metadata.ts'
import type {ImageParameters} from './parameters.ts'

/** Part of every cached variant's name: raise it when the same parameters give other bytes. */
export const PIPELINE_VERSION = 1

const DEFAULT_QUALITY = 75
const MAX_FRAMES = 200
const transparent = {r: 0, g: 0, b: 0, alpha: 0}
const white = {r: 255, g: 255, b: 255, alpha: 1}

export async function transform(
  bytes: Uint8Array,
  source: Format,
  parameters: ImageParameters,
  format: OutputFormat,
): Promise<Buffer> {
  const target = outputFormat(format)
  const animated = mayMove(source) && mayMove(target) && !needsStill(parameters)
  const header = await open(bytes, animated).metadata()
  const moving = animated && (header.pages ?? 1) > 1 && (header.pages ?? 1) <= MAX_FRAMES
  const {image, size} = await turned(bytes, moving, parameters, header.autoOrient)
  const steps = plan(size, parameters)
  const canvas = parameters.background ?? (target.alpha ? transparent : white)

  const placed = withCanvas(resized(image, steps), steps, canvas)
  return encode(flattened(effects(placed, parameters), parameters, target), format, parameters)
}

const mayMove = (format: Format) => format.extension === 'gif' || format.extension === 'webp'
/** libvips cannot turn or blur across frames; such requests get the first one. */
const needsStill = ({orientation, flip, firstFrame, crop}: ImageParameters) =>
  orientation !== 0 || flip !== undefined || firstFrame || crop.includes('entropy')

/** The picture after `rect`, `or` and `flip`, upright, with its size. */
async function turned(
  bytes: Uint8Array,
  moving: boolean,
  {rect, orientation, flip}: ImageParameters,
  upright: Size,
): Promise<{image: Sharp; size: Size}> {
  const frame = moving ? {width: upright.width, height: upright.height} : upright
  const cut = cutRectangle(rect, frame)
  let image = open(bytes, moving)
  if (!moving) image = image.autoOrient()
  if (rect) image = image.extract(cut)
  if (!orientation && !flip) return {image, size: cut}

  // A second pass, because libvips would turn before it cuts.
  const flat = await image.toColourspace('srgb').raw().toBuffer({resolveWithObject: true})
  const {width, height, channels} = flat.info
  image = sharp(flat.data, {raw: {width, height, channels}}).rotate(orientation)
  const sideways = orientation === 90 || orientation === 270
  const size = sideways ? {width: height, height: width} : {width, height}
  if (flip) {
    const pixels = await image.raw().toBuffer()
    image = sharp(pixels, {raw: {...size, channels}})
    if (flip.includes('h')) image = image.flop()
    if (flip.includes('v')) image = image.flip()
  }
  return {image, size}
}

function resized(image: Sharp, {source, content, byEntropy}: Plan): Sharp {
  if (byEntropy) {
    return image.resize(content.width, content.height, {
      fit: 'cover',
      position: sharp.strategy.entropy,
    })
  }
  return image.extract(source).resize(content.width, content.height, {fit: 'fill'})
}

function withCanvas(image: Sharp, {content, canvas}: Plan, background: typeof white): Sharp {
  if (!canvas) return image
  const left = Math.max(0, Math.floor((canvas.width - content.width) / 2))
  const top = Math.max(0, Math.floor((canvas.height - content.height) / 2))
  const right = Math.max(0, canvas.width - content.width - left)
  const bottom = Math.max(0, canvas.height - content.height - top)
  return image.ensureAlpha().extend({left, top, right, bottom, background})
}

function effects(image: Sharp, {blur, sharpen, saturation, invert}: ImageParameters): Sharp {
  if (blur > 0) image = image.blur(Math.min(100, Math.max(0.3, blur / 4)))
  if (sharpen > 0) image = image.sharpen({sigma: 0.5 + sharpen / 40})
  if (saturation !== 0) image = image.modulate({saturation: Math.max(0, 1 + saturation / 100)})
  if (invert) image = image.negate({alpha: false})
  return image
}

function flattened(image: Sharp, parameters: ImageParameters, target: Format): Sharp {
  if (parameters.background) {
    const colour = parameters.background
    return colour.alpha === 1 || !target.alpha ? image.flatten({background: colour}) : image
  }
  return target.alpha ? image : image.flatten({background: white})
}

function encode(image: Sharp, format: OutputFormat, {quality}: ImageParameters): Promise<Buffer> {
  const q = Math.max(1, Math.round(quality ?? DEFAULT_QUALITY))
  const srgb = image.toColourspace('srgb')
  switch (format) {
    case 'jpg':
      return srgb.jpeg({quality: q, mozjpeg: false}).toBuffer()
    case 'pjpg':
      return srgb.jpeg({quality: q, progressive: true, mozjpeg: true}).toBuffer()
    case 'png':
      return srgb.png({compressionLevel: 8}).toBuffer()
    case 'webp':
      return srgb.webp({quality: q, effort: 4}).toBuffer()
    case 'avif':
      // The same figure means more in AVIF: 75 there looks like 90 in JPEG.
      return srgb.avif({quality: Math.max(1, Math.round(q * 0.7)), effort: 3}).toBuffer()
    case 'gif':
      return srgb.gif().toBuffer()
    default:
      return format satisfies never
  }
}

/** The output format that keeps the source's own, for requests that name none. */
export function ownFormat(source: Format): OutputFormat {
  if (source.extension === 'tif') return 'jpg'
  if (source.extension === 'svg') return 'png'
  return formatOf(source.extension).extension as OutputFormat
}
