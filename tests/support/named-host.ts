import {request, type IncomingMessage} from 'node:http'

/** The status of a `GET` on this machine that names a host, which `fetch` would not let one choose. */
export async function statusAs(host: string, port: number, path: string): Promise<number> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request({host: '127.0.0.1', port, path, headers: {host}}, resolve).on('error', reject).end()
  })
  answer.resume()
  return answer.statusCode ?? 0
}
