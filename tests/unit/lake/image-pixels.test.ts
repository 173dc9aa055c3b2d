/**
 * What the parameters of an address do to pixels, one by one. The picture has four corners of one colour each and grey
 * between them, so that every cut, turn and mirror shows.
 */
import {createImageUrlBuilder} from '@sanity/image-url'
import sharp from 'sharp'
import {beforeAll, describe, expect, test} from 'vitest'
import {formatOf, type OutputFormat} from '../../../lake/src/images/format.ts'
import {readParameters} from '../../../lake/src/images/parameters.ts'
import {transform} from '../../../lake/src/images/transform.ts'

const WIDTH = 400
const HEIGHT = 200
const corners = {
  topLeft: '#ff0000',
  topRight: '#00ff00',
  bottomLeft: '#0000ff',
  bottomRight: '#ffff00',
}
let picture: Buffer

const block = (background: string, left: number, top: number) => ({
  input: {create: {width: 60, height: 60, channels: 3 as const, background}},
  left,
  top,
})

beforeAll(async () => {
  picture = await sharp({
    create: {width: WIDTH, height: HEIGHT, channels: 3, background: '#808080'},
  })
    .composite([
      block(corners.topLeft, 0, 0),
      block(corners.topRight, WIDTH - 60, 0),
      block(corners.bottomLeft, 0, HEIGHT - 60),
      block(corners.bottomRight, WIDTH - 60, HEIGHT - 60),
    ])
    .png()
    .toBuffer()
})

interface Seen {
  width: number
  height: number
  /** The colour at a place given in fractions, `#rrggbb`, or `#rrggbbaa` where it is not opaque. */
  at(x: number, y: number): string
  corners(): string[]
}

async function see(
  query: string,
  source = picture,
  extension: 'png' | 'gif' | 'svg' = 'png',
): Promise<Seen> {
  const parameters = readParameters(new URLSearchParams(query))
  const format: OutputFormat = parameters.format ?? 'png'
  const bytes = await transform(source, formatOf(extension), parameters, format)
  const {data, info} = await sharp(bytes).ensureAlpha().raw().toBuffer({resolveWithObject: true})
  const at = (x: number, y: number) => {
    const column = Math.min(info.width - 1, Math.floor(x * info.width))
    const row = Math.min(info.height - 1, Math.floor(y * info.height))
    const pixel = data.subarray((row * info.width + column) * 4).subarray(0, 4)
    const hex = pixel.toString('hex')
    return `#${hex.endsWith('ff') ? hex.slice(0, 6) : hex}`
  }
  const near = 0.02
  return {
    width: info.width,
    height: info.height,
    at,
    corners: () => [at(near, near), at(1 - near, near), at(near, 1 - near), at(1 - near, 1 - near)],
  }
}

const {topLeft, topRight, bottomLeft, bottomRight} = corners
const grey = '#808080'

describe('turning and mirroring', () => {
  test.for([
    ['or=0&w=399', [topLeft, topRight, bottomLeft, bottomRight]],
    ['or=90', [bottomLeft, topLeft, bottomRight, topRight]],
    ['or=180', [bottomRight, bottomLeft, topRight, topLeft]],
    ['or=270', [topRight, bottomRight, topLeft, bottomLeft]],
    ['flip=h', [topRight, topLeft, bottomRight, bottomLeft]],
    ['flip=v', [bottomLeft, bottomRight, topLeft, topRight]],
    ['flip=hv', [bottomRight, bottomLeft, topRight, topLeft]],
    ['or=90&flip=h', [topLeft, bottomLeft, topRight, bottomRight]],
  ] as const)('%s', async ([query, expected]) => {
    const seen = await see(query)

    expect(seen.corners()).toEqual(expected)
    expect(seen.width > seen.height).toBe(!/or=(90|270)/.test(query))
  })

  test('a rectangle is cut before it is turned', async () => {
    const seen = await see('rect=0,0,100,60&or=90')

    expect([seen.width, seen.height]).toEqual([60, 100])
    expect([seen.at(0.5, 0.1), seen.at(0.5, 0.9)]).toEqual([topLeft, grey])
  })
})

