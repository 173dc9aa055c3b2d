/**
 * From a stored picture and what a URL asks for to the bytes of the answer.
 *
 * Order, as on the hosted CDN: orientation, `rect`, `or`, `flip`, size, effects, background, format. Metadata (EXIF,
 * XMP, colour profile after conversion to sRGB) is left behind.
 */
import sharp, {type ResizeOptions, type Sharp} from 'sharp'
import {badRequest, LakeError, unavailable} from '../errors.ts'
import {formatOf, outputFormat, type Format, type OutputFormat} from './format.ts'
import {cutRectangle, plan, type Plan, type Size} from './geometry.ts'
import {MAX_INPUT_PIXELS, open} from './metadata.ts'
import type {ImageParameters, Rectangle} from './parameters.ts'
import {svgSize} from './sniff.ts'
import {drawSvg, zoomFor} from './svg.ts'

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
  try {
    return await make(bytes, source, parameters, format)
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof LakeError) throw cause
    if (/timeout|memory/i.test(cause.message))
      throw unavailable('This picture takes too long to make. Ask for a smaller one.', {cause})
    const reason = (cause.message.split('\n')[0] ?? '').slice(0, 120)
    throw badRequest(
      `The file of this picture is damaged (${reason}). Upload it again in good order.`,
      {cause},
    )
  }
}

async function make(
  bytes: Uint8Array,
  source: Format,
  parameters: ImageParameters,
  format: OutputFormat,
): Promise<Buffer> {
  if (source.extension === 'svg') return makeFromSvg(bytes, parameters, format)
  const target = outputFormat(format)
  const {width, height, pages = 1, autoOrient} = await open(bytes).metadata()
  const strip = width * height * pages
  const short = pages > 1 && pages <= MAX_FRAMES && strip <= MAX_INPUT_PIXELS
  const moving = short && mayMove(source) && mayMove(target) && !needsStill(parameters)
  const {image, area} = await turned(bytes, moving, parameters, autoOrient)
  const steps = plan(area, parameters)
  return finish(resized(image, area, steps), steps, parameters, format)
}

/** Drawn as large as it will be shown; every number that was asked for counts in the SVG's own pixels. */
async function makeFromSvg(
  svg: Uint8Array,
  parameters: ImageParameters,
  format: OutputFormat,
): Promise<Buffer> {
  const own = svgSize(svg)
  const shown = turnedSize(cutRectangle(parameters.rect, own), parameters)
  const steps = plan(shown, parameters)
  const {content, source} = steps
  const wanted = Math.max(content.width / source.width, content.height / source.height)
  const zoom = zoomFor(own, wanted)
  const drawn = enlarged({left: 0, top: 0, ...own}, zoom)
  const png = await drawSvg(svg, drawn)

  const rect = parameters.rect && enlarged(cutRectangle(parameters.rect, own), zoom, drawn)
  const {image, area} = await turned(png, false, {...parameters, rect}, drawn)
  const part = {...steps, source: enlarged(source, area.width / shown.width, area)}
  return finish(resized(image, area, part), steps, parameters, format)
}

function finish(image: Sharp, steps: Plan, parameters: ImageParameters, format: OutputFormat) {
  const target = outputFormat(format)
  const canvas = parameters.background ?? (target.alpha ? transparent : white)
  const placed = withCanvas(image, steps, canvas)
  return encode(flattened(effects(placed, parameters), parameters, target), format, parameters)
}

const turnedSize = (
  {width, height}: Size,
  {orientation}: Pick<ImageParameters, 'orientation'>,
): Size =>
  orientation === 90 || orientation === 270 ? {width: height, height: width} : {width, height}

/** A rectangle in larger pixels, never leaving `within`. */
function enlarged(
  part: Rectangle,
  zoom: number,
  within: Size = {width: Infinity, height: Infinity},
) {
  const at = (value: number) => Math.round(value * zoom)
  const left = Math.min(at(part.left), within.width - 1)
  const top = Math.min(at(part.top), within.height - 1)
  return {
    left,
    top,
    width: Math.max(1, Math.min(at(part.width), within.width - left)),
    height: Math.max(1, Math.min(at(part.height), within.height - top)),
  }
}

const mayMove = (format: Format) => format.extension === 'gif' || format.extension === 'webp'
/** libvips cannot turn the frames of an animation one by one; such requests get the first. */
const needsStill = ({orientation, flip, firstFrame, crop}: ImageParameters) =>
  orientation !== 0 || flip !== undefined || firstFrame || crop.includes('entropy')

/** The upright picture and the part of it that `rect` leaves; `or` and `flip` are done already. */
async function turned(
  bytes: Uint8Array,
  moving: boolean,
  {rect, orientation, flip}: ImageParameters,
  upright: Size,
): Promise<{image: Sharp; area: Rectangle}> {
  const area = cutRectangle(rect, upright)
  const image = moving ? open(bytes, true) : open(bytes).autoOrient()
  if (!orientation && !flip) return {image, area}

  // Passes of their own, because libvips would turn before it cuts.
  const cut = await pixels(image.extract(area).toColourspace('srgb'))
  const rotated = await pixels(cut.rotate(orientation))
  const flopped = flip?.includes('h') ? rotated.flop() : rotated
  const whole = flip?.includes('v') ? flopped.flip() : flopped
  const size = turnedSize(area, {orientation})
  return {image: await pixels(whole), area: {left: 0, top: 0, ...size}}
}

async function pixels(image: Sharp): Promise<Sharp> {
  const {data, info} = await image.raw().toBuffer({resolveWithObject: true})
  const {width, height, channels} = info
  return sharp(data, {raw: {width, height, channels}})
}

/** libvips cuts once before it scales: `area` and the plan's part of it are one rectangle. */
function resized(image: Sharp, area: Rectangle, {source, content, byEntropy}: Plan): Sharp {
  const {width, height} = content
  const part = {...source, left: area.left + source.left, top: area.top + source.top}
  const scaling = byEntropy ? {fit: 'cover', position: sharp.strategy.entropy} : {fit: 'fill'}
  return image.extract(part).resize({width, height, ...scaling} as ResizeOptions)
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
