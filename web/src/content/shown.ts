/**
 * Which documents an answer of the lake shows, and how much of each: read off the answer itself.
 *
 * A question is tagged before its answer is known, so its tags name lists and addresses. What is in the list is known only
 * afterwards: an answer gets one tag for each document found in it (`rendering/lake-answers.ts`), and a page carries those of all
 * its answers. A new title then concerns the pages that show it, and no other page of the same list.
 */

/**
 * How much of a document an answer may hold, by the fields that it asks for, the smallest first. A query that starts to ask
 * for one field more moves to a larger shape by itself. `full` is everything.
 */
const shapes = {
  address: ['language', 'slug'],
  name: ['name', 'title'],
  role: ['jobTitle', 'name', 'title'],
  signature: ['credentials', 'name', 'title'],
  link: ['language', 'name', 'slug', 'title'],
  byline: ['credentials', 'language', 'name', 'slug', 'title'],
  subject: ['description', 'slug', 'title'],
  line: ['language', 'slug', 'standfirst', 'title'],
  place: ['language', 'publishedAt', 'slug', 'title', 'topics'],
  card: [
    'authors',
    'heroImage',
    'language',
    'publishedAt',
    'slug',
    'standfirst',
    'title',
    'topics',
  ],
  text: [
    'authors',
    'body',
    'formerSlugs',
    'heroImage',
    'language',
    'publishedAt',
    'slug',
    'standfirst',
    'title',
    'topics',
    'updatedAt',
  ],
  twin: [
    'authors',
    'body',
    'changeNotes',
    'language',
    'publishedAt',
    'reviewedAt',
    'reviewedBy',
    'slug',
    'standfirst',
    'title',
    'updatedAt',
  ],
} as const

type Part = keyof typeof shapes
export type Shape = Part | 'full'
type ShownField = (typeof shapes)[Part][number]

const parts = Object.entries(shapes) as [Part, readonly ShownField[]][]

/** `.fr`: with its French words, where it has some (`french.ts`). */
export type Words = '' | '.fr'

export const shownTag = (id: string, shape: Shape, words: Words = ''): string =>
  `${shape}${words}:${encodeURIComponent(id)}`

const tagShape = new RegExp(
  `^(?:${[...Object.keys(shapes), 'full'].join('|')})(?:\\.fr)?:(.+)$`,
  's',
)

/** Is it the tag of what asks for more of a document than it shows: where it stands, or the second of its date? */
export const isOfMoreThanSeen = (tag: string): boolean =>
  tag.startsWith(shownTag('', 'place')) || tag.startsWith(shownTag('', 'twin'))

/** Of which document it is the tag, if it is one of these. */
export function idShownBy(tag: string): string | undefined {
  const id = tagShape.exec(tag)?.[1]
  return id === undefined ? undefined : decodeURIComponent(id)
}

/** The tags of whatever shows one of these fields of the document; of whatever shows it at all, when that is not known. */
export const tagsShowing = (
  id: string,
  fields: ReadonlySet<string> | 'all',
  words: Words = '',
): string[] => [
  shownTag(id, 'full', words),
  ...parts.flatMap(([shape, shown]) =>
    fields === 'all' || shown.some((field) => fields.has(field))
      ? [shownTag(id, shape, words)]
      : [],
  ),
]

/** The tags of every document in an answer. */
export function shownIn(answer: unknown): string[] {
  const tags = new Set<string>()
  const look = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(look)
    if (typeof value !== 'object' || value === null) return
    const {_id: id} = value as {_id?: unknown}
    if (typeof id === 'string') tags.add(tagOf(id, value))
    Object.values(value).forEach(look)
  }
  look(answer)
  return [...tags]
}

function tagOf(id: string, document: {french?: unknown}): string {
  const {french, ...own} = document
  if (typeof french !== 'object' || french === null) return shownTag(id, shapeOf(own))
  return shownTag(id, shapeOf({...own, ...french}), '.fr')
}

/** The smallest shape that has a place for everything that was answered. */
function shapeOf(document: object): Shape {
  const fields = Object.keys(document).filter((field) => !field.startsWith('_'))
  const fits = (shown: readonly string[]) => fields.every((field) => shown.includes(field))
  return parts.find(([, shown]) => fits(shown))?.[0] ?? 'full'
}
