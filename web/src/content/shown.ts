/**
 * Which documents an answer of the lake shows, and how much of each: read off the answer itself.
 *
 * A question is tagged before its answer is known, so its tags name lists and addresses. What is in the list is known only
 * afterwards: the cache handler adds one tag for each document found in an answer, and a page carries those of all its
 * answers. A new title then concerns the pages that show it, and no other page of the same list. These tags are ours
 * alone; Next, which drops what is past 128, never sees them.
 */

/** `full`: on a page or a card of its own. `card`: as lists show an article. `link`: a name and where it leads. */
export type Shape = 'full' | 'card' | 'link'

export const shownTag = (id: string, shape: Shape): string => `${shape}:${encodeURIComponent(id)}`

/** Fields that only a document's own query asks for. GROQ answers `null` for those that are empty. */
const own = ['body', 'bio', 'description', 'heading', 'firmName']

/** The tags of every document in an answer. */
export function shownIn(answer: unknown): string[] {
  const tags = new Set<string>()
  const look = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(look)
    if (typeof value !== 'object' || value === null) return
    const {_id: id} = value as {_id?: unknown}
    if (typeof id === 'string') tags.add(shownTag(id, shapeOf(value)))
    Object.values(value).forEach(look)
  }
  look(answer)
  return [...tags]
}

function shapeOf(document: object): Shape {
  if (own.some((field) => field in document)) return 'full'
  return 'standfirst' in document ? 'card' : 'link'
}
