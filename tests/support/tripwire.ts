/**
 * A page on which nothing may happen: it counts what runs, asks, opens or leads away while HTML that somebody else wrote is
 * shown on it and everything in it has been touched. There is no policy on the page that would stop a script.
 */
import type {BrowserContext, Page} from 'playwright-core'

const address = 'http://localhost/tripwire'

/** What hostile text calls to show that it ran. */
const planted = ['alert', 'confirm', 'prompt', 'print', 'open', 'fetch']

export class Tripwire {
  readonly #page: Page
  #html = ''
  #events: string[] = []

  private constructor(page: Page) {
    this.#page = page
  }

  static async lay(context: BrowserContext): Promise<Tripwire> {
    const page = await context.newPage()
    const wire = new Tripwire(page)
    await context.route('**/*', async (route) => {
      const request = route.request()
      if (request.isNavigationRequest() && request.url() === address) {
        const body = `<!doctype html><meta charset="utf-8"><title>Tripwire</title><body>${wire.#html}</body>`
        return route.fulfill({body, contentType: 'text/html; charset=utf-8'})
      }
      // A picture may be asked for: a body may show one. Nothing else may.
      if (request.resourceType() !== 'image') {
        wire.#events.push(`asked for ${request.resourceType()} ${request.url().slice(0, 200)}`)
      }
      return route.abort()
    })
    await page.addInitScript((names) => {
      const calls: string[] = []
      Object.defineProperty(window, 'tripped', {value: calls, configurable: false})
      for (const name of names) {
        const trap = (...values: unknown[]) => {
          calls.push(`${name}(${String(values[0]).slice(0, 80)})`)
          return null
        }
        Object.defineProperty(window, name, {value: trap, configurable: false, writable: false})
      }
    }, planted)
    page.on('dialog', (dialog) => {
      wire.#events.push(`a dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('popup', (popup) => {
      wire.#events.push(`a window: ${popup.url()}`)
      void popup.close()
    })
    page.on('frameattached', (frame) => wire.#events.push(`a frame ${frame.name()}`))
    page.on('worker', () => wire.#events.push('a worker'))
    return wire
  }

  /** Show these pieces on one page, touch everything, and say what happened. */
  async shows(pieces: string[]): Promise<string[]> {
    this.#events = []
    this.#html = pieces.map((piece) => `<div>${piece}</div>`).join('\n')
    await this.#page.goto(address, {waitUntil: 'load'})
    const happened = await this.#touch().catch((error: unknown) => {
      if (!/context was destroyed|navigation/i.test(String(error))) throw error
      return ['led away while it was looked at']
    })
    const left = this.#page.url() === address ? [] : [`led away to ${this.#page.url()}`]
    return [...happened, ...this.#events, ...left]
  }

  async #touch(): Promise<string[]> {
    const found = await this.#page.evaluate(touchEverything)
    // Timers and failed pictures have had their turn when a round trip and a frame have gone by.
    const calls = await this.#page.evaluate(async () => {
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))
      return (window as unknown as {tripped: string[]}).tripped
    })
    return [...found, ...calls.map((call) => `ran ${call}`)]
  }
}

/** In the page: what could run is named, and what waits for a pointer, a key or a click gets one. */
function touchEverything(): string[] {
  const suspicious: string[] = []
  for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
    for (const {name, value} of element.attributes) {
      if (/^on|^srcdoc$|^formaction$|^style$/i.test(name))
        suspicious.push(`${element.tagName} ${name}`)
      if (/^(?:href|src|action|xlink:href)$/i.test(name) && element instanceof HTMLAnchorElement) {
        // What no browser can read as an address leads nowhere, and has no scheme.
        if (!/^(?:https?|mailto|tel)?:$/.test(element.protocol))
          suspicious.push(`a link to ${value.slice(0, 80)}`)
      }
    }
    if (
      /^(?:script|iframe|object|embed|form|svg|math|style|link|meta|base)$/i.test(element.tagName)
    ) {
      suspicious.push(`<${element.tagName.toLowerCase()}>`)
    }
    for (const type of [
      'mouseover',
      'mouseenter',
      'focus',
      'pointerdown',
      'animationstart',
      'toggle',
    ]) {
      element.dispatchEvent(new Event(type, {bubbles: false}))
    }
    // A script address runs when it is followed; any other would only lead away.
    if (element instanceof HTMLAnchorElement && element.protocol === 'javascript:') element.click()
  }
  return suspicious
}
