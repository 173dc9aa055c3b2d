/**
 * From a word to what is looked up: without case, accents and endings, so that "interviewing" finds "interviews".
 *
 * English has Porter's algorithm. French has a light rule of our own (plurals, feminine and verb endings, the commonest
 * suffixes): what it gets wrong it gets wrong on both sides, and the index forgives a letter anyway.
 */
import {stemmer} from 'stemmer'
import type {LanguageCode} from '../addresses.ts'

const MARKS = /\p{M}/gu
const WORD = /[\p{L}\p{M}\p{N}]+/gu

const frenchEndings: [RegExp, string][] = [
  [/eaux$/, 'eau'],
  [/aux$/, 'al'],
  [/(?:ations?|ateurs?|atrices?|ements?|ments?)$/, ''],
  [/(?:ees?|ers?|ez|es|ant|ent|e|s|x)$/, ''],
]
const SHORTEST = 3

function frenchStem(word: string): string {
  for (const [ending, instead] of frenchEndings) {
    const stem = word.replace(ending, instead)
    if (stem !== word && stem.length >= SHORTEST) return stem
  }
  return word
}

const stems: Record<LanguageCode, (word: string) => string> = {en: stemmer, fr: frenchStem}

/** What stands in the index for a word; nothing for a single Latin letter (the `t` of "don’t", the `l` of "l’offre"). */
export function termOf(word: string, language: LanguageCode): string | null {
  const plain = word.toLowerCase().normalize('NFKD').replace(MARKS, '')
  if (plain === '' || /^[a-z]$/.test(plain)) return null
  return stems[language](plain)
}

export const wordsOf = (text: string): string[] => text.match(WORD) ?? []
