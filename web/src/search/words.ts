/**
 * From a word as it stands to how it is compared: without case and accents (`plainOf`), and without endings (`stemOf`), so that
 * "interviewing" finds "interviews".
 *
 * English has Porter's algorithm. French has light rules of our own, which work on words without accents, as readers type
 * them: plural and feminine, then the commonest endings of verbs and nouns. What they get wrong they get wrong on both
 * sides. An ending goes only where enough of the word stays: "parent" is no form of "par".
 */
import {stemmer} from 'stemmer'
import type {LanguageCode} from '../addresses.ts'

const MARKS = /\p{M}/gu
const WORD = /[\p{L}\p{M}\p{N}]+/gu
const LIGATURES: Record<string, string> = {œ: 'oe', æ: 'ae', ß: 'ss'}

export const wordsOf = (text: string): string[] => text.match(WORD) ?? []

/** The word without case and accents. Nothing of a single Latin letter (the `t` of "don’t", the `l` of "l’offre"). */
export function plainOf(word: string): string {
  const plain = word
    .toLowerCase()
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(/[œæß]/g, (letters) => LIGATURES[letters] ?? letters)
  return /^[a-z]$/.test(plain) ? '' : plain
}

/** The word without its ending, from what `plainOf` left of it. */
export const stemOf = (plain: string, language: LanguageCode): string =>
  irregular[language].get(plain) ?? stems[language](plain)

/** One rule of each row at most, the first that leaves enough. */
const frenchEndings: [ending: RegExp, instead: string, shortest: number][][] = [
  [
    [/eaux$/, 'eau', 3],
    [/aux$/, 'al', 3],
    [/[sx]$/, '', 3],
  ],
  [
    [/iere$/, 'ier', 4],
    [/euse$/, 'eur', 4],
    [/ive$/, 'if', 4],
  ],
  [
    [/(?:ation|ateur|atrice|ement|ment)$/, '', 3],
    [/trice$/, 'teur', 5],
    [/ee$/, '', 3],
    [/(?:er|ez)$/, '', 3],
    [/(?:ant|(?<!m)ent)$/, '', 4],
    [/ir$/, 'i', 4],
    [/e$/, '', 3],
  ],
  // "travaill-er" and "travail", "professionnel-le" and "professionnel"
  [[/(?<=([b-df-hj-np-tv-z]))\1$/, '', 3]],
]

function frenchStem(word: string): string {
  let stem = word
  for (const row of frenchEndings) {
    for (const [ending, instead, shortest] of row) {
      const shorter = stem.replace(ending, instead)
      if (shorter === stem || shorter.length < shortest) continue
      stem = shorter
      break
    }
  }
  return stem
}

const stems: Record<LanguageCode, (word: string) => string> = {en: stemmer, fr: frenchStem}

/** Where the rules would join what is not akin, or part what is. */
const irregular: Record<LanguageCode, ReadonlyMap<string, string>> = {
  en: new Map([
    ['news', 'news'],
    ['paid', 'pai'],
    ['organization', 'organiz'],
    ['organizations', 'organiz'],
    ['university', 'universit'],
    ['universities', 'universit'],
  ]),
  fr: new Map([['travaux', 'travail']]),
}
