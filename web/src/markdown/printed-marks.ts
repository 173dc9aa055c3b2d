/**
 * Apostrophes and quotation marks as they are printed, for those that a keyboard has.
 *
 * An apostrophe between letters can be nothing else. Quotation marks are set in lines only, such as a headline; in a body
 * smartypants, which knows where a sentence begins, does it.
 */

/** Words that French shortens before a vowel; the rest may be set apart, as in `l'*eau*`. */
const ELIDED = /(?<![\p{L}\d])((?:[cdjlmnst]|(?:jus|lors|puis|quel|quoi)?qu))'(?=\p{L}|$)/giu

export const withApostrophes = (text: string, isFrench = false): string => {
  const between = text.replace(/(?<=\p{L})'(?=\p{L})/gu, '’')
  return isFrench ? between.replace(ELIDED, '$1’') : between
}

/** An inch mark stays one. */
const OPENING = /(?<=^|[\s([{—–/-])"(?=\S)/gu
const CLOSING = /(?<=[^\s\d([{])"/gu

export const withQuotationMarks = (line: string, isFrench: boolean): string =>
  line.replace(OPENING, isFrench ? '«' : '“').replace(CLOSING, isFrench ? '»' : '”')
