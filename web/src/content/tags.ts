/**
 * Cache tags: the names that a page gives to the questions it asks, and that the webhook clears.
 *
 * They must be known before one is asked (the answer may be "nothing there"), so they name questions, not documents:
 * "what is at this address", "what is in this list", "what are the settings". A slug is encoded, and a very long one is hashed:
 * tags are written down with every page.
 */
import {createHash} from 'node:crypto'
import type {LanguageCode} from '../addresses.ts'

const longestSlug = 180

export const settingsId = 'siteSettings'
/** The tag of the question "what are the settings?", of its answer alone: pages carry those of what they read (`settings-fields.ts`). */
export const settingsTag = 'settings'

/** The tags of the question "what does `type` have at `slug`?", for `ask` (`client.ts`). */
export const tagsFor = (type: string, slug: string, code?: LanguageCode): string[] => [
  slugTag(type, slug, code),
]

/** One page's own tag. Also what lets a remembered 404 give way when something is published there. */
export const slugTag = (type: string, slug: string, code?: LanguageCode): string =>
  `slug:${kindOf(type, code)}:${tagSafe(slug)}`

/**
 * The tag of the question "which document stands at this slug?", asked by what shows no more of it than it says itself
 * (`shown.ts`). Cleared when one comes, goes or moves, and not by every change, as the page's own tag is.
 */
export const addressTag = (type: string, slug: string, code?: LanguageCode): string =>
  `at:${kindOf(type, code)}:${tagSafe(slug)}`

/** Does the tag ask what stands at an address? */
export const isOfAddress = (tag: string): boolean => /^(?:slug|at):/.test(tag)

/** The tag of a list that is no document's own page: `articles` is the front page's list. */
export const listTag = (name: string): string => `list:${tagSafe(name)}`

export const isOfList = (tag: string): boolean => tag.startsWith('list:')

/** Articles and pages have one language; a translation may well stand at the same slug. */
const kindOf = (type: string, code: LanguageCode | undefined): string =>
  code ? `${type}:${code}` : type

function tagSafe(text: string): string {
  const encoded = encodeURIComponent(text.toWellFormed())
  if (encoded.length <= longestSlug) return encoded
  return `sha256-${createHash('sha256').update(encoded).digest('base64url')}`
}
