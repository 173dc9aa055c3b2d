/**
 * Which names this server answers to.
 *
 * A hostile page can make its own domain resolve to 127.0.0.1 (DNS rebinding) and then speak to the lake as its "own"
 * origin. The Host header gives it away: only loopback names with our own port, and configured public hosts, are ours.
 */
import {isIP} from 'node:net'
import {misdirected} from '../errors.ts'

const LOOPBACK = /^(?:localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.localhost|127\.0\.0\.1|\[::1\])$/
const HOST = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/

/** Refuse a request whose Host is not ours. `publicHosts` are exact values such as `cms.example.com`. */
export function requireOwnHost(
  header: string | undefined,
  port: number,
  publicHosts: readonly string[],
): void {
  const host = (header ?? '').toLowerCase()
  if (publicHosts.includes(host)) return
  const [, name = '', hostPort = '80'] = HOST.exec(host) ?? []
  if (LOOPBACK.test(name) && Number(hostPort) === port) return
  throw misdirected(
    'This Content Lake does not answer to that host name. Use http://localhost with its port, or name the host in LAKE_PUBLIC_URL.',
  )
}

/**
 * The same for the listener of those who run the lake, which they may reach through a tunnel with a port of its own: an address
 * needs no DNS, and no Host at all is no browser's.
 */
export function isAddressOrLoopback(header: string | undefined): boolean {
  const [, name = ''] = HOST.exec((header ?? 'localhost').toLowerCase()) ?? []
  return LOOPBACK.test(name) || isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0
}

/** Whether binding to this address keeps the server on this machine. */
export const isLoopbackAddress = (address: string): boolean =>
  address === 'localhost' || address === '::1' || /^127(\.\d{1,3}){3}$/.test(address)
