/** The seam to query evaluation: one GROQ query over one snapshot, in a worker that can be ended. */
import type {StoredDocument} from '../dataset.ts'

export interface QueryRequest {
  query: string
  params?: Record<string, unknown>
  /** `['raw']`, `['published']`, `['drafts']` or a release stack, strongest first. */
  perspective: string[]
  /** Value of `identity()` in GROQ; also decides whether drafts and dot-ids are visible (`anonymous` sees neither). */
  identity: string
  /** Delta mode, for webhook filters and projections (`delta::`, `before()`, `after()`). */
  delta?: {before: StoredDocument | null; after: StoredDocument | null}
}

export interface QueryResponse {
  result: unknown
  /** Evaluation time, milliseconds. */
  ms: number
  syncTags: string[]
}

export interface QueryEngine {
  run(request: QueryRequest): Promise<QueryResponse>
  close(): Promise<void>
}
