/**
 * Which articles hold which words of one language, and how much each weighs there.
 *
 * Words stand in it as they are written, without case and accents: the forms that a question's word may stand for are found
 * when it is asked (`forms.ts`), so an exact word can count for more than an inflection. Articles have numbers that only grow.
 */
import type {LanguageCode} from '../addresses.ts'
import {plainOf, stemOf, wordsOf} from './words.ts'

export interface Word {
  readonly plain: string
  readonly stem: string
  /** The letters in it, one bit for each: words with other letters are many slips apart. */
  readonly letters: number
  /** The articles that hold it, in order, and its weight in each. */
  readonly articles: number[]
  readonly weights: number[]
}

export interface Field {
  text: string
  /** What one word of it counts. */
  boost: number
  /** In a text of more words than this each counts for less, in a shorter one for a little more. */
  usual?: number
}

const MOST_REMEMBERED = 200_000

export class WordIndex {
  readonly language: LanguageCode
  readonly #words = new Map<string, Word>()
  readonly #akin = new Map<string, Set<Word>>()
  readonly #of = new Map<number, Word[]>()
  readonly #plain = new Map<string, string>()

  constructor(language: LanguageCode) {
    this.language = language
  }

  /** How many articles there are. */
  get size(): number {
    return this.#of.size
  }

  /** Add an article, under a number that is higher than any before. */
  add(article: number, fields: Field[]): void {
    const weights = new Map<string, number>()
    for (const {text, boost, usual} of fields) {
      const words = wordsOf(text)
      const one = usual ? boost / (0.4 + 0.6 * Math.max(0.5, words.length / usual)) : boost
      for (const word of words) {
        const plain = this.plain(word)
        if (plain !== '') weights.set(plain, (weights.get(plain) ?? 0) + one)
      }
    }
    const words = [...weights.keys()].map((plain) => this.#words.get(plain) ?? this.#meet(plain))
    for (const word of words) {
      word.articles.push(article)
      word.weights.push(weights.get(word.plain) ?? 0)
    }
    this.#of.set(article, words)
  }

  remove(article: number): void {
    for (const word of this.#of.get(article) ?? []) {
      const at = placeOf(word.articles, article)
      word.articles.splice(at, 1)
      word.weights.splice(at, 1)
      if (word.articles.length === 0) this.#forget(word)
    }
    this.#of.delete(article)
  }

  word(plain: string): Word | undefined {
    return this.#words.get(plain)
  }

  words(): IterableIterator<Word> {
    return this.#words.values()
  }

  /** Words with the same stem, by stem. */
  get akin(): ReadonlyMap<string, ReadonlySet<Word>> {
    return this.#akin
  }

  /** As `plainOf` has it; of words that texts are made of, remembered. */
  plain(word: string): string {
    const known = this.#plain.get(word)
    if (known !== undefined) return known
    const plain = plainOf(word)
    if (this.#plain.size >= MOST_REMEMBERED) this.#plain.clear()
    this.#plain.set(word, plain)
    return plain
  }

  #meet(plain: string): Word {
    const stem = stemOf(plain, this.language)
    const word = {plain, stem, letters: lettersOf(plain), articles: [], weights: []}
    this.#words.set(plain, word)
    const akin = this.#akin.get(stem)
    if (akin) akin.add(word)
    else this.#akin.set(stem, new Set([word]))
    return word
  }

  #forget(word: Word): void {
    this.#words.delete(word.plain)
    const akin = this.#akin.get(word.stem)
    akin?.delete(word)
    if (akin?.size === 0) this.#akin.delete(word.stem)
  }
}

export function lettersOf(plain: string): number {
  let letters = 0
  for (let at = 0; at < plain.length; at++) letters |= 1 << (plain.charCodeAt(at) & 31)
  return letters
}

/** Where a number stands in a list that ascends. */
function placeOf(list: number[], number: number): number {
  let [from, to] = [0, list.length - 1]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((list[middle] ?? 0) < number) from = middle + 1
    else to = middle
  }
  return from
}
