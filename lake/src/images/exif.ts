/**
 * What a camera wrote into a picture: how it was taken, by which device, and where. Read only when an upload asks for it.
 *
 * Known tags only, each once, with bounds on every value: a file made to keep us busy may say anything. The names are
 * those of hosted asset documents.
 */
export interface CameraData {
  /** `metadata.exif`: exposure, lens, times. */
  exif?: Values
  /** `metadata.image`: make, model, author. */
  image?: Values
  /** `metadata.location`. */
  location?: {_type: 'geopoint'; lat: number; lng: number; alt?: number}
}

type Value = string | number | number[]
type Values = Record<string, Value>

const MAX_ENTRIES = 512
const MAX_VALUES = 16
const MAX_TEXT = 500
const PHOTO_POINTER = 0x8769
const GPS_POINTER = 0x8825

const imageTags: Record<number, string> = {
  0x010e: 'ImageDescription',
  0x010f: 'Make',
  0x0110: 'Model',
  0x0112: 'Orientation',
  0x011a: 'XResolution',
  0x011b: 'YResolution',
  0x0128: 'ResolutionUnit',
  0x0131: 'Software',
  0x0132: 'ModifyDate',
  0x013b: 'Artist',
  0x013c: 'HostComputer',
  0x8298: 'Copyright',
  [PHOTO_POINTER]: 'photo',
  [GPS_POINTER]: 'gps',
}

const photoTags: Record<number, string> = {
  0x829a: 'ExposureTime',
  0x829d: 'FNumber',
  0x8822: 'ExposureProgram',
  0x8827: 'ISO',
  0x8830: 'SensitivityType',
  0x8831: 'StandardOutputSensitivity',
  0x8832: 'RecommendedExposureIndex',
  0x9003: 'DateTimeOriginal',
  0x9004: 'DateTimeDigitized',
  0x9010: 'OffsetTime',
  0x9011: 'OffsetTimeOriginal',
  0x9012: 'OffsetTimeDigitized',
  0x9102: 'CompressedBitsPerPixel',
  0x9201: 'ShutterSpeedValue',
  0x9202: 'ApertureValue',
  0x9203: 'BrightnessValue',
  0x9204: 'ExposureBiasValue',
  0x9205: 'MaxApertureValue',
  0x9206: 'SubjectDistance',
  0x9207: 'MeteringMode',
  0x9208: 'LightSource',
  0x9209: 'Flash',
  0x920a: 'FocalLength',
  0x9290: 'SubSecTime',
  0x9291: 'SubSecTimeOriginal',
  0x9292: 'SubSecTimeDigitized',
  0xa001: 'ColorSpace',
  0xa002: 'PixelXDimension',
  0xa003: 'PixelYDimension',
  0xa20e: 'FocalPlaneXResolution',
  0xa20f: 'FocalPlaneYResolution',
  0xa210: 'FocalPlaneResolutionUnit',
  0xa215: 'ExposureIndex',
  0xa217: 'SensingMethod',
  0xa401: 'CustomRendered',
  0xa402: 'ExposureMode',
  0xa403: 'WhiteBalance',
  0xa404: 'DigitalZoomRatio',
  0xa405: 'FocalLengthIn35mmFormat',
  0xa406: 'SceneCaptureType',
  0xa407: 'GainControl',
  0xa408: 'Contrast',
  0xa409: 'Saturation',
  0xa40a: 'Sharpness',
  0xa40c: 'SubjectDistanceRange',
  0xa420: 'ImageUniqueID',
  0xa430: 'CameraOwnerName',
  0xa431: 'BodySerialNumber',
  0xa432: 'LensSpecification',
  0xa433: 'LensMake',
  0xa434: 'LensModel',
  0xa435: 'LensSerialNumber',
}

const gpsTags: Record<number, string> = {
  1: 'northOrSouth',
  2: 'latitude',
  3: 'eastOrWest',
  4: 'longitude',
  5: 'belowSea',
  6: 'altitude',
}

/** The EXIF block of a picture, as libvips hands it out. What cannot be read is left out. */
export function readCameraData(block: Buffer): CameraData {
  const tiff = block.subarray(0, 6).toString('latin1') === 'Exif\0\0' ? block.subarray(6) : block
  const order = tiff.subarray(0, 4).toString('latin1')
  if (order !== 'II*\0' && order !== 'MM\0*') return {}
  const read = directoryReader(tiff, order === 'II*\0')

  const {photo, gps, ...image} = read(read.at(4), imageTags)
  const exif = typeof photo === 'number' ? read(photo, photoTags) : {}
  const location = typeof gps === 'number' ? locationOf(read(gps, gpsTags)) : undefined
  return {
    ...(isEmpty(exif) ? {} : {exif}),
    ...(isEmpty(image) ? {} : {image}),
    ...(location ? {location} : {}),
  }
}

