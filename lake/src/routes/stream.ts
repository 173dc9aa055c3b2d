/**
 * Server-sent events with bounds: so many streams, so long each, so much unread in each. A reader that stops reading is
 * dropped with its buffer; an `EventSource` comes back by itself and resumes or starts over.
 */
import {tooManyRequests} from '../errors.ts'
import {encodeFrame, heartbeat} from '../listen/frame.ts'

/** Hosted: 1,000 to 10,000 listeners by plan. */
export const MAX_STREAMS = 1_000
/** Of these at the most are those of callers without a token, so that whoever has one finds a place. */
export const MAX_ANONYMOUS_STREAMS = 500
/** Hosted: 30 minutes. */
export const MAX_LIFE_MS = 30 * 60_000
export const HEARTBEAT_MS = 15_000
/** What a reader may leave unread. Who has more to say waits for it, but not for ever. */
export const MAX_UNREAD_BYTES = 256 * 1024
export const MAX_WAIT_MS = 30_000

export interface EventStream {
  readonly closed: boolean
  /** Resolves when the reader has room again, or is gone. For those who send much. */
  ready(): Promise<void>
  /** Send one event; a reader without room for it is dropped. Does nothing once the stream is closed. */
  send(event: string, data: unknown, id?: string): void
  /** The same for an event that was encoded before. */
  sendFrame(frame: Uint8Array): void
  close(): void
}

/** All open streams of a lake. */
export interface Streams {
  readonly count: number
  /** End the streams of callers whose token was revoked. */
  endRevoked(): void
  /** Answer with a stream. `start` sends into it, and may return what is to be done when it ends. `dataset`: what it tells of. */
  open(
    request: Request,
    start: (stream: EventStream) => (() => void) | void,
    dataset?: string,
  ): Response
  /** End the streams of a dataset. Their clients come back, unless they are told by a `reason` that it is of no use. */
  endOf(dataset: string, reason?: string): void
  closeAll(): void
}

/** `watch` gives a question to ask before each event: may this caller still hear it? */
export function createStreams(
  watch: (request: Request) => () => boolean = () => () => true,
): Streams {
  /** With the dataset of each. */
  const open = new Map<EventStream, string>()
  const checks = new Set<() => void>()
  let anonymous = 0

  return {
    get count() {
      return open.size
    },

    endRevoked() {
      for (const check of checks) check()
    },

    open(request, start, dataset = '') {
      if (open.size >= MAX_STREAMS)
        throw tooManyRequests(
          `This lake keeps ${MAX_STREAMS} event streams; close some and try again`,
        )
      const isAnonymous = !request.headers.get('authorization')
      if (isAnonymous && anonymous >= MAX_ANONYMOUS_STREAMS)
        throw tooManyRequests(
          `This lake keeps ${MAX_ANONYMOUS_STREAMS} event streams for callers without a token; send one, or close some and try again`,
        )

      const mayHear = watch(request)
      let finish = () => {}
      let wake = () => {}
      const body = new ReadableStream<Uint8Array>(
        {
          start(controller) {
            let closed = false
            let stopped: (() => void) | void
            const end = (how: () => void) => {
              if (closed) return
              closed = true
              clearInterval(beat)
              clearTimeout(life)
              open.delete(stream)
              if (isAnonymous) anonymous--
              checks.delete(check)
              request.signal.removeEventListener('abort', close)
              stopped?.()
              how()
              wake()
            }
            const hasRoom = () => (controller.desiredSize ?? 0) > 0
            // Erring, unlike closing, throws the unread bytes away.
            const drop = () =>
              end(() => controller.error(new Error('The reader of an event stream fell behind')))
            const close = () => end(() => controller.close())
            const check = () => {
              if (!mayHear()) close()
            }
            const write = (frame: Uint8Array) => {
              if (!closed) check()
              if (closed) return
              if (hasRoom()) controller.enqueue(frame)
              else drop()
            }
            const ready = () =>
              new Promise<void>((resolve) => {
                if (closed || hasRoom()) return resolve()
                const patience = setTimeout(drop, MAX_WAIT_MS)
                wake = () => {
                  clearTimeout(patience)
                  wake = () => {}
                  resolve()
                }
              })
            const beat = setInterval(() => hasRoom() && write(heartbeat), HEARTBEAT_MS)
            const life = setTimeout(close, MAX_LIFE_MS)
            beat.unref()
            life.unref()
            finish = () => end(() => {})
            const stream: EventStream = {
              get closed() {
                return closed
              },
              ready,
              send: (event, data, id) => write(encodeFrame(event, data, id)),
              sendFrame: write,
              close,
            }
            open.set(stream, dataset)
            if (isAnonymous) anonymous++
            checks.add(check)
            request.signal.addEventListener('abort', close)

            write(heartbeat)
            try {
              stopped = start(stream)
            } catch (error) {
              end(() => {})
              throw error
            }
            if (request.signal.aborted) close()
            else if (closed) stopped?.()
          },
          pull: () => wake(),
          cancel: () => finish(),
        },
        new ByteLengthQueuingStrategy({highWaterMark: MAX_UNREAD_BYTES}),
      )
      return new Response(body, {
        headers: {
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-cache, no-transform',
          'x-accel-buffering': 'no',
        },
      })
    },

    endOf(dataset, reason) {
      for (const [stream, its] of open) {
        if (its !== dataset) continue
        // `@sanity/client` gives up at this event, and tries for ever at a stream that only ends.
        if (reason !== undefined) stream.send('disconnect', {reason})
        stream.close()
      }
    },

    closeAll() {
      for (const stream of open.keys()) stream.close()
    },
  }
}
