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

const LITERAL = '{"type":"literal"}'
const UNTRACED = '{"type":"unknown"}'

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

const keyOf = (item: unknown): unknown =>
  typeof item === 'object' && item !== null ? (item as {_key?: unknown})._key : undefined

/** Names elements by their key. Of two elements with one key a client takes the first, so the other has none. */
function createKeyNames() {
  const lists = new Map<unknown[], Map<unknown, number>>()
  return (list: unknown[], index: number): string => {
    const key = keyOf(list[index])
    if (typeof key !== 'string' || !PLAIN_KEY.test(key)) return written(index)
    let places = lists.get(list)
    if (!places) {
      places = new Map()
      for (const [i, item] of list.entries())
        if (!places.has(keyOf(item))) places.set(keyOf(item), i)
      lists.set(list, places)
    }
    return places.get(key) === index ? `[?(@._key=='${key}')]` : written(index)
  }
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

/** A table of a map: its entries, each known by a name and told once. */
function createTable() {
  const numbers = new Map<string, number>()
  const entries: string[] = []
  return {
    entries,
    numberOf(name: string, entry: () => unknown): number {
      let number = numbers.get(name)
      if (number === undefined)
        numbers.set(name, (number = entries.push(JSON.stringify(entry())) - 1))
      return number
    },
  }
}

/** The map as JSON text: it has an entry for each value, and is only passed on. */
export function sourceMapOf(
  result: unknown,
  followed: Followed,
  names: ElementNames,
  idOf: (document: StoredDocument) => string,
): string {
  const documents = createTable()
  const paths = createTable()
  const mappings: string[] = []
  const keyName = createKeyNames()

  function sourceOf(value: unknown, expected: unknown, origin: Origin): string {
    if (origin.kind !== 'document') return origin.kind === 'literal' ? LITERAL : UNTRACED
    let path = '$'
    let source: unknown = origin.document
    for (const step of origin.path) {
      const keyed = names === 'key' && typeof step === 'number' && Array.isArray(source)
      path += keyed ? keyName(source as unknown[], step) : written(step)
      source = child(source, step)
    }
    const stands = source !== undefined && isEqual(value, origin.changed ? expected : source)
    if (!stands) return UNTRACED
    const _id = idOf(origin.document)
    const document = documents.numberOf(_id, () => ({_id, _type: origin.document._type}))
    return `{"document":${document},"path":${paths.numberOf(path, () => path)},"type":"documentValue"}`
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
      const source = sourceOf(value, expected, origin)
      mappings.push(`${JSON.stringify(at)}:{"source":${source},"type":"value"}`)
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
  return `{"documents":[${documents.entries.join()}],"paths":[${paths.entries.join()}],"mappings":{${mappings.join()}}}`
}
