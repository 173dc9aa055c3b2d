/**
 * How long a patch may take, before it is applied. Patches run where commits run, one after the other, and cannot be
 * interrupted; and the language of their paths lets a few characters ask for hours: `..a..a..a`, a range of a hundred million, or
 * thousands of corrections to one long text. What is estimated at more than a few seconds is refused.
 *
 * The constants are what `@sanity/mutator` took on a machine of 2026, rounded up.
 */
import {isRecord} from '../record.ts'
import {pathsOf} from './mutation.ts'
import {plainSetsOf} from './plain-sets.ts'

/** Of one transaction, in nanoseconds. */
export const MAX_PATCH_NS = 3_000_000_000
const MAX_PATH_LENGTH = 1_024

/** Of a path, whatever it says: less than it takes, so that a change of many small documents is not refused. */
const PATH_NS = 2_000
/** Each object on the way of a path is copied. Only wide ones count. */
const ATTRIBUTE_NS = 200
const WIDE = 100
const VISIT_NS = 1_400
/** Lists are never changed in place: each changed item copies its list. */
const COPY_NS = 10
/** Items that are inserted stay, at each place where they are. */
const INSERT_NS = 200
/** Before the patch and after it. */
const COUNT_NS = 40
const CHARACTER_NS = 5
/** For each character of the text: a correction is looked for everywhere, a long one piece by piece. */
const CORRECTION_NS = 25
const PIECE_NS = 1
const PIECE_LENGTH = 32

/** What the values of a patch cost in each document that gets them: they are copied, compared, and written several times. */
export const valuesCost = (patch: Record<string, unknown>): number =>
  JSON.stringify(patch).length * CHARACTER_NS

/** Whether a path can name many places, each of which then gets the value. */
export const isBranching = (path: string): boolean => /[[]|\.\./.test(path)

interface Extent {
  /** Values in the document, at any depth. */
  values: number
  longestList: number
  /** The longest list inside so many others, or inside more. */
  longestInside: number[]
  longestText: number
}

/** Nanoseconds, roughly and rather too many; `Infinity` for what is never worth trying. */
export function patchCost(
  document: Record<string, unknown>,
  patch: Record<string, unknown>,
): number {
  const paths = pathsOf(patch)
  if (paths.some((path) => path.length > MAX_PATH_LENGTH)) return Infinity
  const branching = paths.filter(isBranching)
  const corrections = isRecord(patch['diffMatchPatch'])
    ? Object.values(patch['diffMatchPatch'])
    : []
  const single = pathsOf(plainSetsOf(patch)?.rest ?? patch)
  const written = paths.length * PATH_NS + attributesCopied(document, single) * ATTRIBUTE_NS
  if (branching.length === 0 && corrections.length === 0) return written

  const extent = extentOf(document)
  const items = insertedBy(patch)
  const costs = [
    written,
    extent.values * COUNT_NS,
    ...branching.map((path) => pathCost(path, items, extent)),
    ...corrections.map((text) => correctionCost(String(text), extent)),
  ]
  return costs.reduce((sum, cost) => sum + cost, 0)
}

/** Attributes of the wide objects that paths pass, each as often as it is passed. What a path adds is there for the next one. */
function attributesCopied(document: Record<string, unknown>, paths: string[]): number {
  const widths = new Map<object, number>()
  let copied = 0
  for (const path of paths) {
    let value: unknown = document
    for (const name of path.split('.')) {
      if (!isRecord(value)) break
      const width = widths.get(value) ?? Object.keys(value).length
      if (width > WIDE) copied += width
      widths.set(value, Object.hasOwn(value, name) ? width : width + 1)
      value = value[name]
    }
  }
  return copied
}

const insertedBy = ({insert}: Record<string, unknown>): number =>
  isRecord(insert) && Array.isArray(insert['items']) ? insert['items'].length : 0

function extentOf(document: Record<string, unknown>): Extent {
  const extent: Extent = {values: 0, longestList: 1, longestInside: [], longestText: 0}
  const visit = (value: unknown, lists: number) => {
    extent.values += 1
    if (typeof value === 'string') extent.longestText = Math.max(extent.longestText, value.length)
    if (typeof value !== 'object' || value === null) return
    const inside = Array.isArray(value) ? lists + 1 : lists
    if (Array.isArray(value)) {
      extent.longestList = Math.max(extent.longestList, value.length)
      for (let depth = 0; depth <= lists; depth++)
        extent.longestInside[depth] = Math.max(extent.longestInside[depth] ?? 1, value.length)
    }
    for (const member of Object.values(value)) visit(member, inside)
  }
  visit(document, 0)
  return extent
}

function pathCost(path: string, items: number, extent: Extent): number {
  const {values, longestList, longestInside} = extent
  const bare = path.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""')
  const recursions = bare.split('..').length - 1
  if (recursions > 1) return Infinity

  let visits = recursions * values
  let found = recursions ? values : 1
  let list = longestList
  let repeats = 1
  let depth = 0
  for (const {0: bracket, 1: inside = '', index} of bare.matchAll(/\[([^[\]]*)\]?/g)) {
    // Each bracket leads into a list; after `..` nobody knows into which.
    const longest = recursions > 0 ? longestList : (longestInside[depth++] ?? 1)
    let looked = 0
    let matched = 0
    let inRanges = 0
    for (const member of inside.split(',')) {
      const [visit, match, isRange] = memberCost(member.trim(), longest)
      looked += visit
      matched += match
      if (isRange) inRanges += match
    }
    list = Math.max(list, matched)
    visits += repeats * Math.min(found * looked, values + looked)
    found = Math.min(found * matched, values + matched)
    // A range that leads on is gone through once for each of its items.
    if (index + bracket.length < bare.length) repeats *= Math.max(1, inRanges)
  }
  const last = repeats > 1 ? repeats * found : 0
  return (visits + last) * VISIT_NS + found * (list * COPY_NS + items * INSERT_NS)
}

/** How many items are looked at, and how many may be changed. */
function memberCost(
  member: string,
  longestList: number,
): [visit: number, match: number, isRange?: boolean] {
  if (/^-?\d+$/.test(member)) return [1, 1]
  const [, from, to] = /^(-?\d*)\s*:\s*(-?\d*)$/.exec(member) ?? []
  if (from !== undefined && to !== undefined) {
    const start = Number(from || 0)
    const counted = to !== '' && !to.startsWith('-') && start >= 0
    const span = counted ? Math.max(0, Number(to) - start) : longestList
    return [span, span, true]
  }
  return [longestList, /^_key\s*==\s*""$/.test(member) ? 1 : longestList]
}

function correctionCost(text: string, {longestText}: Extent): number {
  const hunks = text.split('@@ -').length - 1
  const kept = text
    .split('\n')
    .reduce((sum, line) => (/^[ -]/.test(line) ? sum + line.length : sum), 0)
  return longestText * (hunks * CORRECTION_NS + (kept / PIECE_LENGTH) * PIECE_NS)
}
