/** `GET /data/history/:dataset/…`: what happened to documents, and how they were. For members only. */
import {requireMember} from '../access/permissions.ts'
import type {HistoricTransaction, History, RevisionChoice} from '../dataset.ts'
import {isDraftId, isPublishedId, publishedIdOf} from '../documents/ids.ts'
import {badRequest} from '../errors.ts'
import type {Route} from '../route.ts'
import {lines} from './lines.ts'
import {readCount, readFlag, readList} from './read.ts'

const MAX_TRANSACTIONS = 10_000
const MAX_EVENTS = 1_000

const events: Route = {
  method: 'GET',
  path: '/data/history/:dataset/events/documents/:id',
  handle({url, params, identity, datasets}) {
    requireMember(identity)
    const id = params.id ?? ''
    const cursor = readCount(url, 'nextCursor', 0, Number.MAX_SAFE_INTEGER)
    const page = datasets.get(params.dataset ?? '').history.events({
      group: publishedIdOf(id),
      ...(isPublishedId(id) ? {} : {version: id}),
      limit: readCount(url, 'limit', 100, MAX_EVENTS),
      ...(cursor ? {before: cursor} : {}),
    })
    return Response.json({
      events: {[id]: page.events},
      nextCursor: page.next === undefined ? '' : String(page.next),
    })
  },
}

const transactions: Route = {
  method: 'GET',
  path: '/data/history/:dataset/transactions/:ids+',
  handle({url, params, identity, datasets}) {
    requireMember(identity)
    const {searchParams} = url
    const documentIds = readList(params.ids ?? '')
    const text = (name: string) => searchParams.get(name) || undefined
    const found = datasets.get(params.dataset ?? '').history.transactions({
      documentIds,
      fromTransaction: text('fromTransaction'),
      toTransaction: text('toTransaction'),
      fromTime: readTime(text('fromTime')),
      toTime: readTime(text('toTime')),
      authors: text('authors') ? readList(text('authors') ?? '') : undefined,
      reverse: readFlag(url, 'reverse'),
      limit: readCount(url, 'limit', MAX_TRANSACTIONS, MAX_TRANSACTIONS),
    })

    const asked = readFlag(url, 'includeIdentifiedDocumentsOnly') ? new Set(documentIds) : undefined
    const view = {
      asked,
      mutations: !readFlag(url, 'excludeContent') && !readFlag(url, 'excludeMutations'),
      effects: searchParams.get('effectFormat') === 'mendoza',
    }
    return lines(found, (transaction) => describe(transaction, view))
  },
}

interface View {
  asked: Set<string> | undefined
  mutations: boolean
  effects: boolean
}

function describe(transaction: HistoricTransaction, {asked, mutations, effects}: View) {
  const {id, timestamp, author} = transaction
  const wanted = (documentId: string) => !asked || asked.has(documentId)
  return {
    id,
    timestamp,
    author,
    documentIDs: transaction.documentIDs.filter(wanted),
    ...(mutations ? {mutations: transaction.mutations} : {}),
    ...(effects
      ? {
          effects: Object.fromEntries(
            Object.entries(transaction.effects).filter(([documentId]) => wanted(documentId)),
          ),
        }
      : {}),
  }
}

const documents: Route = {
  method: 'GET',
  path: '/data/history/:dataset/documents/:ids+',
  handle({url, params, identity, datasets}) {
    requireMember(identity)
    const {history} = datasets.get(params.dataset ?? '')
    const choice = readChoice(url)
    const found = readList(params.ids ?? '').flatMap(
      (id) => history.revision(id, choice) ?? writtenDirectly(history, id, choice) ?? [],
    )
    return Response.json({documents: found})
  },
}

/**
 * Studio lists what was written into the published document directly (an import, a script) in the history of the draft too,
 * and asks for that revision of the draft. There was none: the answer is the document that the transaction wrote.
 */
function writtenDirectly(history: History, id: string, choice: RevisionChoice) {
  if (choice === 'last' || !('transaction' in choice) || !isDraftId(id)) return null
  const published = history.revision(publishedIdOf(id), choice)
  return published?._rev === choice.transaction ? published : null
}

function readChoice(url: URL): RevisionChoice {
  const transaction = url.searchParams.get('revision')
  if (transaction) return {transaction}
  if (readFlag(url, 'lastRevision')) return 'last'
  return {time: readTime(url.searchParams.get('time') || undefined) ?? new Date().toISOString()}
}

/** A time as the log writes it, to the millisecond in UTC, so that text order is time order. */
function readTime(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw badRequest(`"${text}" is not a time; write 2026-01-31T12:00:00Z`)
  return new Date(time).toISOString()
}

export const history: Route[] = [events, transactions, documents]
