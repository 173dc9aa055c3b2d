/**
 * The rules of a stylesheet that a page has something for: about two thirds of it, where a browser would read all of it
 * on each page (docs/decisions/0089).
 *
 * A page for readers has no script, so what its HTML names is all there will ever be. A rule stays when all elements, classes and
 * attributes that one of its selectors asks for are in the page, wherever they stand; what is not understood stays too. So too much may
 * stay, and never too little: states, `:not()` and places ask for nothing.
 */

/** What one selector asks for: all of `names`, and one of each of `choices`. */
export interface Need {
  names: string[]
  choices: Need[][]
}

/** A rule or a statement. `needs`: of each of its selectors; none if it always stays. */
export interface Rule {
  text: string
  needs?: Need[]
}

/** Rules under a condition, such as `@media print`. */
export interface Group {
  opening: string
  parts: Part[]
}

export type Part = Rule | Group

/** What is left of a sheet for this page. `html`: all of it, written by a serializer. */
export function usedIn(html: string, sheet: readonly Part[]): string {
  const names = namesIn(html)
  return sheet.map((part) => kept(part, names)).join('')
}

function kept(part: Part, names: ReadonlySet<string>): string {
  if ('text' in part) return !part.needs || isMetByOne(part.needs, names) ? part.text : ''
  const inner = part.parts.map((each) => kept(each, names)).join('')
  return inner && `${part.opening}{${inner}}`
}

const isMetByOne = (needs: Need[], names: ReadonlySet<string>): boolean =>
  needs.some(
    (need) =>
      need.names.every((name) => names.has(name)) &&
      need.choices.every((choice) => isMetByOne(choice, names)),
  )

/** Elements that are there though nobody wrote them. */
const implied = ['html', 'head', 'body', 'tbody']

const tags = /<([a-z][^\s>/]*)((?:[^"'>]|"[^"]*"|'[^']*')*)>/gi
const attributes = /([^\s=/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g

/** Elements as they are, classes with a point, attributes with a bracket before them. */
function namesIn(html: string): Set<string> {
  const names = new Set(implied)
  const seen = new Set<string>()
  for (const [, element = '', rest = ''] of html.matchAll(tags)) {
    names.add(element.toLowerCase())
    if (!rest || seen.has(rest)) continue
    seen.add(rest)
    for (const [, name = '', double, single, bare] of rest.matchAll(attributes)) {
      names.add(`[${name.toLowerCase()}`)
      if (name.toLowerCase() !== 'class') continue
      for (const word of (double ?? single ?? bare ?? '').split(/\s+/)) names.add(`.${word}`)
    }
  }
  return names
}
