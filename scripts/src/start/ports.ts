/**
 * The three ports, known before anything starts: each part is told the addresses of the others.
 *
 * A port counts as free when both loopback addresses are: a browser asks `localhost` over IPv6 first, and would reach
 * the other program that listens there. A free one is chosen below those that systems give out by themselves: it is not given to
 * somebody's outgoing connection before its part listens on it, which takes seconds, or while the part is down.
 */
import {randomInt} from 'node:crypto'
import {createServer} from 'node:net'
import type {Server} from 'node:net'
import {portForbidden, portTaken} from '../errors.ts'

export type PartName = 'site' | 'studio' | 'lake'
export type Ports = Record<PartName, number>

export interface AdminPorts {
  site: number
  lake: number
}

const [lowestFree, highestFree] = [10_000, 30_000]
const anyPort = () => randomInt(lowestFree, highestFree)

const titles: Record<PartName, string> = {
  site: 'the site',
  studio: 'the Studio',
  lake: 'the Content Lake',
}

/** Check the ports that were asked for and fill in free ones where 0 was. */
export async function choosePorts(wanted: Ports): Promise<Ports> {
  const held: Server[] = []
  try {
    const chosen = {...wanted}
    const names: PartName[] = ['site', 'studio', 'lake']
    // Those with a number first: a free one must not be one of them.
    for (const name of names.toSorted((a, b) => wanted[b] - wanted[a])) {
      chosen[name] = await hold(name, wanted[name], held)
    }
    return chosen
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))))
  }
}

/** A free port for each part's listener for those who run it. Nobody has to know them: they are in `running.json`. */
export async function chooseAdminPorts(taken: Ports): Promise<AdminPorts> {
  const held: Server[] = []
  const free = async (): Promise<number> => {
    const port = await hold('site', 0, held)
    return Object.values(taken).includes(port) ? free() : port
  }
  try {
    return {site: await free(), lake: await free()}
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))))
  }
}

async function hold(name: PartName, wanted: number, held: Server[]): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      const port = wanted === 0 ? anyPort() : wanted
      held.push(await listen(port, '127.0.0.1'))
      held.push(await listen(port, '::1').catch(ignoreMissingFamily))
      return port
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : ''
      if (code === 'EADDRINUSE' && wanted === 0 && attempt < 20) continue
      if (code === 'EADDRINUSE') throw portTaken(wanted, titles[name], `--${name}-port`)
      if (code === 'EACCES') throw portForbidden(wanted, titles[name], `--${name}-port`, error)
      throw error
    }
  }
}

function listen(port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({port, host, exclusive: true}, () => resolve(server))
  })
}

/** A machine without IPv6 has nobody listening there. */
function ignoreMissingFamily(error: unknown): Server {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return createServer()
  throw error
}
