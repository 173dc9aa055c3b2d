/**
 * The stylesheet inside the page: what a reader sees first then costs one request.
 *
 * Pages name their sheet (`<link href="/styles/<version>.css">`), and are stored like that. On the way out the words of the
 * sheet take the link's place, allowed by their hash: the page's policy needs no `unsafe-inline`. A sheet that cannot
 * be had leaves the link as it was.
 */
import {allowStyle, type Headers} from './policy.ts'
import type {Styles} from './styles.ts'

const link = /<link rel="stylesheet" href="(\/styles\/[A-Za-z0-9]+\.css)"[^>]*>/

export class SheetInside {
  readonly #styles: Pick<Styles, 'get'>

  constructor(styles: Pick<Styles, 'get'>) {
    this.#styles = styles
  }

  async put(html: string, headers: Headers): Promise<{html: string; headers: Headers}> {
    const [tag = '', address] = link.exec(html) ?? []
    const sheet = address && (await this.#styles.get(address).catch(() => undefined))
    const css = sheet ? sheet.body.toString() : ''
    if (!css || css.includes('</')) return {html, headers}
    return {
      html: html.replace(tag, () => `<style>${css}</style>`),
      headers: allowStyle(headers, css),
    }
  }
}
