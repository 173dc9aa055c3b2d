/**
 * The articles that answer a question, the best first.
 *
 * As in BM25: a rare word says more than one that is everywhere, and the tenth time says little more than the third. All forms of
 * one word count together, as rare as they are together; what an article has of them counts by its surest form. So an article
 * with the very word stands before one with an inflection, and that before one that a slip of the keyboard leads to.
 */
import type {Forms} from './forms.ts'

interface Ranked {
  article: number
  score: number
}

/** What more of the same word adds. */
const ENOUGH = 1.2

/** Articles that hold a form of every word; with `some`, of any. */
export function ranked(words: Forms[], articles: number, {some = false} = {}): Ranked[] {
  const found = words.map((forms) => scoresOf(forms, articles))
  const [first = new Map<number, number>(), ...others] = some
    ? [everyArticle(found), ...found]
    : found.toSorted((a, b) => a.size - b.size)
  const results: Ranked[] = []
  for (let [article, score] of first) {
    let held = 0
    for (const scores of others) {
      const more = scores.get(article)
      if (more === undefined) continue
      held++
      score += more
    }
    if (some) results.push({article, score: score * held})
    else if (held === others.length) results.push({article, score})
  }
  return results.toSorted((a, b) => b.score - a.score || b.article - a.article)
}

const everyArticle = (found: Map<number, number>[]): Map<number, number> =>
  new Map(found.flatMap((scores) => [...scores.keys()].map((article) => [article, 0])))

function scoresOf(forms: Forms, articles: number): Map<number, number> {
  const weights = new Map<number, number>()
  const surest = new Map<number, number>()
  for (const [word, surely] of [...forms].toSorted(([, a], [, b]) => b - a)) {
    for (let at = 0; at < word.articles.length; at++) {
      const article = word.articles[at] ?? 0
      const weight = surely * (word.weights[at] ?? 0)
      const known = weights.get(article)
      weights.set(article, (known ?? 0) + weight)
      if (known === undefined) surest.set(article, surely)
    }
  }
  const rarity = Math.log(1 + (articles - weights.size + 0.5) / (weights.size + 0.5))
  for (const [article, weight] of weights) {
    const score = (rarity * (surest.get(article) ?? 0) * weight) / (weight + ENOUGH)
    weights.set(article, score)
  }
  return weights
}
