/**
 * What a webhook says about one change: nothing, or a payload.
 *
 * Filter and projection see the document as it is now (as it was, when it is deleted), and both sides of the change
 * through `before()`, `after()` and `delta::`. They run as one query, so that a publish waits for one answer.
 */
import {parse} from 'groq-js'
import {system} from '../access/identity.ts'
import type {Change, Dataset} from '../dataset.ts'
import {isDraftId, isSystemId, isVersionId} from '../documents/ids.ts'
import {badRequest} from '../errors.ts'
import type {Hook, HookRule, Operation} from './hook.ts'

/** Refuse a rule that could never be evaluated. Each text must be whole by itself, not only within the query. */
export function checkRule({filter, projection}: HookRule): void {
  check('filter', filter)
  check('projection', projection.trim().startsWith('{') ? `@\n${projection}` : projection)
}

function check(name: string, text: string) {
  if (!text.trim()) return
  try {
    parse(`${text}\n`, {mode: 'delta'})
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw badRequest(`The webhook's ${name} is not valid GROQ: ${reason}. Nothing was changed.`, {
      cause,
    })
  }
}

export function operationOf({before, after}: Change): Operation {
  if (!before) return 'create'
  return after ? 'update' : 'delete'
}

/** Whether the hook asks about such documents and operations at all; decided without a query. */
export function isAbout(hook: Hook, change: Change): boolean {
  const id = change.documentId
  if (!change.before && !change.after) return false
  if (isSystemId(id)) return false
  if (isDraftId(id) && !hook.includeDrafts) return false
  if (isVersionId(id) && !hook.includeAllVersions) return false
  return hook.rule.on.includes(operationOf(change))
}

/** The JSON text to send, or `null` when the filter says no. */
export async function payloadOf(
  hook: Hook,
  dataset: Dataset,
  change: Change,
): Promise<string | null> {
  const {before, after} = change
  const {filter, projection} = hook.rule
  if (!filter.trim() && !projection.trim()) return JSON.stringify(after ?? before)
  const {result} = await dataset.query({
    query: ruleQuery(hook.rule),
    params: {},
    perspective: ['raw'],
    identity: system.id,
    delta: {before, after},
  })
  const [match] = Array.isArray(result) ? (result as {payload?: unknown}[]) : []
  return match ? JSON.stringify(match.payload ?? null) : null
}

/** Line breaks around the texts keep a comment at their end from swallowing what follows. */
function ruleQuery({filter, projection}: HookRule): string {
  const wanted = projection.trim()
  const payload = wanted.startsWith('{') ? `@\n${wanted}\n` : `(\n${wanted || '@'}\n)`
  const where = filter.trim() ? `[(\n${filter}\n)]` : ''
  return `[@]${where}{"payload": ${payload}}`
}
