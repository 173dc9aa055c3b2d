/**
 * The preview beside the form follows the typing: at each keystroke it is told what the form says.
 *
 * A page of the site that is shown in Presentation says that it is there, and from then on gets the words of the document that is open
 * beside it, saved or not. Only windows of the site's own origin are told.
 */

/** The text fields of a document: those that are one string. `null` for an empty one. */
export type Words = Record<string, string | null>

const domain = 'masthead/preview'

export class Following {
  readonly #siteOrigin: string
  readonly #previews = new Set<MessageEventSource>()
  readonly #open = new Map<string, Words>()
  /** How many forms of a document are open: two panes may show the same one. */
  readonly #forms = new Map<string, number>()

  constructor(siteUrl: string) {
    this.#siteOrigin = new URL(siteUrl).origin
    addEventListener('message', ({data, source, origin}: MessageEvent<unknown>) => {
      const told = (data ?? {}) as {domain?: unknown; type?: unknown}
      if (origin !== this.#siteOrigin || !source) return
      if (told.domain !== domain || told.type !== 'ready') return
      this.#previews.add(source)
      for (const [id, words] of this.#open) this.#tell(source, id, words)
    })
  }

  /** A form of the document is open: it tells what it says, and when it is closed. */
  form(id: string): {tell(words: Words): void; close(): void} {
    this.#forms.set(id, (this.#forms.get(id) ?? 0) + 1)
    return {
      tell: (words) => {
        this.#open.set(id, words)
        this.#tellAll(id, words)
      },
      close: () => {
        const others = (this.#forms.get(id) ?? 1) - 1
        this.#forms.set(id, others)
        if (others > 0) return
        this.#forms.delete(id)
        this.#open.delete(id)
        this.#tellAll(id, null)
      },
    }
  }

  #tellAll(id: string, words: Words | null): void {
    for (const preview of this.#previews) this.#tell(preview, id, words)
  }

  #tell(preview: MessageEventSource, id: string, words: Words | null): void {
    if ((preview as Window).closed) this.#previews.delete(preview)
    else preview.postMessage({domain, type: 'words', id, words}, {targetOrigin: this.#siteOrigin})
  }
}

/** What of a document is words in fields of their own. */
export function wordsOf(document: Record<string, unknown>, textFields: readonly string[]): Words {
  return Object.fromEntries(
    textFields.map((name) => {
      const value = document[name]
      return [name, typeof value === 'string' ? value : null]
    }),
  )
}

/** What the lake adds to a document; a draft that begins differs from what is published in nothing else. */
const ofTheLake = ['_id', '_rev', '_createdAt', '_updatedAt', '_originalId', '_system']

/** Everything else of it, to compare: what changes here is shown when it is saved. */
export function besidesWords(
  document: Record<string, unknown>,
  textFields: readonly string[],
): string {
  const ignored = new Set([...ofTheLake, ...textFields])
  return JSON.stringify(Object.entries(document).filter(([name]) => !ignored.has(name)))
}
