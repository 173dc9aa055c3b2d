import fc from 'fast-check'
import sharp from 'sharp'
import {describe, expect, test} from 'vitest'
import {readCameraData} from '../../../lake/src/images/exif.ts'
import {seed} from '../../support/sample.ts'

const photo = () =>
  sharp({create: {width: 40, height: 30, channels: 3, background: '#f80'}}).withExif({
    IFD0: {Make: 'Example', Model: 'One', Copyright: 'Ada Lovelace'},
    IFD2: {
      ExposureTime: '1/640',
      FNumber: '28/10',
      ISOSpeedRatings: '100',
      DateTimeOriginal: '2026:01:31 12:00:00',
      LensModel: '26mm F2.8',
    },
    IFD3: {
      GPSLatitudeRef: 'S',
      GPSLatitude: '33/1 51/1 3600/100',
      GPSLongitudeRef: 'E',
      GPSLongitude: '151/1 12/1 0/1',
      GPSAltitudeRef: '0',
      GPSAltitude: '58/1',
    },
  })

const blockOf = async (file: Buffer) => (await sharp(file).metadata()).exif ?? Buffer.alloc(0)

describe('what a camera wrote', () => {
  test.for(['jpeg', 'png', 'webp', 'avif'] as const)('is read from a %s', async (format) => {
    const block = await blockOf(await photo()[format]().toBuffer())

    const {exif, image, location} = readCameraData(block)

    expect(exif).toMatchObject({
      ExposureTime: 1 / 640,
      FNumber: 2.8,
      ISO: 100,
      DateTimeOriginal: '2026-01-31T12:00:00.000Z',
      LensModel: '26mm F2.8',
    })
    expect(image).toMatchObject({Make: 'Example', Model: 'One', Copyright: 'Ada Lovelace'})
    expect(location?._type).toBe('geopoint')
    expect(location?.lat).toBeCloseTo(-33.86, 6)
    expect(location?.lng).toBeCloseTo(151.2, 6)
    expect(location?.alt).toBe(58)
  })

  test('is nothing where there is no such block', () => {
    for (const text of [
      '',
      'Exif\0\0',
      'II*\0',
      'Exif\0\0II*\0\xff\xff\xff\xff',
      'no block at all',
    ])
      expect(readCameraData(Buffer.from(text, 'latin1'))).toEqual({})
  })

  test(`is bounded, whatever the block says (seed ${seed})`, async () => {
    const block = await blockOf(await photo().jpeg().toBuffer())
    const flips = fc.array(
      fc.tuple(fc.nat(block.length - 1), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 2, 5, 255))),
      {maxLength: 40},
    )

    fc.assert(
      fc.property(flips, fc.nat(block.length), (places, length) => {
        const broken = Buffer.from(block.subarray(0, length))
        for (const [at, byte] of places) if (at < broken.length) broken[at] = byte
        expect(JSON.stringify(readCameraData(broken)).length).toBeLessThan(60_000)
      }),
      {seed, numRuns: 3_000},
    )
  })

  test('has no directory before its beginning, nor between two bytes', () => {
    const pointingTo = (type: number, value: Buffer) =>
      Buffer.concat([
        Buffer.from('II*\0\b\0\0\0\x01\0\x69\x87', 'latin1'),
        Buffer.from([type, 0, 1, 0, 0, 0]),
        value,
      ])
    const minusOne = pointingTo(9, Buffer.from([255, 255, 255, 255]))
    const aHalf = pointingTo(10, Buffer.from([22, 0, 0, 0, 17, 0, 0, 0, 2, 0, 0, 0]))

    for (const block of [minusOne, aHalf]) expect(readCameraData(block)).toEqual({})
  })

  test('is read at once from a block made of entries that overlap', () => {
    const entry = Buffer.from('9a82050000ffff0008000000', 'hex') // 16 million fractions
    const block = Buffer.concat([
      Buffer.from('II*\0\b\0\0\0\xff\xff', 'latin1'),
      ...Array.from({length: 65_535}, () => entry),
    ])

    // Read one by one, they would take hours.
    expect(readCameraData(block)).toEqual({})
  })
})
