/** Which compression a client takes: brotli before gzip, and neither that it refuses (`q=0`). */
export type Encoding = 'br' | 'gzip' | 'identity'

const remembered = new Map<string, Encoding>()
const most = 200

export function preferredEncoding(header: string | string[] | undefined): Encoding {
  if (typeof header !== 'string') return 'identity'
  const known = remembered.get(header)
  if (known) return known
  const encoding = choose(header)
  if (remembered.size >= most) remembered.clear()
  if (header.length < 200) remembered.set(header, encoding)
  return encoding
}

function choose(header: string): Encoding {
  const weights = new Map<string, number>()
  for (const part of header.slice(0, 500).toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim())
    const q = parameters.find((parameter) => parameter.startsWith('q='))
    weights.set(name, q === undefined ? 1 : Number(q.slice(2)) || 0)
  }
  const weight = (name: string) => weights.get(name) ?? weights.get('*') ?? 0
  if (weight('br') > 0 && weight('br') >= weight('gzip')) return 'br'
  return weight('gzip') > 0 ? 'gzip' : 'identity'
}
