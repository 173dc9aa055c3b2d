/**
 * The preview, made like the draft's page as the site would answer it now, with the words that are being typed, without leaving the page.
 *
 * A page of ours is complete as HTML, in draft mode too; so the preview asks for that and changes what is different. A reload
 * takes several times as long, flickers, and goes back to the top.
 */
import {morph} from './morph.ts'
import type {Words} from './unsaved.ts'

const parts = ['body > header', 'body > main', 'body > footer']

/** What Studio's form says of each document that is open there. */
const unsaved = new Map<string, Words>()

/** Keep what a form says for the next refresh; nothing when it was closed. Answers whether that is news. */
export function keepUnsaved(id: string, words: Words | null): boolean {
  if (JSON.stringify(unsaved.get(id) ?? null) === JSON.stringify(words)) return false
  if (words) unsaved.set(id, words)
  else unsaved.delete(id)
  return true
}

const wordsRefused = [400, 413]

const askForPage = (words: Record<string, Words>): Promise<Response | undefined> =>
  fetch('/api/draft-mode/page', {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify({path: location.pathname + location.search, unsaved: words}),
  }).catch(() => undefined)

async function refreshOnce(): Promise<void> {
  let answer = await askForPage(Object.fromEntries(unsaved))
  // More words than the site takes at once: what is saved is shown, at the pace of saving.
  if (answer && wordsRefused.includes(answer.status)) answer = await askForPage({})
  // The site or its lake is away: what is on screen is the best there is. The next change asks again.
  if (!answer || answer.status >= 500 || wordsRefused.includes(answer.status)) return
  // No page any more, another address, or the cookie is over: that is for the browser to show.
  if (!answer.ok) return location.reload()
  const wanted = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const pairs = parts.map(
    (part) => [document.querySelector(part), wanted.querySelector(part)] as const,
  )
  if (!pairs.every(([old, fresh]) => old && fresh)) return location.reload()
  document.documentElement.lang = wanted.documentElement.lang
  document.title = wanted.title
  changeStyles(wanted)
  for (const [old, fresh] of pairs) morph(old!, fresh!)
}

/** A new accent colour is a new style sheet; the old one goes when the new one is there. */
function changeStyles(wanted: Document): void {
  const [old, fresh] = [document, wanted].map((one) =>
    one.querySelector<HTMLLinkElement>('link[rel="stylesheet"]'),
  )
  if (!old || !fresh || old.getAttribute('href') === fresh.getAttribute('href')) return
  const link = document.importNode(fresh)
  link.addEventListener('load', () => old.remove(), {once: true})
  old.after(link)
}

let running: Promise<void> | undefined
let waiting: Promise<void> | undefined

/** One at a time; whoever asks meanwhile gets the one after, which sees everything that they had seen. */
export function refresh(): Promise<void> {
  if (!running) {
    running = refreshOnce().finally(() => (running = undefined))
    return running
  }
  waiting ??= running.then(() => {
    waiting = undefined
    return refresh()
  })
  return waiting
}
