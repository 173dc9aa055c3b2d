/**
 * Where the pixels go: from the size of a picture and what was asked to one plan. Pure numbers, no pixels.
 *
 * A plan says which part of the source is taken, to which size it is brought, and how large the canvas around it is.
 */
import {badRequest} from '../errors.ts'
import {MAX_SIDE, type ImageParameters, type Rectangle} from './parameters.ts'

export interface Size {
  width: number
  height: number
}

export interface Plan {
  /** The part of the (oriented, cut) source that is shown. */
  source: Rectangle
  /** The size that part is brought to. */
  content: Size
  /** Set when the content sits in the middle of a larger canvas (`fill`, `pad`). */
  canvas?: Size
  /** Let the picture's own content decide which part of `source` is shown. */
  byEntropy: boolean
}

/** Pixels in the answer: bounds memory and time of one transformation. */
const MAX_OUTPUT_PIXELS = 40_000_000

/** The part of `size` that a `rect` names, cut at the picture's edges. */
export function cutRectangle(rect: Rectangle | undefined, size: Size): Rectangle {
  if (!rect) return wholeOf(size)
  const left = Math.max(0, rect.left)
  const top = Math.max(0, rect.top)
  const width = Math.min(size.width, rect.left + rect.width) - left
  const height = Math.min(size.height, rect.top + rect.height) - top
  if (width > 0 && height > 0) return {left, top, width, height}
  throw badRequest(
    `Image parameter "rect" lies outside of the picture, which is ${size.width}×${size.height}.`,
  )
}

/** How a picture of this size (after `rect` and `or`) is shown. */
export function plan(size: Size, parameters: ImageParameters): Plan {
  const target = wantedBox(parameters)
  const {fit, pad, dpr} = parameters
  const padding = Math.round(pad * dpr)
  const whole = wholeOf(size)
  const result = place(size, whole, target, parameters)

  if (padding > 0) {
    const outer = result.canvas ?? result.content
    const inner = {
      width: Math.max(1, outer.width - 2 * padding),
      height: Math.max(1, outer.height - 2 * padding),
    }
    const shrink = Math.min(inner.width / outer.width, inner.height / outer.height)
    result.content = scaled(result.content, shrink)
    result.canvas = outer
  }
  checkSize(result.canvas ?? result.content, fit)
  return result
}

function place(
  size: Size,
  whole: Rectangle,
  target: Partial<Size>,
  parameters: ImageParameters,
): Plan {
  const {fit} = parameters
  const {width, height} = target
  const keep = (content: Size, canvas?: Size): Plan => ({
    source: whole,
    content,
    canvas,
    byEntropy: false,
  })
  if (!width && !height) return keep(limited(size, parameters))

  const scale = Math.min((width ?? Infinity) / size.width, (height ?? Infinity) / size.height)
  if (!width || !height) {
    const mayGrow = fit !== 'max' && fit !== 'min' && fit !== 'fillmax'
    return keep(limited(scaled(size, mayGrow ? scale : Math.min(1, scale)), parameters))
  }

  const box = {width, height}
  switch (fit) {
    case 'clip':
      return keep(limited(scaled(size, scale), parameters))
    case 'max':
      return keep(limited(scaled(size, Math.min(1, scale)), parameters))
    case 'scale':
      return keep(box)
    case 'fill':
      return keep(scaled(size, scale), box)
    case 'fillmax':
      return keep(scaled(size, Math.min(1, scale)), box)
    case 'min': {
      const shrink = Math.min(1, size.width / width, size.height / height)
      return covering(size, scaled(box, shrink), parameters)
    }
    case 'crop':
      return covering(size, clamped(box, parameters), parameters)
    default:
      return fit satisfies never
  }
}

/** Take the largest part of the source that has the box's shape, placed as `crop` says. */
function covering(size: Size, box: Size, parameters: ImageParameters): Plan {
  const shape = box.width / box.height
  const width = Math.min(size.width, Math.max(1, Math.round(size.height * shape)))
  const height = Math.min(size.height, Math.max(1, Math.round(size.width / shape)))
  const anchor = anchorOf(parameters)
  const source = {
    left: Math.round(clamp(anchor.x * size.width - anchor.offsetX * width, 0, size.width - width)),
    top: Math.round(
      clamp(anchor.y * size.height - anchor.offsetY * height, 0, size.height - height),
    ),
    width,
    height,
  }
  if (!parameters.crop.includes('entropy')) return {source, content: box, byEntropy: false}
  return {source: wholeOf(size), content: box, byEntropy: true}
}

/** A point of the source and the point of the shown part that lies on it, both as fractions. */
function anchorOf({crop, focalPoint}: ImageParameters) {
  if (crop.includes('focalpoint')) return {...focalPoint, offsetX: 0.5, offsetY: 0.5}
  const x = crop.includes('left') ? 0 : crop.includes('right') ? 1 : 0.5
  const y = crop.includes('top') ? 0 : crop.includes('bottom') ? 1 : 0.5
  return {x, y, offsetX: x, offsetY: y}
}

/** `w` and `h` times `dpr`. */
function wantedBox({width, height, dpr}: ImageParameters): Partial<Size> {
  const times = (side: number | undefined) => side && Math.max(1, Math.round(side * dpr))
  return {width: times(width), height: times(height)}
}

/** `max-w`, `max-h`, `min-w` and `min-h` for pictures that keep their shape. */
function limited(size: Size, parameters: ImageParameters): Size {
  const {maxWidth = Infinity, maxHeight = Infinity, minWidth = 0, minHeight = 0, dpr} = parameters
  const grow = Math.max(1, (minWidth * dpr) / size.width, (minHeight * dpr) / size.height)
  const grown = scaled(size, grow)
  return scaled(
    grown,
    Math.min(1, (maxWidth * dpr) / grown.width, (maxHeight * dpr) / grown.height),
  )
}

/** The same for a box that may change its shape. */
function clamped(box: Size, parameters: ImageParameters): Size {
  const {maxWidth = Infinity, maxHeight = Infinity, minWidth = 1, minHeight = 1, dpr} = parameters
  return {
    width: Math.round(clamp(box.width, minWidth * dpr, maxWidth * dpr)),
    height: Math.round(clamp(box.height, minHeight * dpr, maxHeight * dpr)),
  }
}

function checkSize({width, height}: Size, fit: string) {
  if (width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_OUTPUT_PIXELS) return
  throw badRequest(
    `This would be a picture of ${width}×${height} pixels (fit=${fit}); the lake makes at most ${MAX_SIDE} a side and ${MAX_OUTPUT_PIXELS} in all. Ask for a smaller one.`,
  )
}

const wholeOf = ({width, height}: Size): Rectangle => ({left: 0, top: 0, width, height})
const scaled = ({width, height}: Size, scale: number): Size => ({
  width: Math.max(1, Math.round(width * scale)),
  height: Math.max(1, Math.round(height * scale)),
})
const clamp = (value: number, least: number, most: number) => Math.max(Math.min(value, most), least)
