/** The order of words as readers of a language expect it: “Équité” among the words with E, not behind Z. */
import type {LanguageCode} from '../addresses.ts'

const collators = {en: new Intl.Collator('en-CA'), fr: new Intl.Collator('fr-CA')}

export const inOrder = <Item>(
  items: Item[],
  wordOf: (item: Item) => string | null,
  language: LanguageCode,
): Item[] => items.toSorted((a, b) => collators[language].compare(wordOf(a) ?? '', wordOf(b) ?? ''))
