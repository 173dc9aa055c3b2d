/**
 * A page with something slanted asks for that font as soon as for its own: one that came after the layout would have the whole
 * page laid out again. What stands on a page is known when it is written, and its head stands above it.
 */
import {pageFont, slantedFont} from '../theme/fonts.ts'

/** What browsers slant, and what the sheet does. */
const slanted = /<(?:em|i|cite|dfn|var|blockquote)[ >]|class="empty"/
const request = new RegExp(`<link [^>]*href="${pageFont}"[^>]*>`)

export const withSlantedFont = (html: string): string =>
  slanted.test(html)
    ? html.replace(request, (asked) => asked + asked.replace(pageFont, slantedFont))
    : html
