/**
 * Next, running in this process behind the front server.
 *
 * To load it takes longer than everything else at a start, holds up the thread meanwhile, and takes memory for good. So it is loaded when
 * the first editor or reviewer comes, who waits for it: it renders what they see, whose pages need React in the browser. Readers' pages are
 * made in `rendering/`, by a part of its build that needs nothing else of it. `open` begins to load. `pass` hands it a client's request. `ask` is a request of our own, the answer whole: it goes through a pair of streams and Node's own HTTP on both ends, so there is no port that others could
 * talk to, and no imitation of a request that Next could notice.
 */
import type {IncomingMessage, Server, ServerResponse} from 'node:http'
import {readFile} from 'node:fs/promises'
import path from 'node:path'
import {duplexPair, type Duplex} from 'node:stream'
import {reviewHeader, targetHeader} from '../draft/inner-headers.ts'
import {http} from '../node-http.ts'
import {loadOnce} from './load-once.ts'

export interface Asked {
  status: number
  headers: IncomingMessage['headers']
  body: Buffer
}

export interface NextDoor {
  /** Load Next, for somebody who will ask in a moment. Calling it again changes nothing. */
  open(): void
  /** A page for a reviewer. */
  ask(path: string, review: Review): Promise<Asked>
  pass(request: IncomingMessage, response: ServerResponse): void
  close(): Promise<void>
}

/** A page for a reviewer: in draft mode, where nothing is kept, and with the draft of one document. */
export interface Review {
  draftOf: string
  /** Next's own draft cookie. */
  bypass: string
}

export interface NextDoorOptions {
  /** The folder of the site, where `.next` is. */
  directory: string
  /** The address that readers know; what a page says about itself comes from here, never from a request. */
  site: URL
  /** When a page takes longer than this, it has failed. */
  patience?: number
}

export function nextDoor(options: NextDoorOptions): NextDoor {
  const {directory, site, patience = 15_000} = options
  const inner = http.createServer({keepAliveTimeout: 1})
  let opening: Promise<App> | undefined
  const load = loadOnce(() => loadNext(directory, site, inner))
  const opened = (): Promise<App> => (opening = load())

  const answer = (incoming: IncomingMessage, response: ServerResponse): void => {
    const answering = opened().then(({handle}) => handle(incoming, response))
    answering.catch((error: unknown) => {
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

  return {
    open: () => void opened().catch(() => undefined), // whoever asks then hears of it
    pass: answer,
    ask: async (path, review) => {
      await opened()
      return new Promise<Asked>((resolve, reject) => {
        const asking = http.request({
          createConnection: connect,
          host: site.hostname,
          path,
          headers: {
            ...own,
            [reviewHeader]: review.draftOf,
            [targetHeader]: path,
            cookie: `__prerender_bypass=${review.bypass}`,
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
      })
    },
    close: async () => {
      inner.close()
      await opening?.then(({close}) => close()).catch(() => undefined)
    },
  }
}

interface App {
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  close: () => Promise<void>
}

/**
 * The settings are those of the build, as Next's own standalone server takes them. Next would otherwise load its compiler
 * to read `next.config.ts`: 25 MiB and a fifth of a second.
 */
async function loadNext(directory: string, site: URL, httpServer: Server): Promise<App> {
  const file = path.join(directory, '.next', 'required-server-files.json')
  const {config} = JSON.parse(await readFile(file, 'utf8')) as {config: object}
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config)
  const {default: next} = await import('next')
  const app = next({
    dev: false,
    dir: directory,
    hostname: site.hostname,
    port: portOf(site),
    httpServer, // so that Next does not listen for upgrades on the server that the world talks to
  })
  await app.prepare()
  return {handle: app.getRequestHandler(), close: () => app.close()}
}

const portOf = (site: URL): number => Number(site.port) || (site.protocol === 'https:' ? 443 : 80)
