/**
 * The port that the site listens on: taken before anything else is known, since what a page says about itself may depend on it.
 *
 * Requests that come before there is anybody to answer wait.
 */
import {once} from 'node:events'
import type {IncomingMessage, Server, ServerResponse} from 'node:http'
import {setTimeout as wait} from 'node:timers/promises'
import {portTaken} from '../errors.ts'
import type {Front} from './front.ts'

export interface Doorway {
  /** Let in whoever has come, and whoever comes. */
  letIn(handle: Front['handle']): void
  /** Settles when nobody of those who have come so far waits for an answer, or after so many milliseconds. To be called once. */
  untilAnswered(longest: number): Promise<void>
}

export function holdAtTheDoor(server: Server): Doorway {
  const early: Parameters<Front['handle']>[] = []
  const hold = (...request: Parameters<Front['handle']>) => void early.push(request)
  const unanswered = new Set<ServerResponse>()
  const note = (_request: IncomingMessage, response: ServerResponse) => {
    unanswered.add(response)
    response.once('close', () => unanswered.delete(response))
  }
  server.on('request', note).on('request', hold)
  return {
    letIn(handle) {
      server.off('request', hold).on('request', handle)
      for (const request of early) handle(...request)
    },
    async untilAnswered(longest) {
      server.off('request', note) // it would be one more thing to do for each of a million readers
      const answered = [...unanswered].map((response) => once(response, 'close'))
      await Promise.race([Promise.allSettled(answered), wait(longest, undefined, {ref: false})])
    },
  }
}

export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? portTaken(port, error) : error),
    )
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}
