import {readdirSync, readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {contrast, parseHex, type Rgb} from '../../../web/src/theme/colour.ts'
import {pageFont, slantedFont} from '../../../web/src/theme/fonts.ts'
import {PAPER, themeCss} from '../../../web/src/theme/theme.ts'
import {random, sample, seed} from '../../support/sample.ts'

const readStyle = (name: string) =>
  readFileSync(new URL(`../../../web/src/styles/${name}`, import.meta.url), 'utf8')
const parts = [...readStyle('sheet.ts').matchAll(/'\.\/(\w+\.pcss)'/g)].map(([, name = '']) => name)
const sheet = parts.map(readStyle).join('\n')

const colour = (hex: string | undefined): Rgb => {
  const parsed = parseHex(hex ?? null)
  if (!parsed) throw new Error(`${hex} is no colour.`)
  return parsed
}

/** The accents that a theme ends up with, and the ink on them: in light, then in dark. */
const accentsOf = (css: string) =>
  [...css.matchAll(/--accent:(#\w+);--on-accent:(#\w+)/g)].map(([, accent, ink]) => ({
    accent: colour(accent),
    ink: colour(ink),
  }))

const next = random(seed)
const anyColour = () =>
  `#${Math.floor(next() * 0x1000000)
    .toString(16)
    .padStart(6, '0')}`
const colours = [
  '#000000',
  '#ffffff',
  '#ffff00',
  '#0b5b57',
  '#808080',
  ...sample(Array.from({length: 200}, anyColour), 100),
]

test(`any accent can be read on paper, and ink can be read on it (seed ${seed})`, () => {
  const illegible = colours.filter((hex) => {
    const [light, dark] = accentsOf(themeCss(hex))
    if (!light || !dark) return true
    return (
      contrast(light.accent, PAPER.light) < 4.5 ||
      contrast(dark.accent, PAPER.dark) < 4.5 ||
      contrast(light.accent, light.ink) < 4.5 ||
      contrast(dark.accent, dark.ink) < 4.5
    )
  })

  expect(illegible).toEqual([])
})

test('an accent that can be read is taken as it is', () => {
  expect(themeCss('#0B3D91')).toContain(':root{--accent:#0b3d91;--on-accent:#fff}')
})

test('what is no colour falls back to ours, and never becomes part of the sheet', () => {
  expect(themeCss('red;}body{display:none')).toBe(themeCss(null))
})

test('every style has its place in the sheet, where it is named', () => {
  const folder = readdirSync(new URL('../../../web/src/styles/', import.meta.url))
  const [, list = ''] = /\[([^\]]*)\]/.exec(readStyle('sheet.ts')) ?? []

  expect(parts.toSorted()).toEqual(folder.filter((name) => name.endsWith('.pcss')).toSorted())
  expect(list.match(/\w+/g)?.map((name) => `${name}.pcss`)).toEqual(parts)
})

test('the theme reckons with the grounds that the sheet paints', () => {
  const shades = [...sheet.matchAll(/--shade: (#\w+);/g)].map(([, hex]) => colour(hex))

  expect(shades.slice(0, 2)).toEqual([PAPER.light, PAPER.dark])
})

test('text in the sheet’s own colours can be read on every ground', () => {
  const [light = {}, dark = {}] = [...sheet.matchAll(/:root \{([^}]*--paper[^}]*)\}/g)].map(
    ([, block = '']) =>
      Object.fromEntries(
        [...block.matchAll(/--(\w+): (#\w+);/g)].map(([, name = '', hex]) => [name, colour(hex)]),
      ),
  )

  for (const {paper, shade, ink, soft} of [light, dark] as Record<string, Rgb>[]) {
    for (const ground of [paper, shade]) {
      expect(contrast(ink!, ground!)).toBeGreaterThan(7)
      expect(contrast(soft!, ground!)).toBeGreaterThan(4.5)
    }
  }
})

test('no length of the sheet depends on the digits of a font, which are others until ours is here', () => {
  expect(sheet.replaceAll(/\/\*[^]*?\*\//g, '')).not.toMatch(/[\d.](?:ch|ex)\b/)
})

test('no font that the site brings changes a page that is painted already, and those that are asked for at once are of the sheet', () => {
  const faces = [...sheet.matchAll(/@font-face \{[^}]*\}/g)].map(([face]) => face)
  const brought = faces.filter((face) => face.includes('url('))

  expect(brought.length).toBeGreaterThan(0)
  expect(brought.filter((face) => !face.includes('font-display: optional;'))).toEqual([])
  expect(brought[0]).toContain(`url(${pageFont})`)
  const [slanted] = brought.filter((face) => face.includes('font-style: italic;'))
  expect(slanted).toContain(`url(${slantedFont})`)
})

test('no style depends on layout, which a browser would then do before the font is there', () => {
  expect(sheet).not.toMatch(/@container|container-(type|name)?:|\d(cqw|cqh|cqi|cqb|cqmin|cqmax)\b/)
})

test('text is of few sizes, which have names', () => {
  const screen = sheet.replace(readStyle('print.pcss'), '')
  const sizes = [...screen.matchAll(/font(?:-size)?:\s*([^;]+);/g)].flatMap(([, value = '']) => {
    const size = /(?:var\(--(?!serif|sans|text-)[\w-]+|clamp\([^;]*?\)|[\d.]+(?:rem|em|%))/.exec(
      value,
    )
    return size ? [size[0]] : []
  })

  const literal = sizes.filter((size) => !size.startsWith('var('))
  expect([...new Set(literal)].toSorted()).toEqual([
    '0.84em', // code, beside letters of whatever size
    '1.125rem',
    '106.25%', // the root
    'clamp(1.75rem, 1.2rem + 3vw, 3.25rem)',
    'clamp(2.125rem, 1.35rem + 3.4vw, 3.75rem)',
    'clamp(2rem, 1.2rem + 5vw, 4.75rem)',
  ])
})
