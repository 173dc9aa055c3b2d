/** Attributes of a picture inside a body, when its address is one of the lake's. */
import type {Properties} from 'hast'
import {pictureQuery} from './picture-query.ts'

const LAKE_IMAGE =
  /^(?:https?:\/\/[^/?#]+)?(\/images\/[\w-]+\/[\w-]+\/[\da-zA-Z]+-(\d{1,5})x(\d{1,5})\.[a-z]{3,4})(?:\?[^#]*)?$/

/** The width of the text column, and twice that for dense screens. */
const WIDTHS = [480, 720, 1080, 1440]

/** Is it one of the lake's, under whatever origin? */
export const isLakeImage = (source: string): boolean => LAKE_IMAGE.test(source)

export function bodyImage(source: string, origin: string): Properties {
  const [, path, width, height] = LAKE_IMAGE.exec(source) ?? []
  if (!path) return {}
  const natural = Number(width)
  const at = (w: number) => `${origin}${path}?${pictureQuery(w, {fit: 'max'})}`
  const widths = [...WIDTHS.filter((w) => w < natural), Math.min(natural, 1440)]
  return {
    src: at(Math.min(natural, 720)),
    srcSet: [...new Set(widths)].map((w) => `${at(w)} ${w}w`).join(', '),
    sizes: '(min-width: 45rem) 42rem, 100vw',
    width: natural,
    height: Number(height),
  }
}
