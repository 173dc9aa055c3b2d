/**
 * Answers of the lake as pages expect them: a field that holds something of another kind than it should is empty.
 *
 * Studio's schema binds Studio alone; whoever has a token writes what they like. One title that is a number must not keep every
 * page that lists it, the feeds and the search index from being made.
 */
import {changedWithin} from './changed-within.ts'

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)

const texts = (value: unknown): string[] | null => {
  if (!Array.isArray(value)) return null
  const found = value.filter((one) => typeof one === 'string')
  return found.length === value.length ? value : found
}

const fieldsOf = (kind: (value: unknown) => unknown, names: string) =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => [name, kind] as const)

/** Fields by the names that queries give them. What is not named is looked into: an object, or a list of them. */
const kinds = new Map([
  ...fieldsOf(
    text,
    `abbreviation accent address alt bio body caption credit date description disclaimer email firmName from heading issuer jobTitle
     label language lqip name newsletter note number phone portraitAlt publishedAt ref reviewedAt slug standfirst tagline text timeZone title to updatedAt url`,
  ),
  ...fieldsOf(number, 'bottom height left right top width x y'),
  ...fieldsOf(texts, 'formerSlugs languages legalLines translations'),
])

export const wellTyped = <Answer>(answer: Answer): Answer => cleaned(answer) as Answer

function cleaned(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return changedWithin(value, cleaned)
  return changedWithin(value, (inner, field) => (kinds.get(field) ?? cleaned)(inner))
}
