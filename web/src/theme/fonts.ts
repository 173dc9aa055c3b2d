/** Of the fonts that the stylesheet names, the one that every page is set in: asked for before the stylesheet was read. */
export const pageFont = '/fonts/newsreader-2.woff2'
