/**
 * Copies that hold nothing but themselves.
 *
 * A small buffer is a piece of a large one that others share, what a compression gives is a piece of the room that it had, and words that were
 * cut out of a page keep the whole page. Whoever keeps such a piece for long keeps all of that, which no count of bytes knows.
 */

export function ownBytes(content: string | Buffer): Buffer {
  if (typeof content !== 'string' && content.byteLength === content.buffer.byteLength)
    return content
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(content))
  if (typeof content === 'string') bytes.write(content)
  else content.copy(bytes)
  return bytes
}

export const ownWords = (text: string): string => Buffer.from(text).toString()
