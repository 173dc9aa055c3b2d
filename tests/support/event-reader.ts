/** A listener that never gives up: it reads server-sent events, and comes back with the last event it saw, as an `EventSource` does. */

export interface Heard {
  event: string
  id: string | undefined
  data: Record<string, unknown>
}

export class EventReader {
  readonly heard: Heard[] = []
  #lastEventId: string | undefined
  #abort = new AbortController()
  #reading: Promise<void> = Promise.resolve()

  /** `lastEventId`: an event that was seen before this reader was made. */
  constructor(lastEventId?: string) {
    this.#lastEventId = lastEventId
  }

  /** Connect, and resolve once the lake has said hello. What it said is the next in `heard`. */
  async connect(url: string, token?: string): Promise<Heard> {
    this.#abort = new AbortController()
    const response = await fetch(url, {
      signal: this.#abort.signal,
      headers: {
        ...(token ? {authorization: `Bearer ${token}`} : {}),
        ...(this.#lastEventId === undefined ? {} : {'last-event-id': this.#lastEventId}),
      },
    })
    if (!response.ok || !response.body)
      throw new Error(`The stream was answered ${response.status}`)
    const {body} = response
    return new Promise((resolve, reject) => {
      this.#reading = this.#read(body, resolve).catch(reject)
    })
  }

  /** Let go of the stream; resolves when nothing more can be heard of it. */
  async disconnect(): Promise<void> {
    this.#abort.abort()
    await this.#reading
  }

  async #read(body: ReadableStream<Uint8Array>, greeted: (hello: Heard) => void): Promise<void> {
    const decoder = new TextDecoder()
    let text = ''
    try {
      for await (const chunk of body) {
        text += decoder.decode(chunk, {stream: true})
        const frames = text.split('\n\n')
        text = frames.pop() ?? ''
        for (const frame of frames) this.#take(frame, greeted)
      }
    } catch {
      // Cut off in the middle of a frame: that frame was not heard.
    }
  }

  #take(frame: string, greeted: (hello: Heard) => void) {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1]
    const event = field('event')
    if (!event) return
    const id = field('id')
    const heard = {event, id, data: JSON.parse(field('data') ?? 'null') as Heard['data']}
    if (id !== undefined) this.#lastEventId = id
    this.heard.push(heard)
    greeted(heard)
  }
}
