/**
 * References: `{_ref}` anywhere in a document. A strong one must point at a document that exists, and keeps it from
 * being deleted; a weak one (`_weak: true`) may dangle. A reference that is to become strong when published carries
 * `_strengthenOnPublish` and is weak until then.
 */
import {isRecord} from '../record.ts'

export interface Reference {
  target: string
  weak: boolean
}

type Json = unknown

/**
 * Each target of the document once per strength. Finds what GROQ's `references()` finds, because queries are answered
 * from it: nothing inside a reference counts. References into other datasets are not ours to check: weak.
 */
export function referencesOf(document: Json): Reference[] {
  const found = new Map<string, Reference>()
  const visit = (value: Json) => {
    if (Array.isArray(value)) return value.forEach(visit)
    if (!isRecord(value)) return
    const target = value._ref
    if (!target) return Object.values(value).forEach(visit)
    if (typeof target !== 'string') return
    const weak = value._weak === true || '_dataset' in value || '_projectId' in value
    found.set(`${weak}:${target}`, {target, weak})
  }
  visit(document)
  return [...found.values()]
}

export const strongTargets = (document: Json): string[] =>
  referencesOf(document).flatMap(({target, weak}) => (weak ? [] : [target]))

/** The document as it is published: references marked `_strengthenOnPublish` become what they were meant to be. */
export function strengthen<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: Json) => strengthen(item)) as T
  if (!isRecord(value)) return value
  const mark = value._strengthenOnPublish
  const result: Record<string, Json> = {}
  for (const [key, item] of Object.entries(value)) {
    if (mark && (key === '_strengthenOnPublish' || key === '_weak')) continue
    result[key] = strengthen(item)
  }
  if (isRecord(mark) && mark.weak === true) result._weak = true
  return result as T
}
