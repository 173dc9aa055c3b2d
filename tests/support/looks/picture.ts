/**
 * What a page looks like from across the room: its screenshot at an eighth of its size.
 *
 * Letters blur into grey there, so that it does not matter which browser drew them; colours, pictures, boxes and gaps stay.
 */
import sharp from 'sharp'

const SHRUNK = 8

/** Between two that are side by side. */
const GAP = 4

/** How wide a page of so many pixels is. */
export const widthFromAfar = (width: number): number => Math.round(width / SHRUNK)

export interface Picture {
  width: number
  height: number
  /** Red, green and blue of each pixel. */
  pixels: Buffer
}

export async function fromAfar(screenshot: Buffer): Promise<Picture> {
  const image = sharp(screenshot)
  const {width = 0} = await image.metadata()
  const {data, info} = await image
    .resize({width: widthFromAfar(width), kernel: 'lanczos2'})
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({resolveWithObject: true})
  return {width: info.width, height: info.height, pixels: data}
}

export const asPng = ({width, height, pixels}: Picture): Promise<Buffer> =>
  sharp(pixels, {raw: {width, height, channels: 3}})
    .png({palette: true, colours: 128, dither: 0, compressionLevel: 9})
    .toBuffer()

export async function fromPng(png: Buffer): Promise<Picture> {
  const {data, info} = await sharp(png).removeAlpha().raw().toBuffer({resolveWithObject: true})
  return {width: info.width, height: info.height, pixels: data}
}

/** How wide pictures of these widths are side by side. */
export const widthOf = (widths: number[]): number =>
  widths.reduce((sum, one) => sum + one + GAP, -GAP)

/** Several side by side, top to top, on grey, which goes on below them to the height asked for. */
export async function sideBySide(pictures: Picture[], atLeast = 0): Promise<Picture> {
  const width = widthOf(pictures.map((one) => one.width))
  const height = Math.max(atLeast, ...pictures.map((one) => one.height))
  let left = 0
  const layers = pictures.map(({pixels, ...size}) => {
    const layer = {input: pixels, raw: {...size, channels: 3 as const}, left, top: 0}
    left += size.width + GAP
    return layer
  })
  const ground = {width, height, channels: 3 as const, background: '#888'}
  return fromPng(await sharp({create: ground}).composite(layers).png().toBuffer())
}

/** One of those side by side, given how wide those before it are; as tall as all. */
export async function cutOut(sheet: Picture, before: number[], width: number): Promise<Picture> {
  const left = before.reduce((sum, one) => sum + one + GAP, 0)
  const raw = {width: sheet.width, height: sheet.height, channels: 3 as const}
  const place = {left, top: 0, width, height: sheet.height}
  const pixels = await sharp(sheet.pixels, {raw}).extract(place).raw().toBuffer()
  return {width, height: sheet.height, pixels}
}

/** How far a pixel may be off: a palette of 128 colours and the blur of letters. */
const ALLOWED = 26

/**
 * The share of pixels that look different, each compared with its neighbours too: a line of text that sits half a pixel lower
 * is the same line.
 */
export function difference(before: Picture, now: Picture): number {
  if (before.width !== now.width) return 1
  const height = Math.max(before.height, now.height)
  const at = ({width, height: rows, pixels}: Picture, x: number, y: number) => {
    const row = Math.min(Math.max(y, 0), rows - 1)
    const start = (row * width + Math.min(Math.max(x, 0), width - 1)) * 3
    return [pixels[start] ?? 0, pixels[start + 1] ?? 0, pixels[start + 2] ?? 0]
  }
  let different = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < now.width; x++) {
      const [red = 0, green = 0, blue = 0] = at(now, x, y)
      const isLike = [0, -1, 1, -2, 2].some((down) => {
        const [r = 0, g = 0, b = 0] = at(before, x, y + down)
        return Math.max(Math.abs(red - r), Math.abs(green - g), Math.abs(blue - b)) <= ALLOWED
      })
      if (!isLike) different++
    }
  }
  return different / (height * now.width)
}
