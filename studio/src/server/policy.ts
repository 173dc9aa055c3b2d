/**
 * What a page of the Studio may load and talk to: itself, the lake and the site, and nothing else.
 *
 * Sanity's Studio would also fetch a bridge script, fonts, a version check and a feedback form elsewhere; this policy
 * keeps on the machine whatever is not brought home (`build/`) or answered here (`settings/elsewhere.ts`).
 */
import {createHash} from 'node:crypto'
import {imagesOrigin, type StudioSettings} from '../settings/settings.ts'

const inlineScript = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g

/** A hash for each script that the built page carries inline, so that no other inline script runs. */
export const scriptHashes = (html: string): string[] =>
  [...html.matchAll(inlineScript)].map(
    ([, source = '']) => `'sha256-${createHash('sha256').update(source).digest('base64')}'`,
  )

export function contentSecurityPolicy(settings: StudioSettings, hashes: readonly string[]): string {
  const lake = lakeSources(settings.apiHost)
  const images = new Set([...lake.http, imagesOrigin(settings.apiHost)])
  const directives = {
    'default-src': ["'none'"],
    'script-src': ["'self'", ...hashes],
    'style-src': ["'self'", "'unsafe-inline'"], // styled-components writes style elements
    'font-src': ["'self'", 'data:'],
    'img-src': ["'self'", 'data:', 'blob:', ...images],
    'media-src': ["'self'", 'blob:', ...images],
    'connect-src': ["'self'", ...lake.http, ...lake.socket, settings.siteUrl], // the site: receipts
    'worker-src': ["'self'", 'blob:'],
    'manifest-src': ["'self'"],
    'frame-src': ["'self'", settings.siteUrl],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'object-src': ["'none'"],
  }
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ')
}

/** The lake under its own name, and under each name below it: projects and event streams have hosts of their own. */
function lakeSources(apiHost: string) {
  const {protocol, host} = new URL(apiHost)
  const socket = protocol === 'https:' ? 'wss:' : 'ws:'
  return {
    http: [`${protocol}//${host}`, `${protocol}//*.${host}`],
    socket: [`${socket}//${host}`, `${socket}//*.${host}`],
  }
}
