/**
 * Perspectives: which version of a document a reader sees.
 *
 * A document, its draft and its versions in releases are rows of one group (`hello`, `drafts.hello`,
 * `versions.r1.hello`). `raw` shows the rows as they are, `published` hides drafts and versions. `drafts` and release
 * stacks lay the strongest version over the published row, give it the published `_id`, and keep the real id as
 * `_originalId`; the published layer is always the last of a stack. Callers without a token see root documents only.
 */
import {badRequest} from '../errors.ts'
import type {Row} from '../store/candidates.ts'

export interface View {
  /** `raw`: every row. `layers`: the published rows under `layers`, strongest first. */
  kind: 'raw' | 'layers'
  layers: string[]
  /** Whether documents carry `_originalId`. */
  original: boolean
  anonymous: boolean
}

/** API versions before this one answer `raw` when no perspective is named, and tell listeners of drafts; later ones `published`. */
const PUBLISHED_BY_DEFAULT_SINCE = '2025-02-19'
const NAME = /^[A-Za-z0-9_-]+$/
const MAX_LAYERS = 100

export const isPublishedByDefault = (version: string): boolean =>
  /^\d{4}-/.test(version) && version >= PUBLISHED_BY_DEFAULT_SINCE

export const defaultPerspective = (version: string): string[] =>
  isPublishedByDefault(version) ? ['published'] : ['raw']

/** A `perspective` parameter as clients write it: `published`, `rABC,drafts`. */
export function readPerspective(written: string | undefined, version: string): string[] {
  const names = (written ?? '').split(',').map((name) => name.trim())
  const stack = names.filter(Boolean).map((name) => (name === 'previewDrafts' ? 'drafts' : name))
  if (stack.length === 0) return defaultPerspective(version)
  const wrong = stack.find((name) => !NAME.test(name))
  if (wrong !== undefined)
    throw badRequest(`Invalid perspective "${wrong}": use raw, published, drafts, or release ids.`)
  if (stack.length > 1 && stack.includes('raw'))
    throw badRequest('The perspective "raw" cannot be combined with others. Ask for it alone.')
  if (stack.length > MAX_LAYERS)
    throw badRequest(`A perspective may name ${MAX_LAYERS} layers, this one names ${stack.length}.`)
  return stack
}

export function viewOf(perspective: string[], identity: string): View {
  const anonymous = identity === 'anonymous'
  if (perspective.includes('raw')) return {kind: 'raw', layers: [], original: false, anonymous}
  const end = perspective.indexOf('published')
  const named = end < 0 ? perspective : perspective.slice(0, end)
  // Drafts and versions have a dot in their id, so nothing lies over what an anonymous caller sees.
  const layers = anonymous
    ? []
    : [...new Set(named.map((name) => (name === 'previewDrafts' ? 'drafts' : name)))]
  return {kind: 'layers', layers, original: named.length > 0, anonymous}
}

/** The `_id` under which a row is seen. */
export const seenId = (view: View, row: Row) => (view.kind === 'raw' ? row.id : row.group)
