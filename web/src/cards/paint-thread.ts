/**
 * The thread that paints cards. It is a thread because a picture takes a quarter of a second of one, which readers of pages
 * would wait for, and because it gives its memory back when it ends. It cannot reach the network: what the renderer would
 * fetch (fonts for other scripts, emoji) is refused.
 */
import {readFileSync} from 'node:fs'
import {parentPort} from 'node:worker_threads'
import {ImageResponse} from 'next/og.js'
import type {CardFacts} from './card.ts'
import {CARD, drawing} from './drawing.ts'

export interface Order {
  id: number
  facts: CardFacts
}

export interface Painted {
  id: number
  png?: Uint8Array
  problem?: string
}

globalThis.fetch = () => Promise.reject(new Error('Cards are painted without the network.'))

const font = (name: string, file: string, weight: 400 | 500) => ({
  name,
  weight,
  style: 'normal' as const,
  data: readFileSync(new URL(`fonts/newsreader-${file}-${weight}-normal.woff`, import.meta.url)),
})

const fonts = ([400, 500] as const).flatMap((weight) => [
  font('Newsreader', 'latin', weight),
  font('Newsreader Extended', 'latin-ext', weight),
])

async function paint({id, facts}: Order): Promise<Painted> {
  try {
    const image = new ImageResponse(drawing(facts) as never, {...CARD, fonts})
    return {id, png: new Uint8Array(await image.arrayBuffer())}
  } catch (error) {
    return {id, problem: String(error)}
  }
}

parentPort?.on('message', (order: Order) => {
  void paint(order).then((painted) => parentPort?.postMessage(painted))
})
