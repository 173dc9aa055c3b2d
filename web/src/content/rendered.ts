/**
 * Markdown that was rendered lately, by what it says: a page whose title changed, or a feed of twenty texts of which one did,
 * renders no body a second time.
 *
 * Next bundles routes apart, so a module's own memory would be one for each of them: see `rendering/door.ts`. Nothing of it
 * leaves the process.
 */
import {createHash} from 'node:crypto'
import {ByteBoundedMap} from '../cache/byte-bounded-map.ts'
import {config} from '../config.ts'
import {ownReading} from '../rendering/reading.ts'
import {renderMarkdown, type Rendered, type RenderOptions} from '../markdown/index.ts'

const memoryKey = Symbol.for('masthead.rendered')
const mostBytes = 24e6

type Memories = Record<symbol, ByteBoundedMap<Rendered> | undefined>

export function rendered(source: string, asked: Omit<RenderOptions, 'imageOrigin'>): Rendered {
  const {images} = config()
  const options = {...asked, imageOrigin: images.proxied ? '' : images.origin}
  const memory = ((globalThis as unknown as Memories)[memoryKey] ??= new ByteBoundedMap({
    bytes: mostBytes,
  }))
  const key = createHash('sha256')
    .update(JSON.stringify([options, source]))
    .digest('base64url')
  const known = memory.get(key)
  if (known) return known
  const fresh = renderMarkdown(source, options)
  // A draft is another text at each keystroke: kept, it would push out what readers' pages use.
  if (!ownReading()?.seesDrafts) memory.set(key, fresh, 1_000 + 2 * fresh.html.length)
  return fresh
}
