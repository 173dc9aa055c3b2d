/**
 * How long a patch may take, before it is applied. Patches run where commits run, one after the other, and cannot be
 * interrupted; and the language of their paths lets a few characters ask for hours: `..a..a..a`, a range of a hundred million, or
 * thousands of corrections to one long text. What is estimated at more than a few seconds is refused.
 *
 * The constants are what `@sanity/mutator` took on a machine of 2026, rounded up.
 */
import {isRecord} from './mutation.ts'

/** Of one transaction, in nanoseconds. */
export const MAX_PATCH_NS = 3_000_000_000
const MAX_PATH_LENGTH = 1_024

const VISIT_NS = 1_400
/** Lists are never changed in place: each changed item copies its list. */
const COPY_NS = 10
const COUNT_NS = 20
/** For each character of the text: a correction is looked for everywhere, a long one piece by piece. */
const CORRECTION_NS = 25
const PIECE_NS = 1
const PIECE_LENGTH = 32

interface Extent {
  /** Values in the document, at any depth. */
  values: number
  longestList: number
  longestText: number
}

/** Nanoseconds, roughly and rather too many; `Infinity` for what is never worth trying. */
export function patchCost(
  document: Record<string, unknown>,
  patch: Record<string, unknown>,
): number {
  const all = pathsOf(patch)
  if (all.some((path) => path.length > MAX_PATH_LENGTH)) return Infinity
  const paths = all.filter((path) => /[[]|\.\./.test(path))
  const corrections = isRecord(patch['diffMatchPatch'])
    ? Object.values(patch['diffMatchPatch'])
    : []
  if (paths.length === 0 && corrections.length === 0) return 0

  const extent = extentOf(document)
  const costs = [
    extent.values * COUNT_NS,
    ...paths.map((path) => pathCost(path, extent)),
    ...corrections.map((text) => correctionCost(String(text), extent)),
  ]
  return costs.reduce((sum, cost) => sum + cost, 0)
}

function pathsOf(patch: Record<string, unknown>): string[] {
  return Object.entries(patch).flatMap(([operation, value]) => {
    if (operation === 'unset') return value as string[]
    if (operation !== 'insert') return Object.keys(value as object)
    return Object.values(value as object).filter((item) => typeof item === 'string')
  })
}

function extentOf(document: Record<string, unknown>): Extent {
  const extent = {values: 0, longestList: 1, longestText: 0}
  const visit = (value: unknown) => {
    extent.values += 1
    if (typeof value === 'string') extent.longestText = Math.max(extent.longestText, value.length)
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) extent.longestList = Math.max(extent.longestList, value.length)
    Object.values(value).forEach(visit)
  }
  visit(document)
  return extent
}

function pathCost(path: string, {values, longestList}: Extent): number {
  const bare = path.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""')
  const recursions = bare.split('..').length - 1
  if (recursions > 1) return Infinity

  let visits = recursions * values
  let found = recursions ? values : 1
  let list = longestList
  for (const [, inside = ''] of bare.matchAll(/\[([^[\]]*)\]?/g)) {
    let looked = 0
    let matched = 0
    for (const member of inside.split(',')) {
      const [visit, match] = memberCost(member.trim(), longestList)
      looked += visit
      matched += match
    }
    list = Math.max(list, matched)
    visits += Math.min(found * looked, values + looked)
    found = Math.min(found * matched, values + matched)
  }
  return visits * VISIT_NS + found * list * COPY_NS
}

/** How many items are looked at, and how many may be changed. */
function memberCost(member: string, longestList: number): [visit: number, match: number] {
  if (/^-?\d+$/.test(member)) return [1, 1]
  const [, from, to] = /^(-?\d*)\s*:\s*(-?\d*)$/.exec(member) ?? []
  if (from !== undefined && to !== undefined) {
    const start = Number(from || 0)
    const counted = to !== '' && !to.startsWith('-') && start >= 0
    const span = counted ? Math.max(0, Number(to) - start) : longestList
    return [span, span]
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
