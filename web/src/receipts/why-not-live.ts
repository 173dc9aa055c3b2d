/** Why readers do not see a publish on a page yet, in words for its editor. */
import type {Receipt, ReceiptPage} from './receipt.ts'

/** A page as a reader gets it from the front. */
export interface SeenPage {
  status: number
  /** The revisions of documents that it says it was made from. */
  revisions: readonly string[]
}

/** What can be asked about a page: how it is rendered, what readers get here, and how it is elsewhere. */
export interface PageProbes {
  look: (path: string) => Promise<SeenPage>
  /** Is the render of this page as new as what is known of its content? */
  isCurrent: (path: string) => boolean
  /** Has another revision of the document followed this one? Then nobody will see it any more. */
  isSuperseded?: (document: string, revision: string) => boolean
  /** What is shown at this address in the place of what was published there, and what to do; if so. */
  rivalAt?: (path: string) => string | undefined
  /** Why the last render of this page failed, if it did. */
  failureOf: (path: string) => string | undefined
  /** Why readers elsewhere (other instances of the site, caches before them) may not see yet what these left there, if so. */
  problemElsewhere?: (path: string, transactions: readonly string[]) => Promise<string | undefined>
}

/** Nothing when readers see the change on this page. */
export async function whyNotLive(
  {path, revision}: ReceiptPage,
  {documents, transaction, unknown, foundBy = []}: Receipt,
  probes: PageProbes,
): Promise<string | undefined> {
  const failure = probes.failureOf(path)
  if (failure) return `The page could not be rendered: ${failure}`
  if (!probes.isCurrent(path)) return 'The page is still being rendered.'
  // Before the look, which costs a request: two hundred pages may wait for a cache that is down.
  if (unknown)
    return 'The lake could not be asked which other pages show it. It tells of the publish once more.'
  const elsewhere = await probes.problemElsewhere?.(path, [transaction, ...foundBy])
  if (elsewhere) return elsewhere
  const seen = await probes.look(path).catch(() => undefined)
  if (!seen) return 'The site did not answer for this page.'
  if (seen.status >= 500) return `The page answers ${seen.status}.`
  if (revision === null || seen.revisions.includes(revision)) return undefined
  if (documents.some((id) => probes.isSuperseded?.(id, revision))) return undefined
  if (seen.status !== 200) return `Nothing is shown at this address (${seen.status}).`
  const rival = probes.rivalAt?.(path)
  return rival ?? 'The page still shows an older revision: the lake answered with it.'
}
