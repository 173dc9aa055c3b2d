/**
 * How alike two pictures look: structural similarity (SSIM, Wang et al. 2004) of their luminance, over windows of 8 × 8
 * pixels. 1 is the same picture; below about 0.95 a person sees the difference.
 */
import sharp from 'sharp'

export interface Pixels {
  data: Uint8Array
  width: number
  height: number
}

export async function luminanceOf(file: Uint8Array, width?: number): Promise<Pixels> {
  const image = sharp(file).resize(width ? {width} : undefined)
  const {data, info} = await image
    .flatten({background: '#fff'})
    .toColourspace('b-w')
    .raw()
    .toBuffer({resolveWithObject: true})
  return {data, width: info.width, height: info.height}
}

const windowSize = 8
const step = 4
const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2]

export function likeness(a: Pixels, b: Pixels): number {
  const [width, height] = [Math.min(a.width, b.width), Math.min(a.height, b.height)]
  let sum = 0
  let windows = 0
  for (let y = 0; y + windowSize <= height; y += step) {
    for (let x = 0; x + windowSize <= width; x += step) {
      sum += likenessAt(a, b, x, y)
      windows++
    }
  }
  return sum / windows
}

function likenessAt(a: Pixels, b: Pixels, left: number, top: number): number {
  let [sumA, sumB, squaresA, squaresB, products] = [0, 0, 0, 0, 0]
  for (let y = top; y < top + windowSize; y++) {
    for (let x = left; x < left + windowSize; x++) {
      const p = a.data[y * a.width + x] ?? 0
      const q = b.data[y * b.width + x] ?? 0
      sumA += p
      sumB += q
      squaresA += p * p
      squaresB += q * q
      products += p * q
    }
  }
  const n = windowSize * windowSize
  const [meanA, meanB] = [sumA / n, sumB / n]
  const varianceA = squaresA / n - meanA * meanA
  const varianceB = squaresB / n - meanB * meanB
  const covariance = products / n - meanA * meanB
  return (
    ((2 * meanA * meanB + c1) * (2 * covariance + c2)) /
    ((meanA ** 2 + meanB ** 2 + c1) * (varianceA + varianceB + c2))
  )
}
