/**
 * A port of loopback that nobody listens on at the moment, for programs that cannot choose one themselves. Below those that systems
 * give out by themselves: nothing is given it between now and the program's start, or while the program is down.
 */
import {createServer} from 'node:net'

const [lowest, highest] = [10_000, 30_000]
/** Nobody listens on some of these yet. */
const given = new Set<number>()

export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest))
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
  throw new Error(`No free port was found between ${lowest} and ${highest}.`)
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
