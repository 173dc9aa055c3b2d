/**
 * A dataset's database without a lake around it: documents are written as the lake writes them, and queries are answered in
 * this thread. `plain` is what an answer must equal: groq-js alone over the documents that a perspective shows.
 */
import {evaluate, parse} from 'groq-js'
import {referencesOf} from '../../lake/src/documents/references.ts'
import {wordsOf} from '../../lake/src/documents/words.ts'
import type {QueryRequest} from '../../lake/src/groq/engine.ts'
import {createEvaluation} from '../../lake/src/groq/evaluation.ts'
import {createPointAnswers} from '../../lake/src/groq/point-answers.ts'
import {openDatabase} from '../../lake/src/store/database.ts'
import {documentStore} from '../../lake/src/store/documents.ts'
import type {StoredDocument} from '../../lake/src/dataset.ts'
import {removeDirectory, temporaryDirectory} from './directory.ts'

export type Draft = {_id: string; _type: string; [field: string]: unknown}

export const projectId = 'masthead'
export const dataset = 'production'

let revision = 0

export function openStore(options: {largeScan?: number} = {}) {
  const directory = temporaryDirectory('groq')
  const databaseFile = `${directory}/content.sqlite`
  const database = openDatabase(databaseFile)
  const documents = documentStore(database)
  const evaluation = createEvaluation({databaseFile, projectId, dataset, ...options})
  const points = createPointAnswers({databaseFile, projectId, dataset})
  const stored = new Map<string, StoredDocument>()

  const put = (draft: Draft) => {
    const at = '2026-01-01T00:00:00Z'
    const document: StoredDocument = {
      _createdAt: at,
      _updatedAt: at,
      ...draft,
      _rev: `rev-${++revision}`,
    }
    const body = JSON.stringify(document)
    documents.put({document, body, references: referencesOf(document), words: wordsOf(document)})
    stored.set(document._id, JSON.parse(body) as StoredDocument)
  }

  return {
    databaseFile,
    stored,
    write: (...drafts: Draft[]) => database.transact(() => drafts.forEach(put)),
    remove: (id: string) =>
      database.transact(() => {
        documents.remove(id)
        stored.delete(id)
      }),
    clear: () =>
      database.transact(() => {
        for (const id of stored.keys()) documents.remove(id)
        stored.clear()
      }),
    /** The answer's value; throws the failure. */
    async ask(query: string, request: Partial<QueryRequest> = {}): Promise<unknown> {
      const full = {query, params: {}, perspective: ['raw'], identity: 'me', ...request}
      const answer = await evaluation.answer(full)
      if (!answer.ok) throw Object.assign(new Error(answer.failure.kind), {failure: answer.failure})
      return JSON.parse(answer.json)
    },
    /** The answer's value and the map of where it comes from, both as text. */
    async trace(query: string, request: Partial<QueryRequest> = {}) {
      const full = {query, params: {}, perspective: ['raw'], identity: 'me', ...request}
      const answer = await evaluation.answer(full)
      if (!answer.ok) throw Object.assign(new Error(answer.failure.kind), {failure: answer.failure})
      return {json: answer.json, sourceMap: answer.sourceMap}
    },
    /** What is answered without a thread, and with one; `undefined`: it is not answered without. */
    async askSmall(query: string, request: Partial<QueryRequest> = {}) {
      const full = {params: {}, perspective: ['raw'], identity: 'me', ...request, query}
      const threads = await evaluation.answer({...full, asksForPoint: points.asks(full)})
      if (threads.ok && threads.point) points.learn(query, threads.point)
      const small = points.answer(full)
      if (!small?.ok || !threads.ok) return undefined
      const [here, there] = [small, threads].map(({json, syncTags}) => ({
        value: JSON.parse(json) as unknown,
        json,
        syncTags: syncTags.toSorted(),
      }))
      return {here, there}
    },
    points,
    answer: (request: QueryRequest) => evaluation.answer(request),
    close() {
      evaluation.close()
      points.close()
      database.close()
      removeDirectory(directory)
    },
  }
}

export type Store = ReturnType<typeof openStore>

/** The documents that a perspective shows, in canonical order, made the slow and obvious way. */
export function seen(
  all: Iterable<StoredDocument>,
  perspective: string[],
  identity: string,
): StoredDocument[] {
  const visible = [...all].filter(({_id}) => identity !== 'anonymous' || !_id.includes('.'))
  const sorted = (list: StoredDocument[]) => list.toSorted((a, b) => (a._id < b._id ? -1 : 1))
  if (perspective.includes('raw')) return sorted(visible)

  const upper = perspective.filter((name) => name !== 'published')
  const layers = ['', ...upper.toReversed()]
  const shown = new Map<string, StoredDocument | null>()
  for (const layer of layers) {
    for (const document of visible) {
      const [, name = '', group = document._id] =
        /^(?:(drafts)|versions\.([^.]+))\.(.+)$/
          .exec(document._id)
          ?.filter((part, i) => i === 0 || part !== undefined) ?? []
      if (name !== layer) continue
      const deletion = layer !== '' && layer !== 'drafts'
      const system = document._system as {delete?: boolean} | undefined
      const own = upper.length > 0 ? {...document, _id: group, _originalId: document._id} : document
      shown.set(group, deletion && system?.delete === true ? null : own)
    }
  }
  return sorted([...shown.values()].filter((document) => document !== null))
}

/** What groq-js alone answers. */
export async function plain(
  documents: StoredDocument[],
  query: string,
  params: Record<string, unknown> = {},
  identity = 'me',
): Promise<unknown> {
  const value = await evaluate(parse(query, {params}), {
    dataset: documents,
    params,
    identity,
    sanity: {projectId, dataset},
  })
  return JSON.parse(JSON.stringify((await value.get()) ?? null))
}
