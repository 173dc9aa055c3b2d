/** What a document may be: limits of the hosted lake, so that content made here is accepted there. */

/** Hosted: 4 MB a mutation request. */
export const MAX_REQUEST_BYTES = 4 * 1024 * 1024
/** Changes of a dataset that may wait for each other. Hosted: 100 at once. Beyond: 429. The lake's own always may. */
export const MAX_CONCURRENT_WRITES = 100
/** Hosted: 32 MB a document. */
export const MAX_DOCUMENT_BYTES = 32 * 1024 * 1024
/** Hosted: 20 levels of nesting. */
export const MAX_DEPTH = 20
/** Hosted: 2,000 to 10,000 distinct attribute paths a dataset, by plan. Here: of one document. */
export const MAX_ATTRIBUTES = 10_000

const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype', 'hasOwnProperty'])
const LONE_SURROGATE = /\p{Surrogate}/u

/** What is wrong with the document, or `undefined`. */
export function documentProblem(document: Record<string, unknown>): string | undefined {
  const paths = new Set<string>()
  let problem: string | undefined

  const visit = (value: unknown, path: string, depth: number) => {
    if (problem) return
    if (typeof value === 'string' && LONE_SURROGATE.test(value)) {
      problem = `"${path}" holds half a character (a lone surrogate); send well-formed text`
    }
    if (typeof value !== 'object' || value === null) return
    if (depth > MAX_DEPTH) {
      problem = `"${path}" is nested deeper than ${MAX_DEPTH} levels`
      return
    }
    if (Array.isArray(value)) {
      for (const item of value) visit(item, `${path}[]`, depth + 1)
      return
    }
    for (const [name, item] of Object.entries(value)) {
      if (FORBIDDEN_NAMES.has(name) || LONE_SURROGATE.test(name))
        problem = `The attribute name ${JSON.stringify(name)} is not allowed`
      const inner = path ? `${path}.${name}` : name
      paths.add(inner)
      if (paths.size > MAX_ATTRIBUTES)
        problem = `The document has more than ${MAX_ATTRIBUTES} attributes`
      visit(item, inner, depth + 1)
    }
  }
  visit(document, '', 1)
  return problem
}

/** What is wrong with a path of a patch, or `undefined`: it must not lead to an attribute that no document may have. */
export function pathProblem(path: string): string | undefined {
  const names = path.split(/[^\p{L}\p{N}\p{M}\p{S}_$-]+/u)
  const forbidden = names.find((name) => FORBIDDEN_NAMES.has(name))
  if (forbidden) return `The attribute name "${forbidden}" is not allowed`
  return LONE_SURROGATE.test(path)
    ? `The path ${JSON.stringify(path)} holds half a character (a lone surrogate)`
    : undefined
}

/**
 * Whether a document that a patch made is surely too large: counted without being written, since a few characters that are set at
 * thousands of places share their memory, but not their text.
 */
export function isOversize(document: unknown): boolean {
  let left = MAX_DOCUMENT_BYTES
  const fits = (value: unknown): boolean => {
    left -= typeof value === 'string' ? value.length + 2 : 1
    if (left < 0) return false
    return typeof value !== 'object' || value === null || Object.values(value).every(fits)
  }
  return !fits(document)
}

/** What is wrong with the serialised document, or `undefined`. */
export function sizeProblem(body: string): string | undefined {
  if (body.length < MAX_DOCUMENT_BYTES / 4) return undefined
  const bytes = Buffer.from(body)
  if (bytes.length > MAX_DOCUMENT_BYTES)
    return `The document has ${bytes.length} bytes, ${MAX_DOCUMENT_BYTES} are allowed`
  return undefined
}
