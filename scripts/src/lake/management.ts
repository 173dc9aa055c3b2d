/** The lake's management API: users, tokens and webhooks. Sanity's paths and words where it has them. */
import {lakeRefused, lakeUnreachable, noLakeThere} from '../errors.ts'
import type {LakeAddress} from './address.ts'
import {fromConnection} from './failure.ts'

export interface Manage {
  get<T>(path: string, what: string): Promise<T>
  send<T>(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body: unknown,
    what: string,
  ): Promise<T>
}

/** As Sanity's own command line asks for webhooks. */
const version = 'v2025-08-04'
const limit = 30_000

export function manage({origin, token}: LakeAddress): Manage {
  async function ask<T>(method: string, path: string, body: unknown, what: string): Promise<T> {
    const {status, isOk, text} = await exchange(`${origin}/${version}${path}`, {
      method,
      headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json'},
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(limit),
    }).catch((error: unknown) => {
      // Who only asked has changed nothing.
      throw method === 'GET' ? lakeUnreachable(origin, error) : fromConnection(error, origin)
    })
    if (!isOk) throw lakeRefused(what, status, wordsOf(text))
    return (text ? JSON.parse(text) : null) as T
  }
  return {
    get: (path, what) => ask('GET', path, undefined, what),
    send: (method, path, body, what) => ask(method, path, body, what),
  }
}

async function exchange(url: string, request: RequestInit) {
  const response = await fetch(url, request)
  return {status: response.status, isOk: response.ok, text: await response.text()}
}

/** The sentence inside an error answer. */
export function wordsOf(text: string): string {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null && 'message' in body) return String(body.message)
  } catch {
    // No JSON: the text itself is all there is.
  }
  return text
}

/** Whether the lake knows this token. */
export async function isKnownToken({origin, token}: LakeAddress): Promise<boolean> {
  if (!token) return false
  const response = await fetch(`${origin}/${version}/users/me`, {
    headers: {authorization: `Bearer ${token}`},
    signal: AbortSignal.timeout(limit),
  }).catch((error: unknown) => {
    throw lakeUnreachable(origin, error)
  })
  await response.body?.cancel()
  return response.ok
}

/**
 * Throws when pages are what is found there: a site's, or Studio's, which answers every address with one. Who does not answer at all is
 * found out by what is asked next.
 */
export async function refusePages({origin, token}: LakeAddress): Promise<void> {
  const response = await fetch(`${origin}/${version}/users/me`, {
    headers: {authorization: `Bearer ${token}`},
    signal: AbortSignal.timeout(limit),
  }).catch(() => undefined)
  await response?.body?.cancel()
  // A web server before a lake that is down answers with a page, too, and with a status of its own.
  const isPage = response?.headers.get('content-type')?.startsWith('text/html') ?? false
  if (isPage && (response?.status ?? 500) < 500) throw noLakeThere(origin)
}
