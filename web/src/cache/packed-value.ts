/**
 * What readers get, as one run of bytes: a line of JSON with the headers and what kind of body it is, then the body.
 *
 * Not V8's own serialisation: to load it is a part of every start, and another Node may not read it.
 */
import type {PageValue} from './page.ts'

interface Beginning {
  headers: Record<string, string>
  isText: boolean
}

export function packed({headers, body}: PageValue): Buffer {
  const beginning: Beginning = {headers, isText: typeof body === 'string'}
  return Buffer.concat([
    Buffer.from(`${JSON.stringify(beginning)}\n`),
    typeof body === 'string' ? Buffer.from(body) : body,
  ])
}

/** Throws on what was never packed. A body of bytes shares its memory with `bytes`. */
export function unpacked(bytes: Buffer): PageValue {
  const end = bytes.indexOf(10)
  const {headers, isText} = JSON.parse(bytes.toString('utf8', 0, end)) as Beginning
  const body = bytes.subarray(end + 1)
  return {headers, body: isText ? body.toString() : body}
}
