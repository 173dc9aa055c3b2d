/**
 * The listener for those who run the site, on loopback and a port of its own: never what readers reach.
 *
 * `/healthz`: the process answers. `/readyz`: it can serve readers; 503 when not, with what is wrong either way. `/metrics`: for Prometheus.
 */
import type {Server} from 'node:http'
import {adminPortTaken} from '../errors.ts'
import {reasonOf} from '../log.ts'
import {http} from '../node-http.ts'
import type {Metrics} from './metrics.ts'
import {isOwnHost} from './own-host.ts'

export interface Check {
  ok: boolean
  /** Whether readers are served all the same. */
  bearable?: boolean
  detail: string
}

export interface AdminOptions {
  port: number
  metrics: Pick<Metrics, 'text'>
  checks: () => Promise<Record<string, Check>>
}

export interface AdminServer {
  port: number
  close(): Promise<void>
}

export async function openAdmin({port, metrics, checks}: AdminOptions): Promise<AdminServer> {
  const server = http.createServer({requestTimeout: 10_000}, (request, response) => {
    const send = (status: number, type: string, body: string) => {
      response.writeHead(status, {
        'content-type': type,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      response.end(body)
    }
    if (!isOwnHost(request.headers.host)) return send(421, 'text/plain', WRONG_HOST)
    const isReading = request.method === 'GET' || request.method === 'HEAD'
    const [path] = (request.url ?? '').split('?', 1)
    if (!isReading) return send(405, 'text/plain', 'Only to be read.\n')
    if (path === '/healthz') return send(200, 'text/plain', 'ok\n')
    if (path === '/metrics') {
      try {
        return send(200, 'text/plain; version=0.0.4', metrics.text())
      } catch (error) {
        return send(503, 'text/plain', `${reasonOf(error)}\n`)
      }
    }
    if (path !== '/readyz') return send(404, 'text/plain', '/healthz, /readyz, /metrics\n')
    readiness(checks).then(
      (answer) => send(answer.ready ? 200 : 503, 'application/json', `${JSON.stringify(answer)}\n`),
      (error: unknown) => send(500, 'text/plain', `${String(error)}\n`),
    )
  })
  return {
    port: await listen(server, port),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const WRONG_HOST = 'Ask by an address, such as http://127.0.0.1 with the port, or by localhost.\n'

export interface Readiness {
  ready: boolean
  checks: Record<string, Check>
}

async function readiness(checks: AdminOptions['checks']): Promise<Readiness> {
  const found = await checks()
  const ready = Object.values(found).every(({ok, bearable}) => ok || bearable)
  return {ready, checks: found}
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(adminPortTaken(port, error)))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}
