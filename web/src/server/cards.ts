/**
 * `/cards/…`: sharing cards, painted when somebody first asks, and kept on disk and a few in memory.
 *
 * A card's address names its content, so what is kept stays right for ever. The oldest go when there are too many.
 */
import {createHash, type KeyObject} from 'node:crypto'
import {mkdir, readdir, readFile, rm, stat} from 'node:fs/promises'
import path from 'node:path'
import {ByteBoundedMap} from '../cache/byte-bounded-map.ts'
import {isCard, readCard} from '../cards/card.ts'
import type {Painter} from '../cards/painter.ts'
import {writeWhole} from '../whole-file.ts'
import {PageAnswer} from './page-answer.ts'
import {inertHeaders} from './policy.ts'

export interface CardsOptions {
  key: KeyObject
  painter: Pick<Painter, 'paint'>
  directory: string
  report: (error: unknown) => void
  most?: number
}

const later = new PageAnswer({
  status: 503,
  body: 'Please try again in a minute.\n',
  digest: 'later',
  headers: {
    ...inertHeaders,
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'retry-after': '5',
  },
})

export class Cards {
  readonly #options: CardsOptions
  readonly #hot = new ByteBoundedMap<PageAnswer>({bytes: 4e6})
  readonly #asking = new Map<string, Promise<PageAnswer | undefined>>()
  #written = 0

  constructor(options: CardsOptions) {
    this.#options = options
  }

  has(address: string): boolean {
    return isCard(address)
  }

  hot(address: string): PageAnswer | undefined {
    return this.#hot.get(address)
  }

  /** The card; nothing when no page of this site named it; a 503 when it cannot be had now. */
  get(address: string): Promise<PageAnswer | undefined> {
    const known = this.#asking.get(address)
    if (known) return known
    const asking = this.#get(address).finally(() => this.#asking.delete(address))
    this.#asking.set(address, asking)
    return asking
  }

  async #get(address: string): Promise<PageAnswer | undefined> {
    const facts = readCard(address, this.#options.key)
    if (!facts) return undefined
    const name = createHash('sha256').update(address).digest('hex').slice(0, 32)
    const file = path.join(this.#options.directory, `${name}.png`)
    const kept = await readFile(file).catch(() => undefined)
    if (kept) return this.#keep(address, kept, name)
    try {
      const png = await this.#options.painter.paint(facts)
      if (!png) return later
      await this.#write(file, png)
      return this.#keep(address, png, name)
    } catch (error) {
      this.#options.report(error)
      return later
    }
  }

  #keep(address: string, png: Buffer, digest: string): PageAnswer {
    const answer = new PageAnswer({
      status: 200,
      body: png,
      digest,
      headers: {
        ...inertHeaders,
        'content-type': 'image/png',
        'cache-control': 'public, max-age=31536000, immutable',
        'cross-origin-resource-policy': 'cross-origin',
      },
    })
    this.#hot.set(address, answer, answer.bytes)
    return answer
  }

  async #write(file: string, png: Buffer): Promise<void> {
    const {directory, most = 2_000} = this.#options
    await mkdir(directory, {recursive: true})
    await writeWhole(file, png, {flush: true}) // what is kept is right for ever, so it must be whole
    if (this.#written++ % 100 === 0) await this.#forget(directory, most)
  }

  async #forget(directory: string, most: number): Promise<void> {
    const names = await readdir(directory)
    if (names.length <= most) return
    const files = await Promise.all(
      names.map(async (name) => {
        const file = path.join(directory, name)
        return {file, at: (await stat(file).catch(() => undefined))?.mtimeMs ?? 0}
      }),
    )
    const oldest = files.toSorted((a, b) => a.at - b.at).slice(0, names.length - most)
    for (const {file} of oldest) await rm(file, {force: true})
  }
}
