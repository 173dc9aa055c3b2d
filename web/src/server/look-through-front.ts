import {http} from '../node-http.ts'
import type {SeenPage} from '../receipts/why-not-live.ts'

const agent = new http.Agent({keepAlive: true, maxSockets: 4})

/** A page as a reader gets it: over the wire, by way of everything that stands before it. */
export function lookThroughFront(port: number, address: string): Promise<SeenPage> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(10_000)
    const where = {host: '127.0.0.1', port, path: address, method: 'HEAD'}
    const asking = http.request({...where, agent, signal}, (answer) => {
      answer.resume()
      const revisions = String(answer.headers['x-content-revision'] ?? '').split(' ')
      resolve({status: answer.statusCode ?? 0, revisions: revisions.filter(Boolean)})
    })
    asking.once('error', reject)
    asking.end()
  })
}
