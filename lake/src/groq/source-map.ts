/**
 * Content Source Maps: for each value of an answer, the document and the path in it that an editor has to open to change it
 * (https://github.com/sanity-io/content-source-maps).
 *
 * A value that was passed on whole has one mapping; clients look for the longest one that a path begins with. Each mapping is
 * looked up in its document before it is told: what does not stand there is `unknown`. A missing value has none.
 */
import type {StoredDocument} from '../dataset.ts'
import {UNKNOWN, within, type Followed, type Origin, type Step} from './origin.ts'

/** How an element of a list is named: by its place, or by its `_key` where it has one. */
export type ElementNames = 'index' | 'key'

type Source =
  {type: 'documentValue'; document: number; path: number} | {type: 'literal' | 'unknown'}

export interface ContentSourceMap {
  documents: {_id: string; _type: string}[]
  paths: string[]
  mappings: Record<string, {source: Source; type: 'value'}>
}

const ESCAPED: Record<string, string> = {
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  "'": "\\'",
  '\\': '\\\\',
}
const written = (step: Step) =>
  typeof step === 'number'
    ? `[${step}]`
    : `['${step.replace(/[\f\n\r\t'\\]/g, (character) => ESCAPED[character] as string)}']`

/** Keys that clients read back as they are. */
const PLAIN_KEY = /^[^'\\\p{Cc}]+$/u

function elementName(list: unknown[], index: number): string {
  const keyOf = (item: unknown) =>
    typeof item === 'object' && item !== null ? (item as {_key?: unknown})._key : undefined
  const key = keyOf(list[index])
  const named = typeof key === 'string' && PLAIN_KEY.test(key)
  // Of two elements with one key a client takes the first.
  return named && list.findIndex((item) => keyOf(item) === key) === index
    ? `[?(@._key=='${key}')]`
    : written(index)
}

const child = (value: unknown, step: Step): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, step)
    ? (value as Record<Step, unknown>)[step]
    : undefined

function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => isEqual(child(a, name), child(b, name)))
  )
}

export function sourceMapOf(
  result: unknown,
  followed: Followed,
  names: ElementNames,
  idOf: (document: StoredDocument) => string,
): ContentSourceMap {
  const map: ContentSourceMap = {documents: [], paths: [], mappings: {}}
  const documents = new Map<string, number>()
  const paths = new Map<string, number>()

  function numberOf<T>(known: Map<string, number>, name: string, table: T[], entry: T): number {
    let number = known.get(name)
    if (number === undefined) known.set(name, (number = table.push(entry) - 1))
    return number
  }

  function sourceOf(value: unknown, expected: unknown, origin: Origin): Source {
    if (origin.kind !== 'document') return {type: origin.kind === 'literal' ? 'literal' : 'unknown'}
    let path = '$'
    let source: unknown = origin.document
    for (const step of origin.path) {
      const keyed = names === 'key' && typeof step === 'number' && Array.isArray(source)
      path += keyed ? elementName(source as unknown[], step) : written(step)
      source = child(source, step)
    }
    const stands = source !== undefined && isEqual(value, origin.changed ? expected : source)
    if (!stands) return {type: 'unknown'}
    const _id = idOf(origin.document)
    const {_type} = origin.document
    return {
      type: 'documentValue',
      document: numberOf(documents, _id, map.documents, {_id, _type}),
      path: numberOf(paths, path, map.paths, path),
    }
  }

  /** Whether the value is told of attribute by attribute: one that the query put together, and a document as it is. */
  const hasParts = (value: unknown, origin: Origin): value is object =>
    typeof value === 'object' &&
    value !== null &&
    (origin.kind === 'object' ||
      origin.kind === 'array' ||
      (origin.kind === 'document' && origin.path.length === 0 && !origin.changed))

  function tell(value: unknown, {value: expected, origin}: Followed, at: string) {
    if (value === null || value === undefined) return
    if (!hasParts(value, origin)) {
      map.mappings[at] = {source: sourceOf(value, expected, origin), type: 'value'}
      return
    }
    const steps: Iterable<Step> = Array.isArray(value) ? value.keys() : Object.keys(value)
    const same = Array.isArray(value) === Array.isArray(expected)
    for (const step of steps) {
      const part = {value: child(expected, step), origin: same ? within(origin, step) : UNKNOWN}
      tell(child(value, step), part, at + written(step))
    }
  }

  tell(result, followed, '$')
  return map
}
