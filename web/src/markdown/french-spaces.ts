/**
 * French spaces, where a line must not break: inside guillemets, before a colon, within a number and before its unit.
 *
 * Canadian French sets `?`, `!` and `;` close, or behind a thin space: one that an editor typed becomes that, and none is added.
 */
const NO_BREAK = '\u00a0'
const THIN = '\u202f'

const spaces: [RegExp, string][] = [
  [/«[ \u00a0\u202f]*/g, `«${NO_BREAK}`],
  [/[ \u00a0\u202f]*»/g, `${NO_BREAK}»`],
  [/ :(?=\s|$)/g, `${NO_BREAK}:`],
  [/ (?=[;?!])/g, THIN],
  [/(?<=\d) (?=\d{3}(?!\d))/g, NO_BREAK],
  [/(?<=\d) (?=[%$€])/g, NO_BREAK],
]

export const withFrenchSpaces = (text: string): string =>
  spaces.reduce((spaced, [from, to]) => spaced.replace(from, to), text)
