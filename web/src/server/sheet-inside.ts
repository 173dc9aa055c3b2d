/**
 * The stylesheet inside the page: what a reader sees first then costs one request.
 *
 * Pages name their sheet (`<link href="/styles/<version>.css">`), and are stored like that. On the way out the words of the
 * sheet take the link's place, allowed by their hash: the page's policy needs no `unsafe-inline`. A sheet that cannot
 * be had leaves the link as it was.
 */
import type {PageAnswer} from './page-answer.ts'
import {allowStyle, type Headers} from './policy.ts'
import type {Styles} from './styles.ts'

const link = /<link rel="stylesheet" href="(\/styles\/[A-Za-z0-9]+\.css)"[^>]*>/

interface Dressed {
  html: string
  headers: Headers
  /** The digest of the sheet that is inside, if one is. */
  sheet?: string
}

/** A sheet as pages get it. */
interface Inside {
  css: string
  of: Headers
  headers: Headers
}

export class SheetInside {
  readonly #styles: Pick<Styles, 'get'>
  /** There are few sheets, and thousands of pages. */
  readonly #known = new WeakMap<PageAnswer, Inside>()

  constructor(styles: Pick<Styles, 'get'>) {
    this.#styles = styles
  }

  async put(html: string, headers: Headers): Promise<Dressed> {
    const [tag = '', address] = link.exec(html) ?? []
    const sheet = address ? await this.#styles.get(address).catch(() => undefined) : undefined
    if (!sheet) return {html, headers}
    const inside = this.#inside(sheet, headers)
    if (!inside.css || inside.css.includes('</')) return {html, headers}
    return {
      html: html.replace(tag, () => `<style>${inside.css}</style>`),
      headers: inside.headers,
      sheet: sheet.digest,
    }
  }

  #inside(sheet: PageAnswer, of: Headers): Inside {
    const known = this.#known.get(sheet)
    if (known?.of === of) return known
    const css = sheet.body.toString()
    const inside = {css, of, headers: allowStyle(of, css)}
    this.#known.set(sheet, inside)
    return inside
  }
}
