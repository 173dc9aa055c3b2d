/**
 * The firm's accent colour as custom properties, legible in light and in dark whatever was chosen.
 *
 * `PAPER` and `INK` here are those of `styles/tokens.pcss`; a test holds them together.
 */
import {contrast, parseHex, readable, toHex, type Rgb} from './colour.ts'

export const DEFAULT_ACCENT = '#0b5b57'

const WHITE: Rgb = [255, 255, 255]
const BLACK: Rgb = [0, 0, 0]
/** The darkest ground that accent text stands on in light, the lightest in dark. */
export const PAPER = {light: [241, 238, 231], dark: [38, 40, 45]} as const satisfies Record<
  string,
  Rgb
>

/** A little more than AA asks, as tinted boxes are a shade off the paper. */
const RATIO = 4.7

const pair = (accent: Rgb): string => {
  const ink = contrast(accent, WHITE) >= contrast(accent, BLACK) ? '#fff' : '#111'
  return `--accent:${toHex(accent)};--on-accent:${ink}`
}

export function themeCss(accent: string | null): string {
  const chosen = parseHex(accent) ?? parseHex(DEFAULT_ACCENT) ?? BLACK
  const light = readable(chosen, PAPER.light, BLACK, RATIO)
  const dark = readable(chosen, PAPER.dark, WHITE, RATIO)
  return `:root{${pair(light)}}@media screen and (prefers-color-scheme:dark){:root{${pair(dark)}}}`
}
