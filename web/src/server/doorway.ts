/**
 * The port that the site listens on: taken before anything else is known, since what a page says about itself may depend on it.
 *
 * Requests that come before there is anybody to answer wait.
 */
import type {Server} from 'node:http'
import {portTaken} from '../errors.ts'
import type {Front} from './front.ts'

/** Gives the function that lets requests in. */
export function holdAtTheDoor(server: Server): (handle: Front['handle']) => void {
  const early: Parameters<Front['handle']>[] = []
  const hold = (...request: Parameters<Front['handle']>) => void early.push(request)
  server.on('request', hold)
  return (handle) => {
    server.off('request', hold).on('request', handle)
    for (const request of early) handle(...request)
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
