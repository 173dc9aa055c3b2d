/**
 * Reviewers get no executable script, as readers do not.
 *
 * Next writes every page with its runtime, about 115 kB compressed, and a second copy of the content for it. A page that carries
 * the mark of `Frame.tsx` is complete as HTML, so both are taken out before it is sent. Data blocks that no browser
 * executes (JSON-LD, speculation rules) stay.
 */
const readerMark = /<meta name="masthead" content="reader"\s*\/?>/
const script = /<script\b([^>]*)>[\s\S]*?<\/script>/gi
const dataBlock = /\btype=["']?(?:application\/ld\+json|speculationrules)\b/i
const scriptPreload =
  /<link\b(?=[^>]*\brel="(?:preload|modulepreload)")(?=[^>]*\b(?:as="script"|rel="modulepreload"))[^>]*>/gi

/** The page without executable scripts; a page without the mark comes back as it is. */
export function stripScripts(html: string): string {
  if (!readerMark.test(html)) return html
  return html
    .replace(script, (whole, attributes: string) => (dataBlock.test(attributes) ? whole : ''))
    .replace(scriptPreload, '')
}
