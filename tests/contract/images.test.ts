import {readdirSync} from 'node:fs'
import type {Lake} from '@masthead/lake'
import type {SanityImageAssetDocument} from '@sanity/client'
import sharp from 'sharp'
import {describe, expect} from 'vitest'
import {addEditor, test} from '../support/lake.ts'
import {dataset} from '../support/servers.ts'

const picture = (width = 400, height = 200) =>
  sharp({create: {width, height, channels: 3, background: '#2255aa'}}).composite([
    {
      input: {create: {width: 50, height: 50, channels: 3, background: '#ff8800'}},
      left: width - 60,
      top: 20,
    },
  ])

const get = (lake: Lake, asset: {url: string}, query = '', headers: HeadersInit = {}) =>
  lake.fetch(new Request(`${asset.url}${query}`, {headers}))

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer())
const look = async (response: Response) => sharp(await bytesOf(response)).metadata()
const filesIn = (lake: Lake) =>
  readdirSync(lake.datasets.get(dataset).assetDirectory, {recursive: true}).filter((name) =>
    String(name).includes('.'),
  )

describe('[I1] an uploaded picture', () => {
  test('[I1] is described by its content, as it is seen', async ({editor}) => {
    const bytes = await picture().jpeg().withMetadata({orientation: 6}).toBuffer()

    const asset = await editor.client.assets.upload('image', bytes, {filename: 'bridge.jpg'})

    expect(asset._id).toBe(`image-${asset.sha1hash}-200x400-jpg`)
    expect(asset).toMatchObject({
      _type: 'sanity.imageAsset',
      extension: 'jpg',
      mimeType: 'image/jpeg',
      originalFilename: 'bridge.jpg',
      size: bytes.length,
      metadata: {
        dimensions: {width: 200, height: 400, aspectRatio: 0.5},
        hasAlpha: false,
        isOpaque: true,
        lqip: expect.stringMatching(/^data:image\/jpeg;base64,/),
        palette: {dominant: {background: expect.stringMatching(/^#[0-9a-f]{6}$/)}},
        blurHash: expect.stringMatching(/^.{28}$/),
      },
    })
    expect(asset.url).toContain(`/${asset.path}`)
  })

  test('[I1] is not described further than asked', async ({editor}) => {
    const bytes = await picture().png().toBuffer()

    const asset = await editor.client.assets.upload('image', bytes, {extract: ['lqip']})

    expect(asset.metadata.lqip).toBeDefined()
    expect(asset.metadata.palette).toBeUndefined()
    expect(asset.metadata.dimensions.width).toBe(400)
  })

  test('[I1] tells what the camera wrote, and where, only when asked', async ({lake, editor}) => {
    const photo = (colour: string) =>
      sharp({create: {width: 40, height: 30, channels: 3, background: colour}})
        .jpeg()
        .withExif({
          IFD0: {Make: 'Example'},
          IFD2: {FNumber: '28/10'},
          IFD3: {
            GPSLatitudeRef: 'N',
            GPSLatitude: '51/1 30/1 3230/100',
            GPSLongitudeRef: 'W',
            GPSLongitude: '0/1 7/1 4366/100',
          },
        })
        .toBuffer()
    const {assets} = editor.client

    const silent = await assets.upload('image', await photo('#123'))
    const asked = await assets.upload('image', await photo('#456'), {
      extract: ['exif', 'image', 'location', 'thumbhash'],
    })

    expect(Object.keys(silent.metadata).toSorted()).toEqual(
      ['_type', 'blurHash', 'dimensions', 'hasAlpha', 'isOpaque', 'lqip', 'palette'].toSorted(),
    )
    expect(asked.metadata).toMatchObject({
      exif: {_type: 'sanity.imageExifMetadata', FNumber: 2.8},
      image: {_type: 'sanity.imageExifTags', Make: 'Example'},
      location: {_type: 'geopoint', lat: expect.closeTo(51.508972, 5)},
      thumbHash: expect.stringMatching(/^[A-Za-z0-9+/]{20,40}=*$/),
    })
    expect(asked.metadata.lqip).toBeUndefined()
    const stored = await bytesOf(await get(lake, asked))
    expect(stored.includes(Buffer.from('9e0c000064000000', 'hex'))).toBe(false)
  })

  test('[I2] is one document, whoever uploads it again', async ({lake, editor}) => {
    const bytes = await picture().webp().toBuffer()
    const first = await editor.client.assets.upload('image', bytes, {filename: 'a.webp'})

    const other = addEditor(lake, 'Bob', 'contributor')
    const second = await other.client.assets.upload('image', bytes, {filename: 'b.webp'})

    expect(second._id).toBe(first._id)
    expect(second.originalFilename).toBe('a.webp')
    expect(filesIn(lake)).toHaveLength(1)
  })

  test('[I3] that is none is refused, and nothing is stored', async ({lake, editor}) => {
    const cut = (await picture(800, 600).png().toBuffer()).subarray(0, 900)
    const huge = await sharp({
      create: {width: 12_000, height: 12_000, channels: 3, background: '#fff'},
    })
      .png()
      .toBuffer()
    const long = await sharp({
      create: {width: 70_000, height: 2, channels: 3, background: '#fff'},
    })
      .png()
      .toBuffer()

    for (const bytes of [
      Buffer.from('<html><script>alert(1)</script></html>'),
      Buffer.from('GIF'),
      Buffer.from('%PDF-1.7'),
      Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]),
      cut,
      huge,
      long,
    ]) {
      await expect(
        editor.client.assets.upload('image', bytes, {
          filename: 'photo.png',
          contentType: 'image/png',
        }),
      ).rejects.toMatchObject({
        statusCode: 400,
        message: expect.stringContaining('Nothing was stored'),
      })
    }

    expect(filesIn(lake)).toEqual([])
    expect(lake.datasets.get(dataset).lastSeq).toBe(0)
  })

  test('[I3] is refused from those who may not write', async ({lake, reader}) => {
    const bytes = await picture().png().toBuffer()
    const viewer = addEditor(lake, 'V', 'viewer').client

    await expect(reader.assets.upload('image', bytes)).rejects.toMatchObject({statusCode: 401})
    await expect(viewer.assets.upload('image', bytes)).rejects.toMatchObject({statusCode: 403})
  })

  test('[I4] does not say where it was taken', async ({lake, editor}) => {
    const bytes = await picture()
      .jpeg()
      .withExif({IFD3: {GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100'}})
      .toBuffer()
    const seconds = Buffer.from('9e0c000064000000', 'hex')
    expect(bytes.includes(seconds)).toBe(true)

    const asset = await editor.client.assets.upload('image', bytes)

    expect((await bytesOf(await get(lake, asset))).includes(seconds)).toBe(false)
    expect(JSON.stringify(asset)).not.toMatch(/location|GPS/i)
  })

  test('[I5] keeps what its uploader says about it', async ({editor}) => {
    const asset = await editor.client.assets.upload('image', await picture().png().toBuffer(), {
      label: 'l',
      title: 'T',
      description: 'D',
      creditLine: 'C',
      source: {id: '7', name: 'press', url: 'https://example.com/7'},
    })

    expect(asset).toMatchObject({
      label: 'l',
      title: 'T',
      description: 'D',
      creditLine: 'C',
      source: {id: '7', name: 'press', url: 'https://example.com/7'},
    })
  })

  test('[I6] is served as it is, until its document is deleted', async ({lake, editor, reader}) => {
    const bytes = await picture().png().toBuffer()
    const asset = await editor.client.assets.upload('image', bytes)

    expect((await bytesOf(await get(lake, asset))).equals(bytes)).toBe(true)
    expect((await reader.getDocument(asset._id))?.['url']).toBe(asset.url)
    await editor.client.delete(asset._id)
    expect((await get(lake, asset)).status).toBe(404)
  })
})

describe('[I7] the picture that an address asks for', () => {
  const sizes: [string, number, number][] = [
    ['?w=100', 100, 50],
    ['?w=100&h=100&fit=crop', 100, 100],
    ['?rect=150,0,200,200&w=33&h=33&fit=crop&dpr=1', 33, 33],
    ['?w=2000&fit=max&auto=format', 400, 200],
    ['?h=50&dpr=2', 200, 100],
    ['?w=100&or=90', 100, 200],
    ['?w=100&h=100&fit=fill&bg=fff', 100, 100],
    ['?w=100&nonsense=1', 100, 50],
  ]
  test('[I7] has the size that it asks for', async ({lake, editor}) => {
    const asset = await editor.client.assets.upload('image', await picture().jpeg().toBuffer())

    for (const [query, width, height] of sizes) {
      expect(await look(await get(lake, asset, query)), query).toMatchObject({width, height})
    }
  })

  test('[I7] is refused when its values are impossible', async ({lake, editor}) => {
    const asset = await editor.client.assets.upload('image', await picture().jpeg().toBuffer())

    for (const query of ['?w=x', '?w=99999', '?fit=stretch', '?rect=1', '?fm=exe', '?dpr=9']) {
      expect((await get(lake, asset, query)).status, query).toBe(400)
    }
  })

  test('[I8] comes in the best format that the client accepts', async ({lake, editor}) => {
    const asset = await editor.client.assets.upload('image', await picture().jpeg().toBuffer())
    const typeFor = async (accept: string, query = '?w=100&auto=format') => {
      const response = await get(lake, asset, query, {accept})
      const {format} = await look(response)
      return {format, type: response.headers.get('content-type')}
    }

    expect(await typeFor('image/avif,image/webp,*/*')).toEqual({type: 'image/avif', format: 'heif'})
    expect(await typeFor('image/webp,*/*')).toEqual({type: 'image/webp', format: 'webp'})
    expect(await typeFor('*/*')).toEqual({type: 'image/jpeg', format: 'jpeg'})
    expect(await typeFor('image/avif', '?w=100&fm=png')).toEqual({type: 'image/png', format: 'png'})
    expect((await get(lake, asset, '?auto=format')).headers.get('vary')).toContain('Accept')
  })

  test('[I7] is a JPEG on the ground that was named, from a file that lets the ground shine through', async ({
    lake,
    editor,
  }) => {
    const clear = {r: 0, g: 0, b: 0, alpha: 0}
    const drawing = sharp({create: {width: 40, height: 20, channels: 4, background: clear}})
    const files = [
      await drawing.clone().png().toBuffer(),
      await drawing.clone().avif().toBuffer(),
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"/>'),
    ]

    for (const file of files) {
      const asset = await editor.client.assets.upload('image', file)
      const answer = await get(lake, asset, '?rect=0,0,20,20&w=10&fm=jpg&bg=ff0', {accept: '*/*'})
      const made = sharp(await bytesOf(answer))

      expect(answer.headers.get('content-type'), asset._id).toBe('image/jpeg')
      expect(await made.metadata(), asset._id).toMatchObject({width: 10, height: 10})
      expect((await made.stats()).channels.map(({min}) => min > 250)).toEqual([true, true, false])
    }
  })

  test('[I9] may be kept for ever and is not sent twice', async ({lake, editor}) => {
    const asset = await editor.client.assets.upload('image', await picture().jpeg().toBuffer())
    const first = await get(lake, asset, '?w=100')
    const etag = first.headers.get('etag') ?? ''

    const second = await get(lake, asset, '?w=100', {'if-none-match': etag})

    expect(first.headers.get('cache-control')).toContain('immutable')
    expect(first.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect(first.headers.get('set-cookie')).toBeNull()
    expect(second.status).toBe(304)
    expect((await get(lake, asset, '?w=101')).headers.get('etag')).not.toBe(etag)
    const again = await get(lake, asset, '?w=100')
    expect((await bytesOf(again)).equals(await bytesOf(first))).toBe(true)
  })

  test('[I9] saves under the original name', async ({lake, editor}) => {
    const bytes = await picture().jpeg().toBuffer()
    const asset = await editor.client.assets.upload('image', bytes, {filename: 'brücke "1".jpg'})

    const response = await get(lake, asset, '?dl=')

    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="br_cke _1_.jpg"; filename*=UTF-8''br%C3%BCcke%20%221%22.jpg`,
    )
  })
})

describe('[I10] files that could run', () => {
  test('[I10] an SVG is kept and sandboxed, whatever size is asked for', async ({lake, editor}) => {
    const svg = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><script>alert(1)</script></svg>',
    )
    const asset: SanityImageAssetDocument = await editor.client.assets.upload('image', svg)

    const response = await get(lake, asset, '?w=10&auto=format', {accept: 'image/avif'})

    expect(asset._id).toMatch(/-40x20-svg$/)
    expect(response.headers.get('content-type')).toBe('image/svg+xml')
    expect(response.headers.get('content-security-policy')).toMatch(/sandbox.*script-src 'none'/)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await bytesOf(response)).equals(svg)).toBe(true)

    const drawn = await get(lake, asset, '?fm=png&w=80')
    expect(drawn.headers.get('content-type')).toBe('image/png')
    expect(await look(drawn)).toMatchObject({format: 'png', width: 80, height: 40})
  })

  test('[I10] HTML is saved, not shown', async ({lake, editor}) => {
    const html = Buffer.from('<script>alert(1)</script>')
    const asset = await editor.client.assets.upload('file', html, {
      filename: 'page.html',
      contentType: 'text/html',
    })

    const {headers} = await get(lake, asset)

    expect(headers.get('content-type')).toBe('application/octet-stream')
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="page.html"/)
    expect(headers.get('content-security-policy')).toContain('sandbox')
  })

  test('[I11] a file comes whole or in ranges', async ({lake, editor}) => {
    const asset = await editor.client.assets.upload('file', Buffer.from('0123456789'), {
      filename: 'digits.txt',
      contentType: 'text/plain',
    })
    const part = async (range: string) => {
      const response = await get(lake, asset, '', {range})
      return [response.status, response.headers.get('content-range'), await response.text()]
    }

    expect(asset._id).toBe(`file-${asset.sha1hash}-txt`)
    expect(await (await get(lake, asset)).text()).toBe('0123456789')
    expect(await part('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234'])
    expect(await part('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789'])
    expect(await part('bytes=8-')).toEqual([206, 'bytes 8-9/10', '89'])
    expect(await part('bytes=10-')).toEqual([416, 'bytes */10', ''])
    expect(await part('lines=1-2')).toEqual([200, null, '0123456789'])
  })
})

test('[I6] a document without its file is like none at all', async ({lake}) => {
  const hash = 'a'.repeat(40)
  await lake.seed([
    {_id: `image-${hash}-1x1-png`, _type: 'sanity.imageAsset'},
    {_id: `file-${hash}-txt`, _type: 'sanity.fileAsset'},
  ])

  for (const path of [
    'images/masthead/production/NAME-1x1.png',
    'files/masthead/production/NAME.txt',
  ])
    for (const query of ['', '?w=10']) {
      const url = `http://localhost/${path.replace('NAME', hash)}${query}`
      expect((await lake.fetch(new Request(url))).status, url).toBe(404)
    }
})

test('[I11] a type that fits into no header is served as plain bytes', async ({lake, editor}) => {
  const asset = await editor.client.assets.upload('file', Buffer.from('text'), {filename: 'a.txt'})
  const mimeType = 'audio/x\r\nset-cookie: a=b'
  await editor.client.patch(asset._id, {set: {mimeType}}).commit()

  const response = await get(lake, asset)

  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/octet-stream')
  expect(response.headers.get('set-cookie')).toBeNull()
})

test('[I6] no address reaches a file outside of the dataset', async ({lake}) => {
  for (const path of [
    '/images/masthead/production/..%2f..%2flake.sqlite',
    '/images/masthead/production/../../../lake.sqlite',
    '/files/masthead/production/%2e%2e%2fcontent.sqlite',
    '/files/masthead/..%2f..%2f/x.txt',
    `/files/masthead/production/${'a'.repeat(40)}.txt%00.png`,
    `/images/masthead/production/${'a'.repeat(40)}-1x1.png`,
    `/images/other/production/${'a'.repeat(40)}-1x1.png`,
  ]) {
    const {status} = await lake.fetch(new Request(`http://localhost${path}`))
    expect([400, 404], path).toContain(status)
  }
})
