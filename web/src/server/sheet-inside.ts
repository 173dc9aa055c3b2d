/**
 * The stylesheet inside the page: what a reader sees first then costs one request.
 *
 * Pages name their sheet (`<link href="/styles/<version>.css">`), and are stored like that. On the way out the rules that the page has
 * something for take the link's place, allowed by their hash: the page's policy needs no `unsafe-inline`. A sheet that cannot
 * be had leaves the link as it was.
 */
import {digestOf} from '../cache/page.ts'
import {allowStyle, type Headers} from './policy.ts'
import type {Styles} from './styles.ts'
import {usedIn} from './used-rules.ts'

const link = /<link rel="stylesheet" href="(\/styles\/[A-Za-z0-9]+\.css)"[^>]*>/

/** Choices of rules whose headers are kept. */
const heldChoices = 200

interface Dressed {
  html: string
  headers: Headers
  /** The digest of the rules that are inside, if any are. */
  sheet?: string
}

interface Inside {
  css: string
  digest: string
  of: Headers
  headers: Headers
}

export class SheetInside {
  readonly #styles: Pick<Styles, 'get' | 'rulesOf'>
  /** There are few choices of the rules of a sheet, and thousands of pages. */
  readonly #known = new Map<string, Inside>()

  constructor(styles: Pick<Styles, 'get' | 'rulesOf'>) {
    this.#styles = styles
  }

  /** `isWhole`: for a page that is the frame of others, whose words nobody knows yet. */
  async put(html: string, headers: Headers, {isWhole = false} = {}): Promise<Dressed> {
    const [tag = '', address = ''] = link.exec(html) ?? []
    const css = await this.#rulesFor(html, {address, isWhole}).catch(() => '')
    if (!css || css.includes('</')) return {html, headers}
    const inside = this.#inside(css, headers)
    return {
      html: html.replace(tag, () => `<style>${inside.css}</style>`),
      headers: inside.headers,
      sheet: inside.digest,
    }
  }

  async #rulesFor(html: string, {address, isWhole}: {address: string; isWhole: boolean}) {
    const sheet = address ? await this.#styles.get(address) : undefined
    if (!sheet) return ''
    if (isWhole) return sheet.body.toString()
    const rules = await this.#styles.rulesOf(sheet)
    return rules ? usedIn(html, rules) : sheet.body.toString()
  }

  #inside(css: string, of: Headers): Inside {
    const before = this.#known.get(css)
    if (before?.of === of) return before
    const inside = {css, digest: digestOf(css), of, headers: allowStyle(of, css)}
    if (!before && this.#known.size >= heldChoices) this.#forgetOldest()
    this.#known.set(css, inside)
    return inside
  }

  #forgetOldest(): void {
    const [oldest = ''] = this.#known.keys()
    this.#known.delete(oldest)
  }
}