describe('fitting into a box', () => {
  test.for([
    ['fit=clip&w=100&h=100', 100, 50],
    ['fit=max&w=100&h=100', 100, 50],
    ['fit=max&w=900&h=900', 400, 200],
    ['fit=min&w=100&h=100', 100, 100],
    ['fit=min&w=900&h=900', 200, 200],
    ['fit=scale&w=100&h=100', 100, 100],
    ['fit=crop&w=100&h=100', 100, 100],
    ['fit=crop&w=900&h=900', 900, 900],
    ['w=100&dpr=3', 300, 150],
    ['w=100&dpr=0.5', 50, 25],
    ['w=100&h=100&fit=fill', 100, 100],
    ['w=900&h=900&fit=fillmax', 900, 900],
    ['w=100&pad=10', 100, 50],
    ['w=100&pad=10&dpr=2', 200, 100],
  ] as const)('%s gives %i×%i', async ([query, width, height]) => {
    expect(await see(query)).toMatchObject({width, height})
  })

  test('scale stretches, so that all corners stay', async () => {
    const seen = await see('fit=scale&w=100&h=100')

    expect(seen.corners()).toEqual([topLeft, topRight, bottomLeft, bottomRight])
  })

  test('fill shows the whole picture amid the background', async () => {
    const seen = await see('w=100&h=100&fit=fill&bg=f0f')

    expect([seen.at(0.5, 0.1), seen.at(0.5, 0.9)]).toEqual(['#ff00ff', '#ff00ff'])
    expect([seen.at(0.05, 0.3), seen.at(0.95, 0.3)]).toEqual([topLeft, topRight])
  })

  test('fillmax never enlarges', async () => {
    const seen = await see('w=800&h=800&fit=fillmax&bg=000')

    expect(seen.at(0.26, 0.39)).toBe(topLeft)
    expect([seen.at(0.1, 0.5), seen.at(0.5, 0.1), seen.at(0.9, 0.5)]).toEqual(
      Array(3).fill('#000000'),
    )
  })

  test('pad leaves a margin of the background', async () => {
    const seen = await see('w=200&pad=20&bg=000')

    expect(seen.corners()).toEqual(Array(4).fill('#000000'))
    expect(seen.at(0.22, 0.24)).toBe(topLeft)
  })
})

describe('choosing the part that is shown', () => {
  const shown = async (query: string) => (await see(`w=60&h=60&fit=crop&${query}`)).corners()

  test.for([
    ['', [grey, grey, grey, grey]],
    ['crop=left', [topLeft, grey, bottomLeft, grey]],
    ['crop=right', [grey, topRight, grey, bottomRight]],
    ['crop=top,left', [topLeft, grey, bottomLeft, grey]],
    ['crop=focalpoint&fp-x=0&fp-y=0.5', [topLeft, grey, bottomLeft, grey]],
    ['crop=focalpoint&fp-x=1&fp-y=0.5', [grey, topRight, grey, bottomRight]],
    ['rect=0,0,60,60', [topLeft, topLeft, topLeft, topLeft]],
    ['rect=340,140,60,60', [bottomRight, bottomRight, bottomRight, bottomRight]],
    ['rect=340,140,600,600', [bottomRight, bottomRight, bottomRight, bottomRight]],
  ] as const)('%s', async ([query, expected]) => {
    expect(await shown(query)).toEqual(expected)
  })

  test('the top and the bottom of an upright picture', async () => {
    const shape = 'or=90&w=60&h=60&fit=crop'

    expect((await see(`${shape}&crop=top`)).corners()).toEqual([bottomLeft, topLeft, grey, grey])
    expect((await see(`${shape}&crop=bottom`)).corners()).toEqual([
      grey,
      grey,
      bottomRight,
      topRight,
    ])
  })

  test('entropy goes where something is to be seen', async () => {
    const noise = Buffer.from(Array.from({length: 80 * 80 * 3}, (_, at) => (at * 7919) % 256))
    const busyRight = await sharp({
      create: {width: 400, height: 100, channels: 3, background: '#fff'},
    })
      .composite([{input: noise, raw: {width: 80, height: 80, channels: 3}, left: 310, top: 10}])
      .png()
      .toBuffer()

    const seen = await see('w=100&h=100&fit=crop&crop=entropy', busyRight)

    expect(seen.at(0.6, 0.5)).not.toBe('#ffffff')
  })
})

