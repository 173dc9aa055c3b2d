/**
 * Pictures for the gallery: drawn from a few shapes, the same bytes on every machine, of every format and proportion that an
 * editor may upload.
 */
import type {SanityClient} from '@sanity/client'
import sharp from 'sharp'

type Drawing = [width: number, height: number, ground: string, shapes: string]

const drawings = {
  table: [
    1600,
    1067,
    '#c9b79c',
    `<circle cx="800" cy="540" r="330" fill="#7a4b2a"/><circle cx="800" cy="540" r="300" fill="#8f5c36"/>
     <rect x="90" y="420" width="240" height="240" rx="40" fill="#24424a"/><rect x="1270" y="420" width="240" height="240" rx="40" fill="#b4502f"/>
     <rect x="680" y="470" width="150" height="200" fill="#f4efe4" transform="rotate(-8 755 570)"/>`,
  ],
  harbour: [
    2000,
    1125,
    '#e7d6bd',
    `<rect y="620" width="2000" height="505" fill="#35606a"/><circle cx="1500" cy="430" r="120" fill="#e9a15b"/>
     <path d="M0 640 L260 420 L520 640 L760 500 L1020 640 Z" fill="#274a50"/>
     <path d="M820 700 h460 l-80 110 h-320 z" fill="#7c2f22"/><path d="M1040 690 V360 l190 300 z" fill="#f5efe2"/>`,
  ],
  ladder: [
    1400,
    1750,
    '#21323c',
    `<path d="M480 1750 L620 120 M920 1750 L780 120" stroke="#e6b566" stroke-width="40"/>
     ${[0, 1, 2, 3, 4, 5, 6].map((n) => `<path d="M${500 + n * 18} ${1560 - n * 210} H${900 - n * 18}" stroke="#e6b566" stroke-width="26"/>`).join('')}
     <circle cx="1130" cy="300" r="90" fill="#f3ece0"/>`,
  ],
  mailboxes: [
    1500,
    1000,
    '#a8b8a4',
    `${[0, 1, 2, 3].map((n) => `<rect x="${110 + n * 340}" y="300" width="270" height="330" rx="120" fill="${n === 2 ? '#b4502f' : '#35504c'}"/>`).join('')}
     <rect y="780" width="1500" height="220" fill="#6d7f67"/>`,
  ],
  doors: [
    1600,
    1200,
    '#ece5d8',
    `${['#b4502f', '#35606a', '#d8a24a'].map((fill, n) => `<rect x="${170 + n * 450}" y="260" width="360" height="940" fill="${fill}"/><circle cx="${480 + n * 450}" cy="760" r="18" fill="#fff"/>`).join('')}`,
  ],
  strip: [1800, 360, '#7fa3b5', `<ellipse cx="500" cy="180" rx="260" ry="60" fill="#f6f3ec"/>`],
  portrait: [
    900,
    1100,
    '#cfc3ae',
    `<circle cx="450" cy="430" r="190" fill="#8a5a3c"/><path d="M120 1100 C140 760 760 760 780 1100 Z" fill="#24424a"/>
     <path d="M250 420 C250 170 650 170 650 420 C600 300 320 300 250 420 Z" fill="#2a1d16"/>`,
  ],
  logo: [
    400,
    400,
    '#0b5b57',
    `<path d="M90 110h220v40H90zM90 190h220v30H90zM90 260h140v30H90z" fill="#fff"/>`,
  ],
} satisfies Record<string, Drawing>

export type DrawingName = keyof typeof drawings

const names = Object.keys(drawings) as DrawingName[]

async function draw(name: DrawingName): Promise<Buffer> {
  const [width, height, ground, shapes] = drawings[name]
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
    <rect width="${width}" height="${height}" fill="${ground}"/>${shapes}</svg>`
  return sharp(Buffer.from(svg)).png({compressionLevel: 9}).toBuffer()
}

/** Draw and upload all of them; the answer gives the asset of each. */
export async function hangPictures(client: SanityClient): Promise<Map<DrawingName, string>> {
  const assets = new Map<DrawingName, string>()
  for (const name of names) {
    const {_id} = await client.assets.upload('image', await draw(name), {filename: `${name}.png`})
    assets.set(name, _id)
  }
  return assets
}
