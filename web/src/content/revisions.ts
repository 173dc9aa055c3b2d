import {ownWords} from '../own-memory.ts'

/** From which revisions something was made, its own document first: what pages and files say of themselves. */
export type Revised = {_rev: string} | null | undefined

export const revisionsOf = (documents: Revised[]): string =>
  [...new Set(documents.flatMap((document) => (document ? [document._rev] : [])))].join(' ')

/** As a header takes them: what was made of very many documents names the first of them, its own. */
export const inHeader = (revisions: string): string =>
  revisions.length <= 1_000 ? revisions : revisions.slice(0, revisions.lastIndexOf(' ', 1_000))

/** The header that what is no page of HTML says it in. */
export const revisionHeader = (documents: Revised[]): Record<string, string> => ({
  'x-content-revision': inHeader(revisionsOf(documents)),
})

/** What a page of HTML says it was made from: `Revisions.tsx` wrote it. */
export function revisionsIn(html: string): string | undefined {
  const [, found] = /<meta name="content-revision" content="([^"]*)"\s*\/?>/.exec(html) ?? []
  return found === undefined ? undefined : ownWords(found)
}
