/** In which forms readers get pictures: in those that pages write, and in no others. */
import {expect, test} from 'vitest'
import {bodyImage} from '../../../web/src/markdown/body-image.ts'
import {isPictureQuery, WIDEST} from '../../../web/src/markdown/picture-query.ts'
import {addressOf, frame} from '../../../web/src/pictures/address.ts'

const queryOf = (address: string) => address.split('?')[1] ?? ''

test('what pages and feeds write behind a picture is what readers may ask', () => {
  const source = {path: '/images/masthead/production/abc-4000x3001.png', width: 4000, height: 3001}
  const uncut = {ref: null, crop: null, hotspot: null}
  const crop = {left: 0.103, right: 0.21, top: 0.07, bottom: 0.3}
  const whole = frame(uncut, source)
  const part = frame(
    {...uncut, crop, hotspot: {x: 0.91, y: 0.02, width: 0, height: 0}},
    source,
    1.5,
  )
  const {src, srcSet} = bodyImage(source.path, '')
  const written = [
    ...[whole, part].flatMap((rect) =>
      ([undefined, 'best', 'jpeg', 'png'] as const).map((writing) =>
        addressOf(source, rect, WIDEST, writing),
      ),
    ),
    String(src),
    ...String(srcSet)
      .split(', ')
      .map((one) => one.split(' ')[0] ?? ''),
  ]

  expect(part).not.toEqual(whole)
  expect(written).toHaveLength(13)
  expect(written.filter((address) => !isPictureQuery(queryOf(address)))).toEqual([])
})

test.each([
  'fm=avif&w=7000&q=100&blur=2000',
  'w=1921&auto=format',
  'w=0&auto=format',
  'w=0400&auto=format',
  'w=400',
  'auto=format',
  'w=400&auto=format&x=1',
  'x=1&w=400&auto=format',
  'w=400&auto=format&w=7000',
  'w=400&auto=format?x',
  'w=400&fm=avif',
  'w=400&h=400&auto=format',
  'w=400&fit=crop&auto=format',
  'w=400&fm=jpg&bg=000',
  'rect=0,0,10&w=400&auto=format',
  'rect=0.5,0,10,10&w=400&auto=format',
])('%s is no form of a picture', (query) => {
  expect(isPictureQuery(query)).toBe(false)
})
