/**
 * A picture from the lake: every width a screen may want, the editor's crop and hotspot, and its size reserved.
 *
 * Plain `<img>`: `next/image` writes inline styles and scripts, and readers' pages allow neither.
 */
import type {ReactNode} from 'react'
import type {Picture, WordlessPicture} from '../content/types.ts'
import type {EditAttributes} from '../draft/edit-attributes.ts'
import {WIDEST} from '../markdown/picture-query.ts'
import {addressOf, frame, sourceOf} from '../pictures/address.ts'

const STEPS = [320, 480, 640, 960, 1280, 1600, WIDEST]

export interface ImageProps {
  picture: (WordlessPicture & Partial<Picture>) | null | undefined
  /** Width divided by height; without it, as the editor cropped it. */
  ratio?: number
  /** How wide it will be, for `sizes`. */
  sizes: string
  /** Widths in pixels of which a browser takes the one that it needs, where its own are known: of something small. */
  steps?: number[]
  /** The widest that is ever useful. */
  widest?: number
  /** It is the first thing a reader sees: fetch it at once. */
  isFirst?: boolean
  /** Beside a headline that says the same, a picture needs no description. */
  isDecoration?: boolean
}

export function Image(props: ImageProps) {
  const {picture, ratio, sizes, steps = STEPS, widest = WIDEST, isFirst, isDecoration} = props
  const source = sourceOf(picture)
  if (!picture || !source) return null
  const part = frame(picture, source, ratio)
  const largest = Math.min(part.width, widest, WIDEST)
  const widths = [...steps.filter((width) => width < largest), largest]
  return (
    <img
      alt={isDecoration || picture.decorative ? '' : (picture.alt ?? '')}
      src={addressOf(source, part, Math.min(960, largest))}
      srcSet={widths.map((width) => `${addressOf(source, part, width)} ${width}w`).join(', ')}
      sizes={sizes}
      width={part.width}
      height={part.height}
      decoding="async"
      {...(isFirst ? {fetchPriority: 'high' as const} : {loading: 'lazy' as const})}
    />
  )
}

const TINY = /^data:image\/(?:jpeg|png|webp);base64,[A-Za-z\d+/=]{1,2000}$/

/** A blur of the picture where it will be, if we have one: the page's first answer holds it, so it is there at once. */
function Awaited({lqip, children}: {lqip: string | null | undefined; children: ReactNode}) {
  if (!lqip || !TINY.test(lqip)) return children
  return (
    <span className="awaited">
      <img className="blur" src={lqip} alt="" aria-hidden="true" />
      {children}
    </span>
  )
}

/** A picture with what belongs to it: caption and credit. */
export function Figure({
  className,
  credit,
  edit,
  ...image
}: ImageProps & {
  className: string
  credit: (name: string) => string
  edit?: EditAttributes
}) {
  const {picture} = image
  if (!picture || !sourceOf(picture)) return null
  const {caption} = picture
  return (
    <figure className={className} {...edit}>
      <Awaited lqip={picture.lqip}>
        <Image {...image} />
      </Awaited>
      {(caption || picture.credit) && (
        <figcaption>
          {caption} {picture.credit && <small>{credit(picture.credit)}</small>}
        </figcaption>
      )}
    </figure>
  )
}
