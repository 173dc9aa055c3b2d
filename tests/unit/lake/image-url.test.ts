import {describe, expect, test} from 'vitest'
import {negotiate} from '../../../lake/src/images/format.ts'
import {plan} from '../../../lake/src/images/geometry.ts'
import {canonicalText, isUntouched, readParameters} from '../../../lake/src/images/parameters.ts'
import {svgSize} from '../../../lake/src/images/sniff.ts'

const read = (query: string) => readParameters(new URLSearchParams(query))
const planned = (query: string, width = 1000, height = 500) => plan({width, height}, read(query))

describe('image parameters', () => {
  test('nothing asked, or nothing known, is the original', () => {
    expect(isUntouched(read(''))).toBe(true)
    expect(isUntouched(read('utm_source=x&foo=1&w='))).toBe(true)
    expect(isUntouched(read('dpr=2'))).toBe(true)
    expect(isUntouched(read('w=100'))).toBe(false)
    expect(isUntouched(read('auto=format'))).toBe(false)
  })

  test('the same picture asked for in another order has the same name', () => {
    const one = canonicalText(read('w=100&h=50&fit=crop&q=80'))
    expect(canonicalText(read('q=80&fit=crop&h=50&w=100&utm=1'))).toBe(one)
    expect(canonicalText(read('q=81&fit=crop&h=50&w=100'))).not.toBe(one)
    expect(canonicalText(read('sharpen=10'))).toBe(canonicalText(read('sharp=10')))
  })

  test.for([
    'w=abc',
    'w=0',
    'w=-5',
    'w=9000',
    'h=1e9',
    'dpr=4',
    'dpr=0',
    'fit=stretch',
    'crop=somewhere',
    'crop=top,evil',
    'rect=1,2,3',
    'rect=a,b,c,d',
    'rect=0,0,0,0',
    'rect=1,2,3,4,5',
    'q=101',
    'fm=svg',
    'auto=compress',
    'blur=-1',
    'blur=2001',
    'or=45',
    'flip=x',
    'bg=red',
    'bg=12345',
    'fp-x=2',
    'invert=yes',
    'sat=-101',
    'w=Infinity',
    'w=0x10',
  ])('%s is refused, naming the parameter', (query) => {
    expect(() => read(query)).toThrow(`"${query.split('=')[0]}"`)
  })

  test('colours are read in all their forms', () => {
    expect(read('bg=f80').background).toEqual({r: 255, g: 136, b: 0, alpha: 1})
    expect(read('bg=ff8800').background).toEqual({r: 255, g: 136, b: 0, alpha: 1})
    expect(read('bg=80ff8800').background).toMatchObject({r: 255, g: 136, b: 0})
    expect(read('bg=0f80').background).toEqual({r: 255, g: 136, b: 0, alpha: 0})
  })
})

describe('the size of a picture of 1000×500', () => {
  test.for([
    ['w=200', 200, 100],
    ['h=100', 200, 100],
    ['w=200&h=200', 200, 100],
    ['w=2000', 2000, 1000],
    ['w=2000&fit=max', 1000, 500],
    ['w=2000&h=2000&fit=max', 1000, 500],
    ['w=200&h=200&fit=crop', 200, 200],
    ['w=200&h=300&fit=scale', 200, 300],
    ['w=200&h=200&fit=min', 200, 200],
    ['w=2000&h=2000&fit=min', 500, 500],
    ['w=100&dpr=2', 200, 100],
    ['w=33&h=33&fit=crop&dpr=1', 33, 33],
    ['max-w=100', 100, 50],
    ['max-h=100', 200, 100],
    ['min-w=2000', 2000, 1000],
    ['w=800&max-h=100', 200, 100],
    ['w=300&h=300&fit=crop&max-w=100', 100, 300],
    ['w=1&fit=clip', 1, 1],
  ] as const)('%s gives %i×%i', ([query, width, height]) => {
    expect(planned(query).content).toEqual({width, height})
  })

  test('fill puts the whole picture into the middle of the box, fillmax never enlarges it', () => {
    expect(planned('w=200&h=200&fit=fill')).toMatchObject({
      content: {width: 200, height: 100},
      canvas: {width: 200, height: 200},
    })
    expect(planned('w=2000&h=2000&fit=fillmax')).toMatchObject({
      content: {width: 1000, height: 500},
      canvas: {width: 2000, height: 2000},
    })
  })

  test('pad keeps the size and makes room inside', () => {
    expect(planned('w=200&pad=20')).toMatchObject({
      content: {width: 120, height: 60},
      canvas: {width: 200, height: 100},
    })
  })

  test('a picture that would be too large is refused', () => {
    expect(() => planned('w=8000&h=8000&fit=crop')).toThrow(/smaller/)
    expect(() => planned('h=8000')).toThrow(/smaller/)
  })
})

describe('the part that a crop shows', () => {
  const shown = (query: string) => planned(`w=100&h=100&fit=crop&${query}`).source

  test('is the middle, a side, or around the focal point, never outside', () => {
    expect(shown('')).toEqual({left: 250, top: 0, width: 500, height: 500})
    expect(shown('crop=left')).toMatchObject({left: 0})
    expect(shown('crop=top,right')).toMatchObject({left: 500})
    expect(shown('crop=focalpoint&fp-x=0.3&fp-y=0.5')).toMatchObject({left: 50})
    expect(shown('crop=focalpoint&fp-x=0&fp-y=0')).toMatchObject({left: 0, top: 0})
    expect(shown('crop=focalpoint&fp-x=1&fp-y=1')).toMatchObject({left: 500, top: 0})
  })
})

describe('the format of the answer', () => {
  test('is the best that the browser names', () => {
    expect(negotiate('image/avif,image/webp,image/*,*/*;q=0.8', false)).toBe('avif')
    expect(negotiate('image/webp,*/*', false)).toBe('webp')
    expect(negotiate('image/avif;q=0, image/webp', false)).toBe('webp')
    expect(negotiate('image/avif,image/webp', true)).toBe('webp')
    expect(negotiate('*/*', false)).toBeUndefined()
    expect(negotiate(null, false)).toBeUndefined()
  })
})

describe('the size of an SVG', () => {
  const sizeOf = (text: string) => svgSize(Buffer.from(text))

  test('is what its root says, or its view box, or what browsers take', () => {
    expect(sizeOf('<?xml version="1.0"?><svg width="40" height="20px"/>')).toEqual({
      width: 40,
      height: 20,
    })
    expect(sizeOf('<svg viewBox="0 0 40 20" width="80">')).toEqual({width: 80, height: 40})
    expect(sizeOf('<svg:svg viewBox="0,0,40,20">')).toEqual({width: 40, height: 20})
    expect(sizeOf('<svg width="100%" height="9cm">')).toEqual({width: 300, height: 150})
  })

  test('is found at once in a file that never closes its root', () => {
    expect(sizeOf('<svg '.repeat(2_000_000))).toEqual({width: 300, height: 150})
  })
})
