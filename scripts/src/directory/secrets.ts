/** What an installation must keep to itself: tokens for its lake, and the secrets of webhook and preview. */
import {randomBytes} from 'node:crypto'
import type {DataDirectory} from './data-directory.ts'
import {readPrivateJson, writePrivateJson} from './private-file.ts'

export interface Secrets {
  /** Token of the first administrator; empty until the lake has made one. */
  editorToken: string
  /** Token with which the site reads drafts for the preview; empty until the lake has made one. */
  siteToken: string
  /** Token with which what is due is published and withdrawn; empty until the lake has made one. */
  scheduleToken: string
  /** Token with which the site writes redirects, and nothing else; empty until the lake has made one. */
  redirectsToken: string
  webhookSecret: string
  draftSecret: string
  /** When the first content was put in, or found there. Set once: what an editor deletes does not come back. */
  seededAt: string
}

const remedy =
  'Delete that file: the next start makes new secrets, and prints a new Studio link (links made earlier with "content users add" keep working).'

const text = (value: unknown) => (typeof value === 'string' ? value : '')
const secret = (value: unknown) =>
  /^[0-9a-f]{64,}$/.test(text(value)) ? text(value) : randomBytes(32).toString('hex')

export async function readSecrets(directory: Pick<DataDirectory, 'file'>): Promise<Secrets> {
  const kept = (await readPrivateJson(directory.file('secrets.json'), remedy)) ?? {}
  return {
    editorToken: text(kept.editorToken),
    siteToken: text(kept.siteToken),
    scheduleToken: text(kept.scheduleToken),
    redirectsToken: text(kept.redirectsToken),
    webhookSecret: secret(kept.webhookSecret),
    draftSecret: secret(kept.draftSecret),
    seededAt: text(kept.seededAt),
  }
}

export const writeSecrets = (directory: Pick<DataDirectory, 'file'>, secrets: Secrets) =>
  writePrivateJson(directory.file('secrets.json'), secrets)
