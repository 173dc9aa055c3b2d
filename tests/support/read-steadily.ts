/** Read pages as a reader does who asks for one after the other: over a connection for each origin, which stays open, and with little work on this side. */
import {Agent, get} from 'node:http'
import {gunzipSync} from 'node:zlib'

const agent = new Agent({keepAlive: true, maxSockets: 1})

/** What is answered at this address, whatever its status. */
export const readSteadily = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url, {agent, headers: {'accept-encoding': 'gzip'}}, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.once('error', reject)
      answer.once('end', () => {
        const body = Buffer.concat(chunks)
        const isCompressed = answer.headers['content-encoding'] === 'gzip'
        resolve((isCompressed ? gunzipSync(body) : body).toString())
      })
    }).once('error', reject)
  })
