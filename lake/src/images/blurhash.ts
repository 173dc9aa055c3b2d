/**
 * BlurHash (version 1 of its specification): a picture's low frequencies in some thirty characters.
 *
 * A discrete cosine transform over the linear-light pixels gives one average and a few waves; each is quantised and
 * written in base 83.
 */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~'

type Wave = [number, number, number]

const toLinear = (value: number) => {
  const share = value / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}
const toByte = (value: number) => {
  const share = Math.min(1, Math.max(0, value))
  return Math.round(255 * (share <= 0.0031308 ? share * 12.92 : 1.055 * share ** (1 / 2.4) - 0.055))
}
const base83 = (value: number, length: number) =>
  Array.from(
    {length},
    (_, index) => DIGITS[Math.floor(value / 83 ** (length - 1 - index)) % 83],
  ).join('')
const signedRoot = (value: number) => Math.sign(value) * Math.sqrt(Math.abs(value))

/** The hash of raw pixels, three bytes each; a landscape picture gets more waves across than down. */
export function blurhashOf(pixels: Uint8Array, width: number, height: number): string {
  const across = width >= height ? 4 : 3
  const down = width >= height ? 3 : 4
  const waves: Wave[] = []
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) waves.push(waveAt(x, y, pixels, width, height))
  }
  const [average = [0, 0, 0], ...details] = waves

  const loudest = Math.max(...details.flat().map(Math.abs))
  const step = Math.max(0, Math.min(82, Math.floor(loudest * 166 - 0.5)))
  const scale = (step + 1) / 166
  const level = (value: number) =>
    Math.max(0, Math.min(18, Math.floor(signedRoot(value / scale) * 9 + 9.5)))

  const [r, g, b] = average
  return [
    base83(across - 1 + (down - 1) * 9, 1),
    base83(step, 1),
    base83((toByte(r) << 16) + (toByte(g) << 8) + toByte(b), 4),
    ...details.map(([dr, dg, db]) => base83(level(dr) * 361 + level(dg) * 19 + level(db), 2)),
  ].join('')
}

function waveAt(x: number, y: number, pixels: Uint8Array, width: number, height: number): Wave {
  const sum: Wave = [0, 0, 0]
  for (let row = 0; row < height; row++) {
    const vertical = Math.cos((Math.PI * y * row) / height)
    for (let column = 0; column < width; column++) {
      const basis = vertical * Math.cos((Math.PI * x * column) / width)
      const at = (row * width + column) * 3
      sum[0] += basis * toLinear(pixels[at] ?? 0)
      sum[1] += basis * toLinear(pixels[at + 1] ?? 0)
      sum[2] += basis * toLinear(pixels[at + 2] ?? 0)
    }
  }
  const factor = (x === 0 && y === 0 ? 1 : 2) / (width * height)
  return sum.map((value) => value * factor) as Wave
}
