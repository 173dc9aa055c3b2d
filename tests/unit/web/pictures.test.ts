import {beforeAll, expect, test} from 'vitest'
import type {Picture} from '../../../web/src/content/types.ts'
import {addressOf, frame, sourceOf} from '../../../web/src/pictures/address.ts'

beforeAll(() => {
  Object.assign(process.env, {
    SANITY_API_HOST: 'http://127.0.0.1:3333',
    SANITY_PROJECT_ID: 'masthead',
    SANITY_DATASET: 'production',
  })
})

const picture = (parts: Partial<Picture> = {}): Picture => ({
  ref: 'image-abc-1600x900-png',
  alt: null,
  decorative: null,
  caption: null,
  credit: null,
  crop: null,
  hotspot: null,
  ...parts,
})

const source = {path: '/images/masthead/production/abc-1600x900.png', width: 1600, height: 900}

test('a lake on this machine is reached through the site’s own address', () => {
  expect(sourceOf(picture())).toEqual(source)
})

test('what is no picture has no address', () => {
  expect(sourceOf(null)).toBeUndefined()
  expect(sourceOf(picture({ref: null}))).toBeUndefined()
  expect(sourceOf(picture({ref: 'file-abc-pdf'}))).toBeUndefined()
  expect(sourceOf(picture({ref: 'image-abc-0x900-png'}))).toBeUndefined()
})

test('without crop and ratio the whole picture is asked for', () => {
  expect(addressOf(source, frame(picture(), source), 640)).toBe(`${source.path}?w=640&auto=format`)
})

test('an editor’s crop is kept', () => {
  const cropped = picture({crop: {left: 0.25, right: 0.25, top: 0, bottom: 0.5}})

  expect(frame(cropped, source)).toEqual({left: 400, top: 0, width: 800, height: 450})
})

test('a ratio is cut around the hotspot, and never past the edge', () => {
  const left = picture({hotspot: {x: 0.1, y: 0.5, width: 0.1, height: 0.1}})
  const middle = picture({hotspot: {x: 0.6, y: 0.5, width: 0.1, height: 0.1}})

  expect(frame(left, source, 1)).toEqual({left: 0, top: 0, width: 900, height: 900})
  expect(frame(middle, source, 1)).toEqual({left: 510, top: 0, width: 900, height: 900})
})

test('a ratio stays inside the crop', () => {
  const both = picture({
    crop: {left: 0.5, right: 0, top: 0, bottom: 0},
    hotspot: {x: 0, y: 0, width: 0.1, height: 0.1},
  })

  expect(frame(both, source, 16 / 9)).toEqual({left: 800, top: 0, width: 800, height: 450})
})
