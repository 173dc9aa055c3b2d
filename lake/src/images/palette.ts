/**
 * The palette of a picture: seven swatches that a page can use as background with readable text on it.
 *
 * Colours are counted in boxes of 8 levels a channel, then each swatch takes the colour nearest to what its name means
 * ("vibrant": saturated, medium light; "muted": greyish …), weighed by how much of the picture it covers.
 */
export interface Swatch {
  _type: 'sanity.imagePaletteSwatch'
  background: string
  foreground: string
  /** Share of the picture in percent. */
  population: number
  title: string
}

interface Shade {
  rgb: [number, number, number]
  saturation: number
  lightness: number
  share: number
}

const BITS = 5
const SHIFT = 8 - BITS

const wanted = {
  vibrant: {lightness: [0.3, 0.5, 0.7], saturation: [0.35, 1, 1]},
  lightVibrant: {lightness: [0.55, 0.74, 1], saturation: [0.35, 1, 1]},
  darkVibrant: {lightness: [0, 0.26, 0.45], saturation: [0.35, 1, 1]},
  muted: {lightness: [0.3, 0.5, 0.7], saturation: [0, 0.3, 0.4]},
  lightMuted: {lightness: [0.55, 0.74, 1], saturation: [0, 0.3, 0.4]},
  darkMuted: {lightness: [0, 0.26, 0.45], saturation: [0, 0.3, 0.4]},
} as const

type SwatchName = keyof typeof wanted

/** The palette of raw pixels, three bytes each. */
export function paletteOf(pixels: Uint8Array): Record<string, unknown> {
  const shades = countShades(pixels)
  const dominant = shades.toSorted((a, b) => b.share - a.share)[0]
  const swatches = Object.keys(wanted).flatMap((name) => {
    const shade = nearest(shades, name as SwatchName)
    return shade ? [[name, toSwatch(shade)] as const] : []
  })
  return {
    _type: 'sanity.imagePalette',
    ...(dominant ? {dominant: toSwatch(dominant)} : {}),
    ...Object.fromEntries(swatches),
  }
}

function countShades(pixels: Uint8Array): Shade[] {
  const boxes = new Map<number, {count: number; sum: [number, number, number]}>()
  for (let at = 0; at + 2 < pixels.length; at += 3) {
    const [r = 0, g = 0, b = 0] = pixels.subarray(at, at + 3)
    const key = ((r >> SHIFT) << (2 * BITS)) | ((g >> SHIFT) << BITS) | (b >> SHIFT)
    const box = boxes.get(key) ?? {count: 0, sum: [0, 0, 0]}
    box.count += 1
    box.sum[0] += r
    box.sum[1] += g
    box.sum[2] += b
    boxes.set(key, box)
  }
  const total = pixels.length / 3
  return [...boxes.values()].map(({count, sum}) => {
    const rgb = sum.map((value) => Math.round(value / count)) as Shade['rgb']
    const high = Math.max(...rgb) / 255
    const low = Math.min(...rgb) / 255
    const lightness = (high + low) / 2
    const spread = high - low
    const saturation = spread === 0 ? 0 : spread / (1 - Math.abs(2 * lightness - 1))
    return {rgb, lightness, saturation, share: count / total}
  })
}

function nearest(shades: Shade[], name: SwatchName): Shade | undefined {
  const {lightness, saturation} = wanted[name]
  const [leastLight, light, mostLight] = lightness
  const [leastSaturated, saturated, mostSaturated] = saturation
  let best: Shade | undefined
  let bestScore = -1
  for (const shade of shades) {
    if (shade.lightness < leastLight || shade.lightness > mostLight) continue
    if (shade.saturation < leastSaturated || shade.saturation > mostSaturated) continue
    const score =
      6 * (1 - Math.abs(shade.lightness - light)) +
      3 * (1 - Math.abs(shade.saturation - saturated)) +
      Math.sqrt(shade.share)
    if (score > bestScore) [best, bestScore] = [shade, score]
  }
  return best
}

function toSwatch({rgb, share}: Shade): Swatch {
  const [r, g, b] = rgb
  const brightness = (r * 299 + g * 587 + b * 114) / 1000
  return {
    _type: 'sanity.imagePaletteSwatch',
    background: `#${rgb.map((value) => value.toString(16).padStart(2, '0')).join('')}`,
    foreground: brightness < 150 ? '#fff' : '#000',
    population: Math.round(share * 10_000) / 100,
    title: brightness < 200 ? '#fff' : '#000',
  }
}
