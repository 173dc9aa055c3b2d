import {ownWords} from '../own-memory.ts'

/** From which revisions something was made, its own document first: what pages and files say of themselves. */
export type Revised = {_rev: string} | null | undefined

export const revisionsOf = (documents: Revised[]): string =>
  [...new Set(documents.flatMap((document) => (document ? [document._rev] : [])))].join(' ')

/** The header that what is no page of HTML says it in. */
export const revisionHeader = (documents: Revised[]): Record<string, string> => ({
  'x-content-revision': revisionsOf(documents),
})

/** What a page of HTML says it was made from: `Revisions.tsx` wrote it. */
export function revisionsIn(html: string): string | undefined {
  const [, found] = /<meta name="content-revision" content="([^"]*)"\s*\/?>/.exec(html) ?? []
  return found === undefined ? undefined : ownWords(found)
}
