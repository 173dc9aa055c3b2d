/**
 * Files of deleted assets go when nothing can bring their document back in good order: it was deleted long ago, and no document,
 * as it was at any moment since, shows it. What was purged, or never became a document, goes with the next sweep.
 */
import {readdir, rm, stat} from 'node:fs/promises'
import {rmSync} from 'node:fs'
import {join} from 'node:path'
import type {Dataset, Datasets} from '../dataset.ts'
import {openAssetNeeds} from '../store/asset-needs.ts'
import {fileId, imageId, isBeingKept, parseFileName, parseImageName} from './files.ts'

const DAY_MS = 24 * 60 * 60_000
const FIRST_SWEEP_MS = 60_000
/** An upload is a document within moments; what is younger is left alone. */
const YOUNG_MS = 60 * 60_000

interface AssetFile {
  path: string
  sha1: string
  documentId: string
}

export interface SweepOptions {
  youngerThan?: Date
  /** Ends it before it has removed anything, or between two files. */
  signal?: AbortSignal
}

/** Remove what nobody needs any more; `since` is the moment up to which everything can be restored. Gives the names. */
export async function sweepAssets(
  dataset: Pick<Dataset, 'assetDirectory' | 'databaseFile'>,
  since: Date,
  {youngerThan = new Date(Date.now() - YOUNG_MS), signal}: SweepOptions = {},
): Promise<string[]> {
  const needs = openAssetNeeds(dataset.databaseFile)
  try {
    const time = since.toISOString()
    const fate = ({documentId}: AssetFile) => needs.fateOf(documentId, time)
    const candidates: AssetFile[] = []
    for (const file of await filesOf(dataset.assetDirectory)) {
      if (signal?.aborted) return []
      if (fate(file) !== 'wanted' && (await isOlder(file, youngerThan))) candidates.push(file)
    }
    if (candidates.length === 0) return []

    const deleted = candidates.filter((file) => fate(file) === 'deleted')
    const hashes = new Set(deleted.map(({sha1}) => sha1))
    const mentioned =
      hashes.size > 0 ? await needs.mentioned(hashes, time, signal) : new Set<string>()
    if (signal?.aborted) return []
    // Asked again at the last moment, and removed in the same one: nobody can commit or upload in between.
    const gone = candidates.filter((file) => {
      const now = fate(file)
      if (now === 'wanted' || isBeingKept(file.path)) return false
      if (now === 'deleted' && (mentioned.has(file.sha1) || !hashes.has(file.sha1))) return false
      rmSync(file.path, {force: true})
      return true
    })
    await clearVariants(dataset.assetDirectory, new Set(gone.map(({sha1}) => sha1)))
    return gone.map(({documentId}) => documentId)
  } finally {
    needs.close()
  }
}

/** A file that is not there any more is of no interest: another sweep, of another process too, may have been here first. */
async function isOlder({path}: AssetFile, than: Date): Promise<boolean> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return found !== undefined && found.mtime < than
}

async function filesOf(directory: string): Promise<AssetFile[]> {
  const found: AssetFile[] = []
  for (const name of await readdir(join(directory, 'images'))) {
    const image = parseImageName(name)
    if (image)
      found.push({
        path: join(directory, 'images', name),
        sha1: image.sha1,
        documentId: imageId(image),
      })
  }
  for (const name of await readdir(join(directory, 'files'))) {
    const file = parseFileName(name)
    if (file)
      found.push({path: join(directory, 'files', name), sha1: file.sha1, documentId: fileId(file)})
  }
  return found
}

async function clearVariants(directory: string, hashes: ReadonlySet<string>) {
  const folder = join(directory, 'variants')
  for (const name of await readdir(folder).catch(() => []))
    if (hashes.has(name.slice(0, 40))) await rm(join(folder, name), {force: true})
}

/** Sweep every dataset soon after the start and then daily. Returns the function that stops it. */
export function startSweeps(
  datasets: Datasets,
  keepDays: number,
  report: (error: unknown) => void,
): () => Promise<void> {
  let sweeping: Promise<void> = Promise.resolve()
  const closing = new AbortController()

  const sweep = async () => {
    for (const name of datasets.names()) {
      if (closing.signal.aborted) return
      if (!datasets.names().includes(name)) continue // deleted while another was swept
      const since = new Date(Date.now() - keepDays * DAY_MS)
      await sweepAssets(datasets.get(name), since, {signal: closing.signal}).catch(report)
    }
  }
  const begin = () => {
    sweeping = sweep()
  }
  const first = setTimeout(begin, FIRST_SWEEP_MS)
  const daily = setInterval(begin, DAY_MS)
  first.unref()
  daily.unref()
  return async () => {
    closing.abort()
    clearTimeout(first)
    clearInterval(daily)
    await sweeping
  }
}
