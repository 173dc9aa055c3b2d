/**
 * Whether a save whose answer was lost had been carried out all the same.
 *
 * Our lake answers a repeated transaction as it did the first time (lake/SPEC.md, M10). The hosted one asks that each transaction's id be
 * new, and refuses the second use of one, in words that are not documented; or it finds that the document which the save begins is there
 * already. So what the refusal says does not count, but whether the history of these documents has the transaction
 * (docs/decisions/0075).
 */
export interface Save {
  transactionId: string
  actions?: Named[]
  mutations?: Record<string, Named>[]
}

/** What one step of a save says of the document that it is about. */
interface Named {
  _id?: string
  id?: string
  draftId?: string
  publishedId?: string
  attributes?: {_id?: string}
}

/** Where the lake lists what happened to a save's documents, from its transaction to the same one. */
export function historyOf(address: string, save: Save): string {
  const {transactionId} = save
  const url = new URL(address)
  const list = [...idsOf(save)].map(encodeURIComponent).join(',')
  url.pathname = url.pathname.replace(
    /\/data\/(?:actions|mutate)\/([^/]+)$/,
    (_, dataset: string) => `/data/history/${dataset}/transactions/${list}`,
  )
  url.search = new URLSearchParams({
    fromTransaction: transactionId,
    toTransaction: transactionId,
    excludeContent: 'true',
    tag: 'document.carried-out',
  }).toString()
  return url.href
}

/** The ids of all documents that a save is about, drafts by their own. */
export function idsOf({actions, mutations}: Save): Set<string> {
  const steps = [...(actions ?? []), ...(mutations ?? []).flatMap(Object.values<Named>)]
  return new Set(steps.flatMap(idsIn))
}

const idsIn = ({_id, id, draftId, publishedId, attributes}: Named): string[] =>
  [_id, id, draftId, publishedId, attributes?._id].filter((one) => one !== undefined)

/** Whether that list, which has a line of JSON for each transaction, names this one. */
export const hasTransaction = (list: string, {transactionId}: Save): boolean =>
  list.split('\n').some((line) => idOf(line) === transactionId)

function idOf(line: string): unknown {
  try {
    return (JSON.parse(line) as {id?: unknown} | null)?.id
  } catch {
    return undefined
  }
}

/** What the lake would have answered the first time, as far as Studio asks. */
export const answerOf = ({transactionId, mutations}: Save): Response =>
  Response.json(mutations ? {transactionId, results: []} : {transactionId})
