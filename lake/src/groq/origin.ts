/**
 * Where a value in an answer comes from. A string carries no mark of its own, so its origin is kept beside it, as deep as the
 * query took the document apart and no deeper: what was passed on whole has one origin for all of it.
 */
import {DateTime, Path} from 'groq-js'
import type {StoredDocument} from '../dataset.ts'
import {isRecord} from '../record.ts'

export type Step = string | number

export type Origin =
  | {
      kind: 'document'
      /** The document as the perspective shows it. */
      document: StoredDocument
      path: readonly Step[]
      /** It was made of this value alone: `upper(title)`. */
      changed?: boolean
    }
  | {kind: 'object'; attributes: Map<string, Origin>}
  | {kind: 'array'; elements: Origin[]}
  /** Written in the query or in its parameters. */
  | {kind: 'literal'}
  | {kind: 'unknown'}

export interface Followed {
  value: unknown
  origin: Origin
}

export const LITERAL: Origin = {kind: 'literal'}
export const UNKNOWN: Origin = {kind: 'unknown'}
export const NOTHING: Followed = {value: null, origin: LITERAL}

export type Fields = Record<string, unknown>

/** What GROQ takes for an object. */
export const isObject = (value: unknown): value is Fields =>
  isRecord(value) && !(value instanceof DateTime) && !(value instanceof Path)

/** The origin of one attribute or element of a value with this origin. */
export function within(origin: Origin, step: Step): Origin {
  switch (origin.kind) {
    case 'document':
      return origin.changed ? UNKNOWN : {...origin, path: [...origin.path, step]}
    case 'object':
      return origin.attributes.get(step as string) ?? UNKNOWN
    case 'array':
      return origin.elements[step as number] ?? UNKNOWN
    default:
      return origin
  }
}

/** The elements of a list, each with its origin. */
export const elementsOf = ({value, origin}: Followed): Followed[] =>
  (value as unknown[]).map((item, i) => ({value: item, origin: within(origin, i)}))

export const listOf = (elements: Followed[]): Followed => ({
  value: elements.map(({value}) => value),
  origin: {kind: 'array', elements: elements.map(({origin}) => origin)},
})

/** An object that a query puts together, to which attributes are added. */
interface Made {
  value: Fields
  origin: {kind: 'object'; attributes: Map<string, Origin>}
}

export const emptyObject = (): Made => ({
  value: {},
  origin: {kind: 'object', attributes: new Map()},
})

export function setAttribute({value, origin}: Made, name: string, part: Followed) {
  value[name] = part.value
  origin.attributes.set(name, part.origin)
}

export function spread(made: Made, {value, origin}: Followed) {
  for (const [name, part] of Object.entries(value as Fields))
    setAttribute(made, name, {value: part, origin: within(origin, name)})
}

/**
 * The elements that GROQ chose or put in order, with the origins that they had before. Equal values are chosen alike and keep
 * their order (GROQ sorts stably), so the first of them that went in is the first that came out.
 */
export function chosenOf(given: Followed[], chosen: unknown[]): Followed {
  const waiting = new Map<unknown, {origins: Origin[]; next: number}>()
  for (const {value, origin} of given) {
    const same = waiting.get(value)
    if (same) same.origins.push(origin)
    else waiting.set(value, {origins: [origin], next: 0})
  }
  return listOf(
    chosen.map((value) => {
      const same = waiting.get(value)
      return {value, origin: same?.origins[same.next++] ?? UNKNOWN}
    }),
  )
}
