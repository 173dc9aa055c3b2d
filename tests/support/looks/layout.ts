/**
 * Where things stand on a page: one line for each part that a reader would name, in whole pixels.
 *
 * Lines read as `h1 | 313 116 642 126 | 63px #1b1a17 The eleven minutes…`: left, top, width, height, then type. They are compared
 * with a little tolerance, since browsers round letters differently; a part that moves, grows, changes its size of type or
 * its colour, appears or goes is a difference.
 */
import type {Page} from 'playwright-core'

const parts = [
  'header, nav, main, footer, search, section, article, address, figure, figcaption, blockquote, table, pre',
  'h1, h2, h3, h4, p, li, img, time, input, button, summary',
  '.portrait, .table, .callout, .button, .wrap',
].join(', ')

export const layoutOf = (page: Page): Promise<string[]> =>
  page.evaluate((selector) => {
    const hex = (colour: string) =>
      `#${(colour.match(/\d+/g) ?? [])
        .slice(0, 3)
        .map((part) => Number(part).toString(16).padStart(2, '0'))
        .join('')}`
    return [...document.body.querySelectorAll<HTMLElement>(selector)].flatMap((element) => {
      const {left, top, width, height} = element.getBoundingClientRect()
      if (width < 2 || height < 2) return []
      const name = [element.tagName.toLowerCase(), ...element.classList].join('.')
      const box = [left + scrollX, top + scrollY, width, height].map(Math.round).join(' ')
      const {fontSize, color} = getComputedStyle(element)
      const own = [...element.childNodes].some(
        ({nodeType, textContent}) => nodeType === Node.TEXT_NODE && textContent?.trim(),
      )
      // A site's address, as it is printed, has another port in each run.
      const text = element.textContent?.replaceAll(location.port, 'PORT') ?? ''
      const words = text.replace(/\s+/g, ' ').trim().slice(0, 24)
      const type = own
        ? `${Math.round(parseFloat(fontSize) * 10) / 10}px ${hex(color)} ${words}`
        : ''
      return [`${name} | ${box} | ${type}`.trimEnd()]
    })
  }, parts)

interface Part {
  name: string
  box: number[]
  type: string
}

function read(line: string): Part {
  const [name = '', box = '', type = ''] = line.split('|').map((field) => field.trim())
  return {name, box: box.split(' ').map(Number), type}
}

/** Letters are a fraction wider in one browser than in another; what stands below adds it up. */
const leeway = ([, top = 0, width = 0, height = 0]: number[]) => [
  3,
  4 + top * 0.006,
  3 + width * 0.01,
  4 + height * 0.01,
]

/** What stands elsewhere, looks different, is new or is missing: the first few, in words. */
export function layoutDifferences(before: string[], now: string[]): string[] {
  const [old, fresh] = [before.map(read), now.map(read)]
  const differences: string[] = []
  const outline = (part: Part | undefined) => part && `${part.name} ${part.type}`
  for (let at = 0; at < Math.max(old.length, fresh.length); at++) {
    const [was, is] = [old[at], fresh[at]]
    if (outline(was) !== outline(is)) {
      differences.push(`was: ${before[at] ?? 'nothing'}\n  is:  ${now[at] ?? 'nothing'}`)
      break
    }
    const allowed = leeway(was?.box ?? [])
    const moved = was?.box.some(
      (value, i) => Math.abs(value - (is?.box[i] ?? 0)) > (allowed[i] ?? 0),
    )
    if (moved) differences.push(`was: ${before[at]}\n  is:  ${now[at]}`)
  }
  return differences.slice(0, 5)
}
