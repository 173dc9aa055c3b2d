/**
 * Mendoza patches between two revisions of a document, both without `_rev`, as listeners and history carry them. The
 * `mendoza` package only applies patches, so the encoder is here. It is field by field, element by element in arrays
 * (by `_key`) and by common ends in strings: Studio credits each changed part to its author from these patches.
 * Every patch is tried with `applyPatch` before it is used; one that fails is replaced by the whole document.
 */
import {isDeepStrictEqual} from 'node:util'
import {applyPatch} from 'mendoza'
import type {StoredDocument} from '../dataset.ts'
import {isRecord} from '../record.ts'

// Operation codes; the order is the wire format.
const VALUE = 0
const COPY = 1
const BLANK = 2
const PUSH_FIELD = 6
const PUSH_ELEMENT = 7
const OBJECT_SAME_KEY_POP = 15
const INTO_ARRAY_POP = 16
const SET_FIELD_VALUE = 17
const DELETE_FIELD = 19
const APPEND_VALUE = 20
const APPEND_SLICE = 21
const APPEND_STRING = 22
const APPEND_STRING_SLICE = 23

/** Strings that share less than this are sent whole. */
const WORTH_SLICING = 16

type Patch = unknown[]
type Fields = Record<string, unknown>

export function encodeEffects(before: StoredDocument | null, after: StoredDocument | null) {
  const left = withoutRevision(before)
  const right = withoutRevision(after)
  return {apply: encodePatch(left, right), revert: encodePatch(right, left)}
}

export function encodePatch(left: unknown, right: unknown): Patch {
  const whole = [VALUE, right]
  if (left === null || right === null) return whole
  const patch = encode(left, right)
  if (!patch) return whole
  try {
    return isDeepStrictEqual(applyPatch(left, patch), right) ? patch : whole
  } catch {
    return whole
  }
}

function withoutRevision(document: StoredDocument | null): Fields | null {
  if (!document) return null
  const {_rev, ...rest} = document
  return rest
}

/** Operations that put `right` on the output stack while `left` is the input; `undefined`: send the value whole. */
function encode(left: unknown, right: unknown): Patch | undefined {
  if (typeof left === 'string' && typeof right === 'string') return encodeString(left, right)
  if (Array.isArray(left) && Array.isArray(right)) return encodeArray(left, right)
  if (isRecord(left) && isRecord(right)) return encodeFields(left, right)
  return undefined
}

function encodeFields(left: Fields, right: Fields): Patch {
  const patch: Patch = [COPY]
  // The wire names fields of the input by their place among its sorted keys.
  const keys = Object.keys(left).toSorted((a, b) => (a < b ? -1 : 1))
  keys.forEach((key, place) => {
    if (!Object.hasOwn(right, key)) patch.push(DELETE_FIELD, place)
    else if (!isDeepStrictEqual(left[key], right[key])) {
      const inner = encode(left[key], right[key])
      if (inner) patch.push(PUSH_FIELD, place, ...inner, OBJECT_SAME_KEY_POP)
      else patch.push(SET_FIELD_VALUE, right[key], key)
    }
  })
  for (const key of Object.keys(right))
    if (!Object.hasOwn(left, key)) patch.push(SET_FIELD_VALUE, right[key], key)
  return patch
}

function encodeArray(left: unknown[], right: unknown[]): Patch | undefined {
  if (!right.length || !left.length) return undefined
  const patch: Patch = [BLANK]
  const places = placesByContent(left)
  const keyed = new Map(left.map((item, place) => [keyOf(item), place]))
  let slice: [from: number, to: number] | undefined
  const flush = () => {
    if (slice) patch.push(APPEND_SLICE, ...slice)
    slice = undefined
  }

  for (const item of right) {
    const same = places.get(JSON.stringify(item))
    const next = slice && same?.includes(slice[1]) ? slice[1] : same?.[0]
    if (next !== undefined) {
      if (slice && slice[1] === next) slice[1] = next + 1
      else {
        flush()
        slice = [next, next + 1]
      }
      continue
    }
    flush()
    const key = keyOf(item)
    const place = key === undefined ? undefined : keyed.get(key)
    const inner = place === undefined ? undefined : encode(left[place], item)
    if (inner) patch.push(PUSH_ELEMENT, place, ...inner, INTO_ARRAY_POP)
    else patch.push(APPEND_VALUE, item)
  }
  flush()
  return patch
}

const keyOf = (item: unknown): unknown => (isRecord(item) ? item._key : undefined)

function placesByContent(items: unknown[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  items.forEach((item, place) => {
    const content = JSON.stringify(item)
    places.set(content, [...(places.get(content) ?? []).slice(-8), place])
  })
  return places
}

function encodeString(left: string, right: string): Patch | undefined {
  const shortest = Math.min(left.length, right.length)
  let start = 0
  while (start < shortest && left[start] === right[start]) start++
  if (start > 0 && isHighSurrogate(left, start - 1)) start--

  let end = 0
  while (end < shortest - start && left.at(-1 - end) === right.at(-1 - end)) end++
  if (end > 0 && isLowSurrogate(left, left.length - end)) end--
  if (start + end < WORTH_SLICING) return undefined

  // Slices count UTF-8 bytes. The published `applyPatch` misreads one that begins after a non-ASCII character, so the
  // tail is sliced only where bytes and characters agree.
  const tailAt = Buffer.byteLength(left.slice(0, left.length - end))
  const sliceTail = end > 0 && tailAt === left.length - end
  const middle = right.slice(start, sliceTail ? right.length - end : undefined)

  const patch: Patch = [BLANK]
  if (start) patch.push(APPEND_STRING_SLICE, 0, Buffer.byteLength(left.slice(0, start)))
  if (middle) patch.push(APPEND_STRING, middle)
  if (sliceTail) patch.push(APPEND_STRING_SLICE, tailAt, Buffer.byteLength(left))
  return patch.length > 1 ? patch : undefined
}

const isHighSurrogate = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xd800
const isLowSurrogate = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xdc00
