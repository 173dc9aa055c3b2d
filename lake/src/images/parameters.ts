/**
 * The image URL grammar: from `?w=600&fit=crop&auto=format` to one typed value, and back to one canonical text.
 *
 * Unknown parameters are ignored and known ones with impossible values are refused, as the hosted CDN does. Two
 * addresses that ask for the same picture give the same canonical text, so they share one cached variant.
 */
import {badRequest} from '../errors.ts'
import type {OutputFormat} from './format.ts'

export type Fit = 'clip' | 'crop' | 'fill' | 'fillmax' | 'max' | 'scale' | 'min'
export type Rectangle = {left: number; top: number; width: number; height: number}
export type Colour = {r: number; g: number; b: number; alpha: number}

export interface ImageParameters {
  width?: number
  height?: number
  maxWidth?: number
  maxHeight?: number
  minWidth?: number
  minHeight?: number
  dpr: number
  fit: Fit
  /** Sides (`top`, `left` …), `center`, `focalpoint` or `entropy`. */
  crop: string[]
  focalPoint: {x: number; y: number}
  rect?: Rectangle
  orientation: 0 | 90 | 180 | 270
  flip?: 'h' | 'v' | 'hv'
  blur: number
  sharpen: number
  saturation: number
  invert: boolean
  background?: Colour
  pad: number
  firstFrame: boolean
  format?: OutputFormat
  /** Choose the format from what the browser accepts. */
  auto: boolean
  quality?: number
}

/** Sides of the answer, after `dpr`. */
export const MAX_SIDE = 8_192
export const MAX_DPR = 3
const MAX_BLUR = 2_000

const fits: readonly Fit[] = ['clip', 'crop', 'fill', 'fillmax', 'max', 'scale', 'min']
const outputs: readonly OutputFormat[] = ['jpg', 'pjpg', 'png', 'webp', 'avif', 'gif']
const crops = ['top', 'bottom', 'left', 'right', 'center', 'focalpoint', 'entropy'] as const
const flips = ['h', 'v', 'hv'] as const
const turns = ['0', '90', '180', '270'] as const

export function readParameters(query: URLSearchParams): ImageParameters {
  const read = (name: string) => query.get(name) || undefined
  const side = (name: string) => number(name, read(name), 1, MAX_SIDE)
  const fraction = (name: string) => number(name, read(name), 0, 1) ?? 0.5
  return {
    width: side('w'),
    height: side('h'),
    maxWidth: side('max-w'),
    maxHeight: side('max-h'),
    minWidth: side('min-w'),
    minHeight: side('min-h'),
    dpr: number('dpr', read('dpr'), 0.1, MAX_DPR) ?? 1,
    fit: choice('fit', read('fit'), fits) ?? 'clip',
    crop: (read('crop')?.split(',') ?? []).map((name) => choice('crop', name.trim(), crops) ?? ''),
    focalPoint: {x: fraction('fp-x'), y: fraction('fp-y')},
    rect: rectangle(read('rect')),
    orientation: Number(choice('or', read('or'), turns) ?? 0) as ImageParameters['orientation'],
    flip: choice('flip', read('flip') === 'vh' ? 'hv' : read('flip'), flips),
    blur: number('blur', read('blur'), 0, MAX_BLUR) ?? 0,
    sharpen: number('sharp', read('sharp') ?? read('sharpen'), 0, 100) ?? 0,
    saturation: number('sat', read('sat'), -100, 100) ?? 0,
    invert: choice('invert', read('invert'), ['true', 'false']) === 'true',
    background: colour(read('bg')),
    pad: number('pad', read('pad'), 0, MAX_SIDE) ?? 0,
    firstFrame: choice('frame', read('frame'), ['1']) === '1',
    format: choice('fm', read('fm'), outputs),
    auto: choice('auto', read('auto'), ['format']) === 'format',
    quality: number('q', read('q'), 0, 100),
  }
}

const plain = readParameters(new URLSearchParams())

/** Whether the original file answers the request as it is. */
export const isUntouched = (parameters: ImageParameters): boolean =>
  canonicalText(parameters) === ''

/** Everything that makes the picture differ from the original, in one order, with defaults left out. */
export function canonicalText(parameters: ImageParameters): string {
  return Object.entries(parameters)
    .filter(([name, value]) => !isDefault(name as keyof ImageParameters, value))
    .filter(([name]) => name !== 'dpr' || hasSize(parameters))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .toSorted()
    .join('&')
}

const isDefault = (name: keyof ImageParameters, value: unknown): boolean =>
  value === undefined || JSON.stringify(value) === JSON.stringify(plain[name])
const hasSize = (p: ImageParameters): boolean =>
  [p.width, p.height, p.maxWidth, p.maxHeight, p.minWidth, p.minHeight].some(Boolean) || p.pad > 0

function number(name: string, text: string | undefined, least: number, most: number) {
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^-?\d*\.?\d+$/.test(text) && value >= least && value <= most) return value
  throw badRequest(`Image parameter "${name}" must be a number from ${least} to ${most}.`)
}

function choice<T extends string>(name: string, text: string | undefined, choices: readonly T[]) {
  if (text === undefined) return undefined
  const found = choices.find((candidate) => candidate === text)
  if (found) return found
  throw badRequest(`Image parameter "${name}" must be one of: ${choices.join(', ')}.`)
}

function rectangle(text: string | undefined): Rectangle | undefined {
  if (text === undefined) return undefined
  const [left, top, width, height, ...rest] = text.split(',').map((part) => Number(part || NaN))
  const numbers = [left, top, width, height].map((value) => Math.round(value ?? NaN))
  const [l = NaN, t = NaN, w = NaN, h = NaN] = numbers
  if (rest.length === 0 && numbers.every(Number.isSafeInteger) && w > 0 && h > 0) {
    return {left: l, top: t, width: w, height: h}
  }
  throw badRequest(
    'Image parameter "rect" must be left,top,width,height in pixels of the original.',
  )
}

/** `rgb`, `argb`, `rrggbb` or `aarrggbb`: alpha comes first, as the hosted CDN has it. */
function colour(text: string | undefined): Colour | undefined {
  if (text === undefined) return undefined
  if (!/^(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(text)) {
    throw badRequest('Image parameter "bg" must be a colour in hexadecimal digits, such as ff8800.')
  }
  const digits = text.length < 6 ? [...text].map((digit) => digit + digit).join('') : text
  const [a = 255, r = 0, g = 0, b = 0] = [...Buffer.from(digits.padStart(8, 'f'), 'hex')]
  return {r, g, b, alpha: a / 255}
}
