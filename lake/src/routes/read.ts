/** Reading requests: bodies with a bound, flags, lists and GROQ parameters from the query string. */
import {isDeeper} from '../depth.ts'
import {badRequest, payloadTooLarge} from '../errors.ts'
import {MAX_REQUEST_BYTES} from '../documents/limits.ts'

/** A document may be nested 20 levels deep, a query's parameters some more; what is far beyond would overflow the stack. */
const MAX_BODY_DEPTH = 200

/** The body as bytes; refused once it passes `limit`, however much more was announced or comes. */
export async function readBytes(request: Request, limit = MAX_REQUEST_BYTES): Promise<Buffer> {
  const tooLarge = () =>
    payloadTooLarge(
      `The request body may have ${limit} bytes. Nothing was changed; send it in parts.`,
    )
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > limit) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The body as a JSON object; empty when there is none. */
export async function readJson(
  request: Request,
  limit = MAX_REQUEST_BYTES,
): Promise<Record<string, unknown>> {
  const bytes = await readBytes(request, limit)
  if (!bytes.length) return {}
  const value = parseJson(bytes)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badRequest('The request body must be a JSON object. Nothing was changed.')
  return value as Record<string, unknown>
}

/** Bytes as JSON. Broken UTF-8 is refused: repaired in silence, it would be stored as other text than was meant. */
export function parseJson(bytes: Uint8Array): unknown {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', {fatal: true}).decode(bytes))
  } catch (cause) {
    throw badRequest('The request body is not valid JSON in UTF-8. Nothing was changed.', {cause})
  }
  if (isDeeper(value, MAX_BODY_DEPTH))
    throw badRequest(
      `The request body is nested deeper than ${MAX_BODY_DEPTH} levels. Nothing was changed.`,
    )
  return value
}

/** A boolean option: `true` and `false` as clients write them, otherwise the default. */
export function readFlag(url: URL, name: string, whenAbsent = false): boolean {
  const value = url.searchParams.get(name)
  return value === null || value === '' ? whenAbsent : value === 'true' || value === '1'
}

/** A positive whole number, at most `most`. */
export function readCount(url: URL, name: string, whenAbsent: number, most: number): number {
  const value = url.searchParams.get(name)
  if (value === null || value === '') return whenAbsent
  if (!/^\d{1,9}$/.test(value)) throw badRequest(`"${name}" must be a whole number`)
  return Math.min(Number(value), most)
}

/** Comma-separated ids from a path segment. */
export const readList = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)

/** GROQ parameters: `$name=<JSON>`. */
export function readParams(url: URL): Record<string, unknown> {
  const params: Record<string, unknown> = {}
  for (const [name, value] of url.searchParams) {
    if (!name.startsWith('$')) continue
    try {
      params[name.slice(1)] = JSON.parse(value)
    } catch (cause) {
      throw badRequest(`The parameter "${name}" is not valid JSON: write strings in quotes`, {
        cause,
      })
    }
  }
  return params
}
