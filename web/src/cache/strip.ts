/**
 * Readers get no executable script.
 *
 * Next writes every page with its runtime, about 115 kB compressed, and a second copy of the content for it. A page
 * that carries the reader's mark is complete as HTML, so both are taken out before it is stored or sent. Data
 * blocks that no browser executes (JSON-LD, speculation rules) stay.
 */
const readerMark = /<meta name="masthead" content="reader"\s*\/?>/
const script = /<script\b([^>]*)>[\s\S]*?<\/script>/gi
const dataBlock = /\btype=["']?(?:application\/ld\+json|speculationrules)\b/i
const scriptPreload =
  /<link\b(?=[^>]*\brel="(?:preload|modulepreload)")(?=[^>]*\b(?:as="script"|rel="modulepreload"))[^>]*>/gi
const revisionMark = /<meta name="content-revision" content="([^"]*)"\s*\/?>/

/** Does this page promise to be complete without scripts? */
export const isReaderPage = (html: string): boolean => readerMark.test(html)

/** The page without executable scripts; a page without the reader's mark comes back as it is. */
export function stripScripts(html: string): string {
  if (!isReaderPage(html)) return html
  return html
    .replace(script, (whole, attributes: string) => (dataBlock.test(attributes) ? whole : ''))
    .replace(scriptPreload, '')
}

/** What the page says about the content that it was made from (`<meta name="content-revision">`). */
export const contentRevision = (html: string): string | undefined => revisionMark.exec(html)?.[1]
