/**
 * What is said below a headline before the text begins. An importer, here or in the system that an article came from, often makes it of
 * the text's own first words: then the page says it once, as its text, and only cards, feeds and descriptions use it.
 */

/** Letters of an opening that was cut short from which on it is enough to tell. */
const ENOUGH = 50

/** `opening`: the text's first sentences, as the Markdown pipeline gives them. Nothing if there is none of its own. */
export function ownStandfirst(standfirst: string | null, opening: string): string | undefined {
  if (!standfirst) return undefined
  const [own, first] = [lettersOf(standfirst), lettersOf(opening)]
  const isRepeated = first.startsWith(own) || (first.length >= ENOUGH && own.startsWith(first))
  return isRepeated ? undefined : standfirst
}

/** Marks, spaces and the sign of an ellipsis differ between a text and what was made of it. */
const lettersOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
