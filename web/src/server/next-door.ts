/**
 * Next, running in this process behind the front server.
 *
 * `pass` hands it a client's request. `ask` is a request of our own for a page, always the same headers, the answer
 * whole: it goes through a pair of streams and Node's own HTTP on both ends, so there is no port that others could
 * talk to, and no imitation of a request that Next could notice.
 */
import {createServer, request, type IncomingMessage, type ServerResponse} from 'node:http'
import {duplexPair, type Duplex} from 'node:stream'
import next from 'next'
import {askHeader, pathHeader, renewHeader} from '../cache/door.ts'

export interface Asked {
  status: number
  headers: IncomingMessage['headers']
  body: Buffer
}

export interface NextDoor {
  ask(path: string, options?: {renew?: boolean}): Promise<Asked>
  pass(request: IncomingMessage, response: ServerResponse): void
  close(): Promise<void>
}

export interface NextDoorOptions {
  /** The folder of the site, where `.next` is. */
  directory: string
  /** The address that readers know; what a page says about itself comes from here, never from a request. */
  site: URL
  /** When a page takes longer than this, it has failed. */
  patience?: number
}

export async function openNext(options: NextDoorOptions): Promise<NextDoor> {
  const {directory, site, patience = 15_000} = options
  const inner = createServer({keepAliveTimeout: 1})
  const app = next({
    dev: false,
    dir: directory,
    hostname: site.hostname,
    port: portOf(site),
    httpServer: inner, // so that Next does not listen for upgrades on the server that the world talks to
  })
  await app.prepare()
  const handle = app.getRequestHandler()

  const answer = (incoming: IncomingMessage, response: ServerResponse): void => {
    handle(incoming, response).catch((error: unknown) => {
      process.stderr.write(
        `${JSON.stringify({level: 'error', message: 'next', error: String(error)})}\n`,
      )
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  }
  inner.on('request', answer)
  const connect = (): Duplex => {
    const [ours, theirs] = duplexPair()
    inner.emit('connection', theirs)
    return ours
  }
  const own = {
    host: site.host,
    accept: 'text/html,*/*',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-host': site.host,
    'x-forwarded-proto': site.protocol.slice(0, -1),
    connection: 'close',
  }

  let asked = 0
  const pass = (incoming: IncomingMessage, response: ServerResponse): void => {
    incoming.headers[askHeader] = String(++asked)
    answer(incoming, response)
  }

  return {
    pass,
    ask: (path, {renew = false} = {}) =>
      new Promise<Asked>((resolve, reject) => {
        const asking = request({
          createConnection: connect,
          host: site.hostname,
          path,
          headers: {
            ...own,
            [askHeader]: String(++asked),
            [pathHeader]: path,
            ...(renew ? {[renewHeader]: '1'} : {}),
          },
        })
        const timer = setTimeout(
          () => asking.destroy(new Error(`The page ${path} took longer than ${patience} ms.`)),
          patience,
        )
        asking.once('close', () => clearTimeout(timer))
        asking.once('error', reject)
        asking.once('response', (incoming) => {
          const chunks: Buffer[] = []
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
          incoming.once('error', reject)
          incoming.once('end', () =>
            resolve({
              status: incoming.statusCode ?? 500,
              headers: incoming.headers,
              body: Buffer.concat(chunks),
            }),
          )
        })
        asking.end()
      }),
    close: async () => {
      inner.close()
      await app.close()
    },
  }
}

const portOf = (site: URL): number => Number(site.port) || (site.protocol === 'https:' ? 443 : 80)
