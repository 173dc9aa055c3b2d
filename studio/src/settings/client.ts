/**
 * The Studio's client: each event stream has an origin of its own, and what is saved is sent until the lake answers (saving/repeat.ts).
 *
 * One tab with one open document holds six event streams, and browsers allow six HTTP/1.1 connections to an origin:
 * nothing could be saved any more. Browsers resolve every `*.localhost` to this machine, so on loopback each stream
 * gets a random name in front of its host. A lake over HTTPS speaks HTTP/2, where streams share one connection.
 */
import {createClient, type ClientConfig, type SanityClient} from '@sanity/client'
import {repeating} from '../saving/repeat.ts'

const streams = /\/data\/(?:listen|live\/events)\//

/** The address under which a request is sent: its own, but for event streams on loopback. */
export function streamAddress(address: string, name: string): string {
  const url = new URL(address)
  const isLoopback = url.protocol === 'http:' && url.hostname.endsWith('.localhost')
  if (isLoopback && streams.test(url.pathname)) url.hostname = `${name}.${url.hostname}`
  return url.href
}

type Fetch = ReturnType<NonNullable<ClientConfig['resolveFetch']>>

const send = repeating((address, init) => {
  const name = `s${crypto.randomUUID().slice(0, 8)}`
  return fetch(streamAddress(address, name), init)
})

const studioFetch: Fetch = (input, init) => send(String(input), init as RequestInit)

export const createStudioClient = (config: ClientConfig): SanityClient =>
  createClient({...config, resolveFetch: () => studioFetch})
