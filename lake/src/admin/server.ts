/** The listener for those who run the lake, on loopback and a port of its own: `/healthz`, `/readyz`, `/metrics`. */
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {isAddressOrLoopback} from '../access/host.ts'
import {system} from '../access/identity.ts'
import type {Lake} from '../index.ts'

export interface AdminServer {
  port: number
  close(): void
}

export async function serveAdmin(options: {
  port: number
  lake: Pick<Lake, 'datasets'>
  text: () => string
}): Promise<AdminServer> {
  const {port, lake, text} = options
  const server = createServer((request, response) => {
    const send = (status: number, type: string, body: string) => {
      response.writeHead(status, {'content-type': type, 'cache-control': 'no-store'}).end(body)
    }
    if (!isAddressOrLoopback(request.headers.host)) return send(421, 'text/plain', WRONG_HOST)
    if (request.method !== 'GET') return send(405, 'text/plain', 'Only to be read.\n')
    if (request.url === '/healthz') return send(200, 'text/plain', 'ok\n')
    if (request.url === '/metrics') {
      try {
        return send(200, 'text/plain; version=0.0.4', text())
      } catch (error) {
        return send(503, 'text/plain', `${reasonOf(error)}\n`) // a fault that passes: the disk, a lake that is closing
      }
    }
    if (request.url !== '/readyz') return send(404, 'text/plain', '/healthz, /readyz, /metrics\n')
    everyDatasetAnswers(lake).then(
      () => send(200, 'application/json', '{"ready":true}\n'),
      (error: unknown) => {
        const reason = reasonOf(error)
        send(503, 'application/json', `${JSON.stringify({ready: false, reason})}\n`)
      },
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(new Error(`LAKE_ADMIN_PORT=${port}: ${error.message}. Choose another, or 0.`)),
    )
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

const WRONG_HOST = 'Ask by an address, such as http://127.0.0.1 with the port, or by localhost.\n'
const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

async function everyDatasetAnswers({datasets}: Pick<Lake, 'datasets'>): Promise<void> {
  const open = () => datasets.names().map((name) => datasets.get(name))
  for (const dataset of open()) {
    try {
      await dataset.query({query: 'true', perspective: ['raw'], identity: system.id})
    } catch (error) {
      if (open().includes(dataset)) throw error // else it was deleted meanwhile, and answers nobody
    }
  }
}
