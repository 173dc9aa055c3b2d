/** One evaluation: the snapshot it reads, and answers that are computed at most once while it lasts. */
import {evaluateSync, type ExprNode} from 'groq-js'
import type {StoredDocument} from '../dataset.ts'
import type {Snapshot} from './snapshot.ts'
import type {Reads} from './sync-tags.ts'
import {filter, value} from './tree.ts'

/** What the tree cannot say and groq-js cannot do: called while the query is evaluated, with text made by the query. */
export type Hook = (run: Run, payload: string) => unknown

export interface EvaluateOptions {
  dataset: unknown[]
  params: Record<string, unknown>
  timestamp: Date
  identity: string
  sanity: {projectId: string; dataset: string}
  before?: StoredDocument | null
  after?: StoredDocument | null
  dereference: (reference: {_ref: string}) => StoredDocument | null
}

export interface Run {
  readonly snapshot: Snapshot
  readonly reads: Reads
  readonly sanity: {projectId: string; dataset: string}
  /** Documents from which a scan reads attributes only. */
  readonly largeScan: number
  /** The value of an expression that reads nothing around it. */
  evaluate(node: ExprNode): unknown
  /** Those of `documents` for which `test` is true. */
  keep(documents: StoredDocument[], test: ExprNode): StoredDocument[]
  once<T>(owner: object, compute: () => T): T
}

export function createRun(
  snapshot: Snapshot,
  reads: Reads,
  options: EvaluateOptions,
  largeScan: number,
): Run {
  const known = new Map<object, unknown>()
  const evaluate = (node: ExprNode) => evaluateSync(node, options).data as unknown
  return {
    snapshot,
    reads,
    sanity: options.sanity,
    largeScan,
    evaluate,
    keep: (documents, test) => evaluate(filter(value(documents), test)) as StoredDocument[],
    once<T>(owner: object, compute: () => T): T {
      if (!known.has(owner)) known.set(owner, compute())
      return known.get(owner) as T
    },
  }
}

/**
 * The only door that groq-js leaves open while it evaluates is `dereference`. A hook is a reference whose id begins with
 * a secret of this thread, which no document and no query can contain.
 */
const SECRET = `\u0000${crypto.randomUUID()}:`

export function createHooks() {
  const hooks: Hook[] = []
  return {
    /** A node that evaluates to what the hook returns. */
    node(hook: Hook, payload?: ExprNode): ExprNode {
      const start = `${SECRET}${hooks.push(hook) - 1}:`
      if (!payload) return {type: 'Deref', base: value({_ref: start})}
      const text: ExprNode = {type: 'OpCall', op: '+', left: value(start), right: payload}
      const attributes = [{type: 'ObjectAttributeValue', name: '_ref', value: text} as const]
      return {type: 'Deref', base: {type: 'Object', attributes}}
    },
    hooks,
  }
}

export type Hooks = ReturnType<typeof createHooks>

/** What `id` stands for in this query: a hook's answer, or the document. */
export function resolve(id: string, hooks: Hook[], run: Run): unknown {
  if (id.startsWith(SECRET)) {
    const end = id.indexOf(':', SECRET.length)
    const hook = hooks[Number(id.slice(SECRET.length, end))]
    return hook?.(run, id.slice(end + 1))
  }
  const row = run.snapshot.row(id)
  run.reads.document(id, row?.type)
  return row ? run.snapshot.document(row) : null
}
