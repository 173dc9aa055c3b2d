/** Colours as WCAG sees them: enough to move one until it can be read. */
export type Rgb = readonly [number, number, number]

const HEX = /^#?([\da-f]{3}|[\da-f]{6})$/i

export function parseHex(text: string | null): Rgb | undefined {
  const digits = HEX.exec(text?.trim() ?? '')?.[1]
  if (!digits) return undefined
  const full = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits
  const at = (index: number) => parseInt(full.slice(index, index + 2), 16)
  return [at(0), at(2), at(4)]
}

export const toHex = (colour: Rgb): string =>
  `#${colour.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`

function luminance(colour: Rgb): number {
  const [r = 0, g = 0, b = 0] = colour.map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** The contrast ratio of WCAG 2, from 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

const mix = (from: Rgb, to: Rgb, share: number): Rgb => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
  from[2] + (to[2] - from[2]) * share,
]

/** The colour itself if it stands out from `ground` enough, else the nearest mix with `towards` that does. */
export function readable(colour: Rgb, ground: Rgb, towards: Rgb, ratio: number): Rgb {
  for (let share = 0; share < 1; share += 0.02) {
    const candidate = mix(colour, towards, share).map(Math.round) as unknown as Rgb
    if (contrast(candidate, ground) >= ratio) return candidate
  }
  return towards
}
