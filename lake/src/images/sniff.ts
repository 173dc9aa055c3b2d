/**
 * What a file really is, from its first bytes: neither its name nor its declared type is believed.
 *
 * Only what passes here reaches libvips, so its SVG renderer (which a 3 kB file can keep busy for seconds) never runs.
 */
import {formatOf, type Format} from './format.ts'

const starts = (bytes: Uint8Array, ...expected: number[]) =>
  expected.every((byte, index) => bytes[index] === byte)
const ascii = (bytes: Uint8Array, from: number, to: number) =>
  Buffer.from(bytes.subarray(from, to)).toString('latin1')

/** The format that the bytes are in; `undefined` when the lake keeps no such pictures. */
export function sniff(bytes: Uint8Array): Format | undefined {
  if (starts(bytes, 0xff, 0xd8, 0xff)) return formatOf('jpg')
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return formatOf('png')
  if (/^GIF8[79]a/.test(ascii(bytes, 0, 6))) return formatOf('gif')
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return formatOf('webp')
  if (starts(bytes, 0x49, 0x49, 0x2a, 0) || starts(bytes, 0x4d, 0x4d, 0, 0x2a))
    return formatOf('tif')
  if (ascii(bytes, 4, 8) === 'ftyp' && /avif|avis/.test(ascii(bytes, 8, 64)))
    return formatOf('avif')
  if (isSvg(bytes)) return formatOf('svg')
  return undefined
}

/** Names the formats that people try and the lake cannot keep. */
export function nameUnsupported(bytes: Uint8Array): string | undefined {
  if (ascii(bytes, 4, 8) === 'ftyp' && /heic|heix|hevc|mif1|msf1/.test(ascii(bytes, 8, 32)))
    return 'HEIC'
  if (starts(bytes, 0x25, 0x50, 0x44, 0x46)) return 'PDF'
  if (starts(bytes, 0x42, 0x4d)) return 'BMP'
  return undefined
}

const SVG_HEAD_BYTES = 4_096
const SVG_ROOT_BYTES = 65_536

/** An `<svg` root after nothing but a byte order mark, XML declaration, doctype and comments. */
function isSvg(bytes: Uint8Array): boolean {
  let head = Buffer.from(bytes.subarray(0, SVG_HEAD_BYTES))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
  for (;;) {
    head = head.trimStart()
    const end = head.startsWith('<?') ? '?>' : head.startsWith('<!--') ? '-->' : undefined
    const skip = end ?? (/^<!doctype/i.test(head) ? doctypeEnd(head) : undefined)
    if (skip === undefined) return /^<(?:[a-z]+:)?svg[\s>/]/i.test(head)
    const at = head.indexOf(skip)
    if (at < 0) return false
    head = head.slice(at + skip.length)
  }
}

const doctypeEnd = (head: string) => (/^[^>]*\[/.test(head) ? ']>' : '>')

/** Width and height that an SVG names, or its view box; the browsers' 300×150 when it names neither. */
export function svgSize(bytes: Uint8Array): {width: number; height: number} {
  const text = Buffer.from(bytes.subarray(0, SVG_ROOT_BYTES)).toString('utf8')
  const start = Math.max(0, text.search(/<(?:[a-z]+:)?svg\b/i))
  const end = text.indexOf('>', start)
  // Not by one expression: on a root that never ends it would begin anew at every "<svg".
  const root = text.slice(start, end < 0 ? undefined : end)
  const attribute = (name: string) =>
    new RegExp(`[\\s"']${name}\\s*=\\s*["']([^"']{1,100})["']`, 'i').exec(root)?.[1]?.trim()
  const length = (text: string | undefined) => {
    const value = /^(\d+(?:\.\d+)?)(?:px)?$/.exec(text ?? '')?.[1]
    return value ? Math.max(1, Math.round(Number(value))) : undefined
  }
  const [, , boxWidth, boxHeight] = (attribute('viewBox') ?? '').split(/[\s,]+/)
  const width = length(attribute('width'))
  const height = length(attribute('height'))
  const box = {width: length(boxWidth) ?? 300, height: length(boxHeight) ?? 150}
  if (width && height) return {width, height}
  if (width) return {width, height: Math.max(1, Math.round((width * box.height) / box.width))}
  if (height) return {width: Math.max(1, Math.round((height * box.width) / box.height)), height}
  return box
}
