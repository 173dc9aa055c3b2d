/** The lake's management API: users, tokens and webhooks. Sanity's paths and words where it has them. */
import {lakeRefused, lakeUnreachable} from '../errors.ts'
import type {LakeAddress} from './address.ts'

export interface Manage {
  get<T>(path: string, what: string): Promise<T>
  send<T>(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body: unknown,
    what: string,
  ): Promise<T>
}

const version = 'v2021-06-07'
const limit = 30_000

export function manage({origin, token}: LakeAddress): Manage {
  async function ask<T>(method: string, path: string, body: unknown, what: string): Promise<T> {
    const response = await fetch(`${origin}/${version}${path}`, {
      method,
      headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json'},
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(limit),
    }).catch((error: unknown) => {
      throw lakeUnreachable(origin, error)
    })
    const text = await response.text()
    if (!response.ok) throw lakeRefused(what, response.status, wordsOf(text))
    return (text ? JSON.parse(text) : null) as T
  }
  return {
    get: (path, what) => ask('GET', path, undefined, what),
    send: (method, path, body, what) => ask(method, path, body, what),
  }
}

/** The sentence inside an error answer. */
function wordsOf(text: string): string {
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
