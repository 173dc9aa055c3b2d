/**
 * A stylesheet without comments and without the blanks that only people need.
 *
 * Small because the sheet is ours: it holds no string and no address in which a run of blanks would matter.
 */
export const compact = (sheet: string): string =>
  sheet
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replaceAll(': ', ':')
    .replace(/ ?([<>]=?) ?/g, '$1')
    .replace(/[^{};]+(?=\{)/g, withoutBlanksBetween)
    .replaceAll(' / ', '/')
    .replaceAll('@media (', '@media(')
    .replaceAll('( ', '(')
    .replaceAll(' )', ')')
    .replace(/(?<![\w.])0\.(?=\d)/g, '.')
    .replaceAll(';}', '}')

/** Of selectors; in a sum, which a condition may hold too, the blanks are needed. */
const withoutBlanksBetween = (selectors: string): string =>
  selectors.startsWith('@') ? selectors : selectors.replace(/ ?([+~]) (?=[a-z.:])/g, '$1')
