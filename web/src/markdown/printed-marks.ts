/**
 * Apostrophes and quotation marks as they are printed, for those that a keyboard has.
 *
 * An apostrophe between letters can be nothing else. Quotation marks are set in lines only, such as a headline; in a body
 * smartypants, which knows where a sentence begins, does it.
 */

/** Words that French shortens before a vowel; the rest may be set apart, as in `l'*eau*`. */
const ELIDED = /(?<![\p{L}\d])((?:[cdjlmnst]|(?:jus|lors|puis|quel|quoi)?qu))'(?=\p{L}|$)/giu

export const withApostrophes = (text: string, isFrench = false): string => {
  if (!text.includes("'")) return text
  const between = text.replace(/(?<=\p{L})'(?=\p{L})/gu, '’')
  return isFrench ? between.replace(ELIDED, '$1’') : between
}

/** Where a mark opens, and where else one may stand that closes. */
const MARK = /(?<opening>(?<=^|[\s([{—–/-])"(?=\S))|(?<=[^\s([{])"/gu

/**
 * Only what was opened is closed: an inch mark stays one, and so do those of `alt=""`. After a digit a mark may be either: it closes
 * unless that would leave the next one nothing to close.
 */
export function withQuotationMarks(line: string, isFrench: boolean): string {
  if (!line.includes('"')) return line
  const marks = [...line.matchAll(MARK)]
  let open = 0
  let at = 0
  return line.replace(MARK, (mark, opening: string | undefined, index: number) => {
    const next = marks[++at]
    if (opening) {
      open++
      return isFrench ? '«' : '“'
    }
    const isNeededLater = open === 1 && next && !next.groups?.opening
    if (open === 0 || (isNeededLater && /\d$/.test(line.slice(0, index)))) return mark
    open--
    return isFrench ? '»' : '”'
  })
}
