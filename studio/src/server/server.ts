/** The Studio's answers on a Node server, bound to loopback. */
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {createAnswers} from './answer.ts'
import type {ServerConfig} from './config.ts'

export interface StudioServer {
  port: number
  close(): Promise<void>
}

export async function startStudio(config: ServerConfig): Promise<StudioServer> {
  const answer = await createAnswers(config)
  let port = config.port

  const server = createServer(async ({method = 'GET', url = '/', headers}, response) => {
    try {
      const {status, headers: answered, body} = await answer({method, url, headers, port})
      const length = status === 304 ? {} : {'content-length': Buffer.byteLength(body)}
      response.writeHead(status, {...answered, ...length})
      response.end(method === 'HEAD' || status === 304 ? undefined : body)
    } catch (error) {
      console.error(error)
      response.writeHead(500, {'content-type': 'text/plain'}).end('The Studio could not answer.\n')
    }
  })
  await listen(server, config.port)
  port = (server.address() as AddressInfo).port
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error)
      const remedy =
        'Stop the program that uses it, or set STUDIO_PORT to another port (0 for a free one).'
      reject(new Error(`Port ${port} is taken. ${remedy}`, {cause: error}))
    })
    server.listen(port, '127.0.0.1', resolve)
  })
}
