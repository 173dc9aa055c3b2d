/**
 * Where a picture was taken does not leave the lake: positions are taken out of the file before it is stored.
 *
 * A phone writes them into EXIF and XMP. Both are blanked in place, byte for byte, so the pixels and everything else
 * (orientation, colour profile, copyright) stay as they were. Doing it twice changes nothing, so the same photo always
 * ends as the same file and the same asset.
 */
import {crc32} from 'node:zlib'

const GPS_POINTER = 0x8825
const MAX_ENTRIES = 512
/** A photo holds a few of each; a file made to keep us busy could hold millions. */
const MAX_PLACES = 256
/** Bytes a value of each TIFF type takes; index 0 is no type. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4]
const TIFF_HEADERS = ['II*\0', 'MM\0*'].map((text) => Buffer.from(text, 'latin1'))
const XMP_NAME = Buffer.from('exif:GPS')
const XMP_LENGTH = 512
const XMP_POSITION =
  /^exif:GPS[A-Za-z]{1,40}\s{0,8}(?:=\s{0,8}(["'])([^<"']{1,200})\1|>([^<]{1,200})<)/

/** The file without positions; the same object when there were none. */
export function withoutLocation(file: Buffer): Buffer {
  const clean = Buffer.from(file)
  for (const header of TIFF_HEADERS) {
    for (const at of placesOf(header, clean)) blankExif(clean.subarray(at), header[0] === 0x49)
  }
  for (const {at, value} of xmpPositions(clean)) clean.fill(' ', at, at + value.length)
  if (clean.equals(file)) return file
  if (clean.readUInt32BE(0) === 0x89504e47) repairPngChecksums(clean)
  return clean
}

/** Whether the text of an XMP packet still names a position. */
export const namesPosition = (xmp: string): boolean =>
  [...xmpPositions(Buffer.from(xmp))].some(({value}) => value.trim() !== '')

function* placesOf(needle: Buffer, file: Buffer): Generator<number> {
  let at = file.indexOf(needle)
  for (let found = 0; at >= 0 && found < MAX_PLACES; found++) {
    yield at
    at = file.indexOf(needle, at + needle.length)
  }
}

function* xmpPositions(file: Buffer): Generator<{at: number; value: string}> {
  for (const at of placesOf(XMP_NAME, file)) {
    const match = XMP_POSITION.exec(file.toString('latin1', at, at + XMP_LENGTH))
    const value = match?.[2] ?? match?.[3]
    if (match && value) yield {at: at + match[0].lastIndexOf(value), value}
  }
}

interface Directory {
  count: number
  entries: {at: number; tag: number; bytes: number; value: number}[]
}

/** Empty the GPS directory of the TIFF structure that begins at byte 0, if that is what it is. */
function blankExif(tiff: Buffer, littleEndian: boolean) {
  const short = (at: number) => (littleEndian ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const long = (at: number) => (littleEndian ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at))

  const directory = (at: number): Directory | undefined => {
    if (at < 8 || at + 2 > tiff.length) return undefined
    const count = short(at)
    if (count > MAX_ENTRIES || at + 2 + count * 12 > tiff.length) return undefined
    const entries = Array.from({length: count}, (_, index) => {
      const start = at + 2 + index * 12
      const bytes = (TYPE_BYTES[short(start + 2)] ?? 0) * long(start + 4)
      return {at: start, tag: short(start), bytes, value: long(start + 8)}
    })
    return entries.every(({bytes}) => bytes > 0) ? {count, entries} : undefined
  }

  const pointers = directory(tiff.length < 8 ? 0 : long(4))?.entries.filter(
    ({tag}) => tag === GPS_POINTER,
  )
  for (const pointer of pointers ?? []) {
    const gps = directory(pointer.value)
    if (!gps) continue
    for (const entry of gps.entries) {
      if (entry.bytes > 4)
        tiff.fill(0, entry.value, Math.min(tiff.length, entry.value + entry.bytes))
      tiff.fill(0, entry.at, entry.at + 12)
    }
    tiff.fill(0, pointer.value, pointer.value + 2)
  }
}

const TEXT_CHUNKS = new Set(['eXIf', 'iTXt', 'tEXt'])

function repairPngChecksums(png: Buffer) {
  for (let at = 8; at + 12 <= png.length;) {
    const length = png.readUInt32BE(at)
    const end = at + 8 + length
    if (end + 4 > png.length) return
    if (TEXT_CHUNKS.has(png.toString('latin1', at + 4, at + 8))) {
      png.writeUInt32BE(crc32(png.subarray(at + 4, end)), end)
    }
    at = end + 4
  }
}