describe('colours', () => {
  test('a background fills what is transparent, in every way of writing it', async () => {
    const hole = await sharp({create: {width: 8, height: 8, channels: 4, background: '#00000000'}})
      .png()
      .toBuffer()

    for (const bg of ['f80', 'ff80', 'ff8800', 'ffff8800'])
      expect((await see(`bg=${bg}`, hole)).at(0.5, 0.5), bg).toBe('#ff8800')
    expect((await see('w=4', hole)).at(0.5, 0.5)).toBe('#00000000')
    const white = Number.parseInt((await see('fm=jpg', hole)).at(0.5, 0.5).slice(1), 16)
    expect(white).toBeGreaterThan(0xfefefe - 1)
  })

  test('sat=-100 leaves greys, invert turns colours over, blur and sharp move edges', async () => {
    const [, r = '', g = '', b = ''] =
      /#(..)(..)(..)/.exec((await see('sat=-100')).at(0.05, 0.1)) ?? []
    expect(new Set([r, g, b]).size).toBe(1)
    expect((await see('invert=true')).corners()).toEqual([
      '#00ffff',
      '#ff00ff',
      '#ffff00',
      '#0000ff',
    ])

    const edge = 59.5 / WIDTH
    expect((await see('w=399')).at(0.1, 0.1)).toBe(topLeft)
    expect((await see('blur=50')).at(edge, 0.1)).not.toMatch(/#ff0000|#808080/)
    expect((await see('sharp=80&blur=10')).at(edge, 0.1)).not.toBe(
      (await see('blur=10')).at(edge, 0.1),
    )
  })
})

describe('formats', () => {
  test('each is what it says, and quality makes it smaller', async () => {
    const detailed = await sharp(picture).resize(200).blur(3).png().toBuffer()
    for (const [fm, format] of [
      ['jpg', 'jpeg'],
      ['pjpg', 'jpeg'],
      ['png', 'png'],
      ['webp', 'webp'],
      ['avif', 'heif'],
      ['gif', 'gif'],
    ] as const) {
      const parameters = readParameters(new URLSearchParams({fm}))
      const bytes = await transform(detailed, formatOf('png'), parameters, fm)
      const {format: made, isProgressive} = await sharp(bytes).metadata()
      expect([made, fm === 'pjpg' ? isProgressive : undefined]).toEqual([
        format,
        fm === 'pjpg' ? true : undefined,
      ])
    }
    const sized = async (q: number) =>
      (
        await transform(
          detailed,
          formatOf('png'),
          readParameters(new URLSearchParams(`fm=jpg&q=${q}`)),
          'jpg',
        )
      ).length
    expect(await sized(10)).toBeLessThan(await sized(95))
  })

  test('an animation stays one, until its first frame is asked for', async () => {
    const frames = ['#ff0000', '#00ff00'].map((background) => ({
      create: {width: 20, height: 10, channels: 3 as const, background},
    }))
    const stills = await Promise.all(frames.map((frame) => sharp(frame).png().toBuffer()))
    const moving = await sharp(stills, {join: {animated: true}})
      .gif()
      .toBuffer()
    const pages = async (query: string) => {
      const parameters = readParameters(new URLSearchParams(query))
      const bytes = await transform(moving, formatOf('gif'), parameters, parameters.format ?? 'gif')
      const {pages: count = 1, pageHeight, height} = await sharp(bytes, {animated: true}).metadata()
      return [count, pageHeight ?? height]
    }

    expect(await pages('w=10')).toEqual([2, 5])
    expect(await pages('w=10&fm=webp')).toEqual([2, 5])
    expect(await pages('w=10&frame=1')).toEqual([1, 5])
    expect(await pages('w=10&fm=png')).toEqual([1, 5])
  })
})

describe('an SVG as pixels', () => {
  const draw = (body: string) =>
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">${body}</svg>`)
  const red = draw('<rect width="20" height="10" fill="#f00"/>')

  test('is drawn at the size that is asked for, sharp edges and all', async () => {
    const seen = await see('fm=png&w=400', red, 'svg')

    expect([seen.width, seen.height]).toEqual([400, 200])
    expect([seen.at(0.49, 0.49), seen.at(0.51, 0.49)]).toEqual(['#ff0000', '#00000000'])
  })

  test('is cut, turned and filled like any picture', async () => {
    const cut = await see('fm=png&rect=10,0,20,20&w=200', red, 'svg')
    const turned = await see('fm=png&or=90&bg=00f', red, 'svg')

    expect([cut.width, cut.height]).toEqual([200, 200])
    expect([cut.at(0.4, 0.4), cut.at(0.6, 0.4)]).toEqual(['#ff0000', '#00000000'])
    expect([turned.width, turned.height]).toEqual([20, 40])
    expect(turned.corners()).toEqual(['#0000ff', '#ff0000', '#0000ff', '#0000ff'])
  })

  test('that would keep the renderer busy for hours is given up, and the next one is drawn', async () => {
    const levels = Array.from(
      {length: 12},
      (_, at) => `<g id="l${at + 1}">${`<use href="#l${at}"/>`.repeat(10)}</g>`,
    )
    const bomb = draw(
      `<defs><g id="l0"><rect width="1" height="1"/></g>${levels.join('')}</defs><use href="#l12"/>`,
    )

    await expect(see('fm=png', bomb, 'svg')).rejects.toMatchObject({status: 400})

    expect((await see('fm=png', red, 'svg')).width).toBe(40)
  })

  test('reads nothing outside of itself', async () => {
    const outside = ['file:///etc/hostname', '/etc/hostname', 'http://localhost:9/x.png'].map(
      (href) => `<image href="${href}" width="40" height="20"/>`,
    )

    const seen = await see('fm=png', draw(outside.join('')), 'svg')

    expect(new Set(seen.corners())).toEqual(new Set(['#00000000']))
  })

  test('is refused when it claims to be too large, or is none', async () => {
    const huge = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="900000" height="900000"><rect width="9" height="9"/></svg>',
    )

    await expect(see('fm=png&w=10', huge, 'svg')).rejects.toMatchObject({status: 400})
    await expect(see('fm=png', draw('<rect'), 'svg')).rejects.toMatchObject({status: 400})
  })
})

test('crop and hotspot from Studio, as the official builder asks for them, show what they name', async () => {
  const builder = createImageUrlBuilder({projectId: 'masthead', dataset: 'production'})
  const asset = {_ref: `image-${'a'.repeat(40)}-${WIDTH}x${HEIGHT}-png`}
  const query = (image: object, width: number, height: number) =>
    new URL(
      builder
        .image({asset, ...image})
        .width(width)
        .height(height)
        .url(),
    ).search
  const spot = (x: number, y: number) => ({x, y, width: 0.2, height: 0.2})
  const whole = {top: 0, bottom: 0, left: 0, right: 0}
  const rightHalf = {top: 0, bottom: 0, left: 0.5, right: 0}

  const left = await see(query({hotspot: spot(0.1, 0.5), crop: whole}, 100, 100))
  const right = await see(query({hotspot: spot(0.9, 0.5), crop: rightHalf}, 100, 100))

  expect([left.width, left.height]).toEqual([100, 100])
  expect(left.corners()).toEqual([topLeft, grey, bottomLeft, grey])
  expect(right.corners()).toEqual([grey, topRight, grey, bottomRight])
})
