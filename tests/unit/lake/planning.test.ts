/** What it costs to plan a query, counted: sites ask long ones, and a thread plans each text that is new to it. */
import {parse} from 'groq-js'
import {expect, test} from 'vitest'
import {planQuery} from '../../../lake/src/groq/plan.ts'

/** How often the planner looks below a node of this query. */
function looksAt(query: string): number {
  let looks = 0
  const watched = <Part>(part: Part): Part => {
    if (typeof part !== 'object' || part === null) return part
    if (Array.isArray(part)) return part.map(watched) as Part
    const inner = Object.fromEntries(Object.entries(part).map(([key, one]) => [key, watched(one)]))
    return new Proxy(inner, {
      ownKeys(target) {
        looks++
        return Reflect.ownKeys(target)
      },
    }) as Part
  }

  planQuery(watched(parse(query)), false)

  return looks
}

test('what a query shows is planned with so many looks for each node, however deep it stands', () => {
  const shownAt = (depth: number) =>
    `*[_type == "article"]${'{"part": '.repeat(depth)}title${'}'.repeat(depth)}`

  const [looks, twice] = [looksAt(shownAt(50)), looksAt(shownAt(100))]

  expect(twice / looks).toBeLessThan(2.5)
})
