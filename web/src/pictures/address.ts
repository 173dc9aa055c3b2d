/**
 * Addresses of pictures in the lake's grammar, with the editor's crop and hotspot applied.
 *
 * A reference says everything: `image-<hash>-<width>x<height>-<format>`. Whether the address begins with the site's own
 * `/images/…` or with another origin is a setting.
 */
import {config} from '../config.ts'
import type {WordlessPicture} from '../content/types.ts'
import {pictureQuery, type Form} from '../markdown/picture-query.ts'

export interface Source {
  path: string
  width: number
  height: number
}

const REF = /^image-([\da-zA-Z]+)-(\d{1,6})x(\d{1,6})-([a-z\d]{2,5})$/

/** Where the file is and how large; nothing when there is no picture, or a reference that is none. */
export function sourceOf(picture: WordlessPicture | null | undefined): Source | undefined {
  const [, hash, width, height, format] = REF.exec(picture?.ref ?? '') ?? []
  if (!hash || !Number(width) || !Number(height)) return undefined
  const {images, lake} = config()
  const base = images.proxied ? '' : images.origin
  const path = `${base}/images/${lake.projectId}/${lake.dataset}/${hash}-${width}x${height}.${format}`
  return {path, width: Number(width), height: Number(height)}
}

export interface Rectangle {
  left: number
  top: number
  width: number
  height: number
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))

/**
 * The part to show for a ratio (width / height): the largest that fits into the editor's crop, as close around the hotspot
 * as the edges allow. Without a ratio, the crop itself.
 */
export function frame(picture: WordlessPicture, source: Source, ratio?: number): Rectangle {
  const {left = 0, right = 0, top = 0, bottom = 0} = picture.crop ?? {}
  const crop = {
    left: left * source.width,
    top: top * source.height,
    width: Math.max(1, (1 - left - right) * source.width),
    height: Math.max(1, (1 - top - bottom) * source.height),
  }
  if (!ratio) return rounded(crop)
  const width = Math.min(crop.width, crop.height * ratio)
  const height = width / ratio
  const {x = 0.5, y = 0.5} = picture.hotspot ?? {}
  return rounded({
    left: clamp(x * source.width - width / 2, crop.left, crop.left + crop.width - width),
    top: clamp(y * source.height - height / 2, crop.top, crop.top + crop.height - height),
    width,
    height,
  })
}

const rounded = ({left, top, width, height}: Rectangle): Rectangle => ({
  left: Math.round(left),
  top: Math.round(top),
  width: Math.max(1, Math.round(width)),
  height: Math.max(1, Math.round(height)),
})

/**
 * The address of a part of a picture, `width` pixels wide. Crawlers and programs that show links name no format that they take, and would
 * get that of the file, which they may not know (AVIF, SVG) or which is large (a photo as PNG): for them it says `jpeg` or `png`.
 */
export function addressOf(
  source: Source,
  part: Rectangle,
  width: number,
  writing?: Form['writing'],
): string {
  const whole = part.width === source.width && part.height === source.height
  return `${source.path}?${pictureQuery(width, {rect: whole ? undefined : part, writing})}`
}
