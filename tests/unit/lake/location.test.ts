import sharp from 'sharp'
import {describe, expect, test} from 'vitest'
import {namesPosition, withoutLocation} from '../../../lake/src/images/location.ts'

const position = {
  GPSLatitudeRef: 'N',
  GPSLatitude: '51/1 30/1 3230/100',
  GPSLongitudeRef: 'W',
  GPSLongitude: '0/1 7/1 4366/100',
}
const photo = () =>
  sharp({create: {width: 40, height: 30, channels: 3, background: '#f80'}}).withExif({
    IFD0: {Copyright: 'Ada Example'},
    IFD3: position,
  })
/** The bytes of the latitude's seconds, 3230/100, as EXIF writes them. */
const seconds = Buffer.from('9e0c000064000000', 'hex')

describe('a photo that says where it was taken', () => {
  test.for(['jpeg', 'png', 'webp', 'avif'] as const)('keeps silent as %s', async (format) => {
    const file = await photo()[format]().toBuffer()
    const before = await sharp(file).raw().toBuffer()
    expect(file.includes(seconds)).toBe(true)

    const clean = withoutLocation(file)

    expect(clean.includes(seconds)).toBe(false)
    expect(clean.includes('Ada Example')).toBe(true)
    expect(clean.length).toBe(file.length)
    expect((await sharp(clean, {failOn: 'warning'}).raw().toBuffer()).equals(before)).toBe(true)
  })

  test('twice is as once, and a photo without position stays the same object', async () => {
    const clean = withoutLocation(await photo().jpeg().toBuffer())
    const plain = await sharp({create: {width: 4, height: 3, channels: 3, background: '#f80'}})
      .jpeg()
      .toBuffer()

    expect(withoutLocation(clean)).toBe(clean)
    expect(withoutLocation(plain)).toBe(plain)
  })

  test('is silent in its XMP as well', async () => {
    const xmp =
      '<?xpacket begin="" id="x"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="51,30.5N"><exif:GPSLongitude>0,7.7W</exif:GPSLongitude></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    const file = await sharp({create: {width: 4, height: 3, channels: 3, background: '#f80'}})
      .withXmp(xmp)
      .jpeg()
      .toBuffer()
    expect(file.includes('51,30.5N')).toBe(true)

    const clean = withoutLocation(file)

    expect(clean.includes('51,30.5N')).toBe(false)
    expect(clean.includes('0,7.7W')).toBe(false)
    expect(namesPosition(xmp)).toBe(true)
    expect(namesPosition(clean.toString('latin1'))).toBe(false)
  })

  test('hostile structures end and change nothing', () => {
    const header = 'II*\0\b\0\0\0\0\x02' // 512 entries, each of them another header
    const loops = Buffer.from(header.repeat(1_000_000), 'latin1')
    const names = Buffer.from('exif:GPSLatitude="'.repeat(1_000_000))

    expect(withoutLocation(loops).equals(loops)).toBe(true)
    expect(withoutLocation(names).length).toBe(names.length)
    expect(withoutLocation(Buffer.from('II*\0', 'latin1')).length).toBe(4)
    expect(withoutLocation(Buffer.alloc(0)).length).toBe(0)
  })
})