const isEmpty = (values: Values) => Object.keys(values).length === 0

function directoryReader(tiff: Buffer, littleEndian: boolean) {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  const short = (at: number) => (at + 2 <= tiff.length ? view.getUint16(at, littleEndian) : 0)
  const long = (at: number) => (at + 4 <= tiff.length ? view.getUint32(at, littleEndian) : 0)
  const signed = (at: number) => view.getInt32(at, littleEndian)
  const ratio = (above: number, below: number) => above / below

  /** Size in bytes and reading of each TIFF type that is a number. */
  const numbers: Record<number, [bytes: number, read: (at: number) => number]> = {
    1: [1, (at) => view.getUint8(at)],
    3: [2, short],
    4: [4, long],
    5: [8, (at) => ratio(long(at), long(at + 4))],
    9: [4, signed],
    10: [8, (at) => ratio(signed(at), signed(at + 4))],
  }

  const valueAt = (entry: number): Value | undefined => {
    const type = short(entry + 2)
    const count = long(entry + 4)
    const [bytes, read] = type === 2 ? [1, undefined] : (numbers[type] ?? [0, undefined])
    const at = bytes * count <= 4 ? entry + 8 : long(entry + 8)
    if (bytes === 0 || count === 0 || at + bytes * count > tiff.length) return undefined
    if (!read) return text(tiff.subarray(at, at + Math.min(count, MAX_TEXT)))
    if (count > MAX_VALUES) return undefined
    const values = Array.from({length: count}, (_, index) => read(at + index * bytes))
    if (!values.every(Number.isFinite)) return undefined
    return values.length === 1 ? values[0] : values
  }

  const read = (at: number, names: Record<number, string>): Values => {
    const found: Values = {}
    // Where a directory begins may be said by a fraction, or by less than nothing.
    if (!Number.isInteger(at) || at < 8) return found
    const count = Math.min(short(at), MAX_ENTRIES)
    for (let entry = at + 2; entry < at + 2 + count * 12; entry += 12) {
      if (entry + 12 > tiff.length) break
      const name = names[short(entry)]
      const value = name && !(name in found) ? valueAt(entry) : undefined
      if (name && value !== undefined && value !== '') found[name] = isoTime(name, value)
    }
    return found
  }
  return Object.assign(read, {at: long})
}

const text = (bytes: Buffer): string =>
  (bytes.toString('utf8').split('\0')[0] ?? '').replace(/[\p{Cc}\p{Cs}\uFFFD]/gu, '').trim()

/** EXIF writes `2026:01:31 12:00:00`, without a zone; hosted documents say the same as if it were UTC. */
function isoTime(name: string, value: Value): Value {
  if (typeof value !== 'string' || !/Date/.test(name)) return value
  const [, date, time] = /^(\d{4}:\d\d:\d\d)[ T](\d\d:\d\d:\d\d)$/.exec(value) ?? []
  const at = date ? Date.parse(`${date.replaceAll(':', '-')}T${time}.000Z`) : NaN
  return Number.isNaN(at) ? value : new Date(at).toISOString()
}

function locationOf(gps: Values): CameraData['location'] {
  const lat = degrees(gps['latitude'], gps['northOrSouth'] === 'S')
  const lng = degrees(gps['longitude'], gps['eastOrWest'] === 'W')
  if (lat === undefined || lng === undefined || Math.abs(lat) > 90 || Math.abs(lng) > 180)
    return undefined
  const {altitude} = gps
  const alt =
    typeof altitude === 'number' ? (gps['belowSea'] === 1 ? -altitude : altitude) : undefined
  return {_type: 'geopoint', lat, lng, ...(alt === undefined ? {} : {alt})}
}

/** Degrees, minutes and seconds as one number. */
function degrees(parts: Value | undefined, negative: boolean): number | undefined {
  if (!Array.isArray(parts) || parts.length !== 3) return undefined
  const [whole = 0, minutes = 0, seconds = 0] = parts
  const value = whole + minutes / 60 + seconds / 3600
  return negative ? -value : value
}
