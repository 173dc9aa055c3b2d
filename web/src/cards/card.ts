/**
 * Sharing cards: the picture that goes with a link to a page that has none of its own.
 *
 * The address of a card says all that is on it (title, names, firm, colour), and is signed, so that only this site's pages decide
 * what is drawn. It changes exactly when one of these does, so a card never goes stale, whoever kept it; nothing has to be
 * cleared, and no document is asked for. `DESIGN` goes up when cards are to look different.
 */
import {createHmac, createSecretKey, timingSafeEqual, type KeyObject} from 'node:crypto'

export interface CardFacts {
  title: string
  /** Whose words these are, with credentials; empty on lists. */
  by: string
  firm: string
  /** The firm's colour, as the editor wrote it; empty for our own. */
  accent: string
}

const DESIGN = 1
const LONGEST = {title: 160, by: 120, firm: 60, accent: 9}
/** All of them in characters of four bytes, or of six when JSON has to escape them. */
const shape = /^\/cards\/(\d+)-([\w-]{16})\/([\w-]{4,3000})\.png$/

let lastKey: {secret: string; key: KeyObject} | undefined

/**
 * The key for signing: made from a secret of the site, of which there is one, and good for nothing else. As Node's crypto holds keys: bytes
 * would be made one for each signature, which takes longer than to sign.
 */
export function cardKey(secret: string): KeyObject {
  if (lastKey?.secret !== secret) {
    const key = createSecretKey(createHmac('sha256', secret).update('sharing cards').digest())
    lastKey = {secret, key}
  }
  return lastKey.key
}

export const isCard = (path: string): boolean => path.startsWith('/cards/')

export function cardPath(facts: CardFacts, key: KeyObject): string {
  const {title, by, firm, accent} = facts
  const kept = [
    shortened(title, LONGEST.title),
    shortened(by, LONGEST.by),
    shortened(firm, LONGEST.firm),
    accent.slice(0, LONGEST.accent),
  ]
  const written = Buffer.from(JSON.stringify(kept)).toString('base64url')
  return `/cards/${DESIGN}-${signature(written, key)}/${written}.png`
}

/** What is on the card at this address, if it is one that a page of this site gave out. */
export function readCard(path: string, key: KeyObject): CardFacts | undefined {
  const [, design, given = '', written = ''] = shape.exec(path) ?? []
  if (design !== String(DESIGN) || !isSame(given, signature(written, key))) return undefined
  const [title = '', by = '', firm = '', accent = ''] = JSON.parse(
    Buffer.from(written, 'base64url').toString(),
  ) as string[]
  return {title, by, firm, accent}
}

const signature = (written: string, key: KeyObject): string =>
  createHmac('sha256', key).update(`${DESIGN} ${written}`).digest('base64url').slice(0, 16)

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

/** Cut between two words. Characters stay whole. */
function shortened(text: string, most: number): string {
  const clean = text.toWellFormed().normalize('NFC').replace(/\s+/g, ' ').trim()
  if (clean.length <= most) return clean // nor are there more characters than code units
  const characters = Array.from(clean)
  if (characters.length <= most) return clean
  const cut = characters.slice(0, most - 1).join('')
  return `${cut.replace(/\s+\S*$/, '') || cut}…`
}
