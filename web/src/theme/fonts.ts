/** The fonts that the stylesheet names and a page may ask for before the stylesheet was read. */

/** What every page is set in. */
export const pageFont = '/fonts/newsreader-2.woff2'

/** What is slanted is set in this one. */
export const slantedFont = '/fonts/newsreader-italic-2.woff2'
