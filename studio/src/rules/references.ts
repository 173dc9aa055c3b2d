/** Lists of references: no document twice, none to itself. */

/** Sanity types the members of a list loosely; what is no reference is passed over. */
type References = readonly unknown[] | undefined | null

const targets = (references: References): string[] =>
  (references ?? []).flatMap((entry) => {
    const target = (entry as {_ref?: unknown} | null)?._ref
    return typeof target === 'string' ? [publishedId(target)] : []
  })

/** A document and its draft are the same to an editor. */
export const publishedId = (id: string): string => id.replace(/^(?:drafts\.|versions\.[^.]+\.)/, '')

/** A sentence about a list in which the same document is picked twice, or `null`. */
export function duplicateProblem(references: References): string | null {
  const ids = targets(references)
  return new Set(ids).size < ids.length ? 'The same entry is picked twice; remove one.' : null
}

/** A sentence about a list in which a document points at itself, or `null`. */
export function selfReferenceProblem(
  references: References,
  documentId: string | undefined,
): string | null {
  if (!documentId) return null
  return targets(references).includes(publishedId(documentId))
    ? 'This is the one that you are editing; remove it from the list.'
    : null
}
