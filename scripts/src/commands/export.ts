import {randomUUID} from 'node:crypto'
import {createWriteStream} from 'node:fs'
import {rename, rm, stat} from 'node:fs/promises'
import {Readable, Transform} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import type {ReadableStream as NodeStream} from 'node:stream/web'
import {lakeOptions} from '../config.ts'
import {flush} from '../directory/flush.ts'
import {fileExists, fileNotWritten, lakeRefused, lakeUnreachable} from '../errors.ts'
import {apiVersion} from '../lake/address.ts'
import type {LakeAddress} from '../lake/address.ts'
import {wordsOf} from '../lake/management.ts'
import {readArguments} from './arguments.ts'
import {usageOf} from './command.ts'
import type {Command} from './command.ts'

const options = {
  ...lakeOptions,
  out: {
    type: 'string',
    value: 'FILE',
    default: 'content.ndjson',
    about: 'where to write; it must not be there yet (default: content.ndjson)',
  },
} as const

/** `pnpm content export [--out FILE]`: every document and draft as of one moment, one JSON object a line. */
export const exportContent: Command = {
  verb: 'export',
  usage: '[--out content.ndjson]',
  about: 'every document and draft, one JSON object a line (pictures stay in the data directory)',
  options,
  whenStopped:
    'The file was not written; what there is of it has “.unfinished” behind its name and can be deleted.',
  async run(args, operator) {
    const {values} = readArguments(args, usageOf(exportContent), options, 0)
    const {address} = await operator.lake(values)
    const file = operator.path(values.out)
    if (await stat(file).catch(() => null)) throw fileExists(file)

    const lines = await download(address, file)
    operator.print(`Wrote ${lines} documents to ${values.out}.`)
  },
}

/**
 * The file appears under its name when it is complete, and on the disk. Drafts and the secrets of previews are in it: it is its owner's
 * alone.
 */
async function download(address: LakeAddress, file: string): Promise<number> {
  const body = await documentsOf(address)
  let lines = 0
  const count = new Transform({
    transform(chunk: Buffer, _, done) {
      for (const byte of chunk) if (byte === 10) lines++
      done(null, chunk)
    },
  })
  const unfinished = `${file}.${randomUUID()}.unfinished` // another export may write the same one
  try {
    const owned = createWriteStream(unfinished, {flags: 'wx', mode: 0o600})
    await pipeline(Readable.fromWeb(body as NodeStream), count, owned)
    await flush(unfinished)
    await rename(unfinished, file)
  } catch (error) {
    throw fileNotWritten(file, error)
  } finally {
    await rm(unfinished, {force: true}).catch(() => undefined)
  }
  return lines
}

async function documentsOf({origin, dataset, token, projectId}: LakeAddress) {
  const host = new URL(origin)
  if (host.hostname === 'api.sanity.io') host.hostname = `${projectId}.api.sanity.io`
  const response = await fetch(new URL(`/v${apiVersion}/data/export/${dataset}`, host), {
    headers: {authorization: `Bearer ${token}`},
  }).catch((error: unknown) => {
    throw lakeUnreachable(origin, error)
  })
  if (!response.ok || !response.body) {
    throw lakeRefused('export its documents', response.status, wordsOf(await response.text()))
  }
  return response.body
}
