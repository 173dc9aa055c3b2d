/**
 * The words of the articles that a word of a question may stand for, each with how surely it is meant.
 *
 * A word that articles hold stands for itself and its inflections, and for nothing else: whoever looks for "part" has no use for
 * "party". One that they do not hold is the beginning of a word, or else the words that the fewest slips of the keyboard
 * lead to. Compared are the words as typed, and their stems: "negociating" is close to "negotiation" only without the endings. Short
 * words may have no slip, numbers never.
 */
import type {LanguageCode} from '../addresses.ts'
import {slipsBetween} from './slips.ts'
import {smallWords} from './small-words.ts'
import {lettersOf, type Word, type WordIndex} from './word-index.ts'
import {stemOf} from './words.ts'

/** How surely each word is meant, the surest first. */
export type Forms = Map<Word, number>

const EXACT = 1
const INFLECTED = 0.85
const BEGINNING = 0.5
/** By the number of slips; half a slip more where only the stems are alike, or the first letter differs. */
const sureness = (slips: number): number => 0.6 / (1 + slips)

const SHORTEST_BEGINNING = 4
const SHORTEST_SWAPPED = 4
const MOST_FORMS = 50
/** Shorter words may only have neighbours that changed places. */
const SHORTEST_WITH_SLIP = 5
/** The letters that two words have together if they may be two slips apart, and if both slips are letters left out. */
const TWO_SLIPS = 18
const TWO_LEFT_OUT = 16
const SHORTEST_STEM = 6

/** Endings in which a slip is mended: the stem below them is what counts. */
const endings: Record<LanguageCode, string[]> = {
  en: ['ing', 'ings', 'ation', 'ations', 'ment', 'ments', 'ness', 'able', 'ies', 'ed', 'er', 'ers'],
  fr: ['ation', 'ations', 'ement', 'ements', 'ateur', 'atrice', 'ees', 'ant', 'ent', 'ons'],
}

/** Each list of forms has to be found: it is one, or two where a space is missing. Empty when no word is near. */
export function formsOf(plain: string, index: WordIndex): Forms[] {
  const own = withInflections([plain], index, EXACT)
  if (index.word(plain)) return [own]
  const begun = new Map([...beginningWith(plain, index), ...own])
  if (begun.size > 0) return [begun]
  if (/\d/.test(plain)) return []
  const near = nearTo(plain, index)
  return near.size > 0 ? [near] : apart(plain, index)
}

function withInflections(plains: Iterable<string>, index: WordIndex, surely: number): Forms {
  const forms: Forms = new Map()
  const stems = new Set<string>()
  for (const plain of plains) {
    const word = index.word(plain)
    if (word) forms.set(word, surely)
    stems.add(word?.stem ?? stemOf(plain, index.language))
  }
  for (const stem of stems)
    for (const word of index.akin.get(stem) ?? [])
      if (!forms.has(word)) forms.set(word, surely * INFLECTED)
  return forms
}

function beginningWith(plain: string, index: WordIndex): Forms {
  if (plain.length < SHORTEST_BEGINNING) return new Map()
  const found = [...index.words()].filter((word) => word.plain.startsWith(plain))
  return new Map(commonest(found).map((word) => [word, BEGINNING]))
}

/** The words that the fewest slips lead to. */
function nearTo(plain: string, index: WordIndex): Forms {
  let fewest = Infinity
  let near: Word[] = []
  const consider = (words: Iterable<Word>, slips: number | undefined) => {
    if (slips === undefined || slips > fewest) return
    if (slips < fewest) [fewest, near] = [slips, []]
    near.push(...words)
  }

  if (plain.length < SHORTEST_SWAPPED) return new Map()
  const letters = lettersOf(plain)
  for (const word of index.words())
    if (Math.abs(plain.length - word.plain.length) <= 2 && areFewApart(letters, word.letters))
      consider([word], slipsFrom(plain, word.plain))
  if (fewest > 1) for (const akin of akinBySlip(plain, index)) consider(akin, 1.5)
  const plains = commonest(near).map((word) => word.plain)
  return withInflections(plains, index, sureness(fewest))
}

/** The slips that lead from one to the other, when they are few enough for such words. */
function slipsFrom(typed: string, meant: string): number | undefined {
  if (typed.length < SHORTEST_WITH_SLIP && !isSwapped(typed, meant)) return undefined
  const startsAlike = typed[0] === meant[0] || (typed[0] === meant[1] && typed[1] === meant[0])
  const slips = slipsBetween(typed, meant, 2)
  if (slips > 1) {
    if (!startsAlike) return undefined
    if (withoutDoubles(typed) === withoutDoubles(meant)) return 1.5
    const areLeftOut = Math.abs(typed.length - meant.length) === 2
    const isLongEnough = typed.length + meant.length >= (areLeftOut ? TWO_LEFT_OUT : TWO_SLIPS)
    return slips === 2 && isLongEnough ? 2 : undefined
  }
  if (startsAlike) return slips
  return typed.length <= SHORTEST_WITH_SLIP ? undefined : slips + 0.5
}

/** Words whose stem the typed one has but for a slip: in the ending, or in the stem itself. */
function* akinBySlip(plain: string, index: WordIndex): Generator<ReadonlySet<Word>> {
  for (const stem of mendedStems(plain, index.language)) {
    const akin = index.akin.get(stem)
    if (akin) yield akin
  }
  const typed = stemOf(plain, index.language)
  if (typed.length < SHORTEST_STEM) return
  for (const [stem, akin] of index.akin) {
    if (stem.length < SHORTEST_STEM || stem[0] !== typed[0]) continue
    if (slipsBetween(typed, stem, 1) > 1) continue
    // Where no ending went, the word may well be another: "safari" is not "salari-".
    if (typed !== plain || stem.length !== typed.length || isSwapped(typed, stem)) yield akin
  }
}

const isSwapped = (typed: string, meant: string): boolean =>
  typed.length === meant.length && lettersOf(typed) === lettersOf(meant)

/** "carierre" and "carriere" double the wrong letter. */
const withoutDoubles = (plain: string): string => plain.replace(/(.)\1/g, '$1')

/** The stems that are left when a slip in the ending is put right. */
function* mendedStems(plain: string, language: LanguageCode): Generator<string> {
  for (const ending of endings[language]) {
    for (const length of [ending.length - 1, ending.length, ending.length + 1]) {
      if (plain.length - length < 4 || slipsBetween(plain.slice(-length), ending, 1) > 1) continue
      yield stemOf(plain.slice(0, -length) + ending, language)
    }
  }
}

/** Two words without the space between them. */
function apart(plain: string, index: WordIndex): Forms[] {
  for (let at = 3; at <= plain.length - 3; at++) {
    const halves = [plain.slice(0, at), plain.slice(at)]
    if (halves.every((half) => index.word(half) && !smallWords[index.language].has(half)))
      return halves.map((half) => withInflections([half], index, EXACT))
  }
  return []
}

const commonest = (words: Word[]): Word[] =>
  words.toSorted((a, b) => b.articles.length - a.articles.length).slice(0, MOST_FORMS)

/** Two slips change four letters at most. */
function areFewApart(some: number, others: number): boolean {
  let bits = some ^ others
  for (let count = 0; bits !== 0; bits &= bits - 1) if (++count > 4) return false
  return true
}
