/** The datasets of one lake: a folder each, `<directory>/datasets/<name>/`, opened at start and kept open. */
import {mkdirSync, readdirSync} from 'node:fs'
import {rename, rm} from 'node:fs/promises'
import {join} from 'node:path'
import type {Dataset, Datasets, DatasetsWatcher} from './dataset.ts'
import {badRequest, conflict, notFound} from './errors.ts'
import {flush} from './flush.ts'
import type {QueryEngine} from './groq/engine.ts'
import {openDataset} from './open-dataset.ts'

export interface DatasetsOptions {
  directory: string
  projectId: string
  publicUrl: string
  /** Created when missing. */
  names: readonly string[]
  createEngine(name: string, databaseFile: string): QueryEngine
  /** Drop what is kept elsewhere of a dataset that was deleted, all of it or nothing: another may get its name. */
  forget(name: string): void
  report(error: unknown): void
}

/** The hosted rule. */
const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/
/** What the folder of a deleted dataset is called until it is removed: with the time, since the name may be used again. */
const GRAVE = /^\.deleted-(.+)-\d+$/
const graveOf = (name: string) => `.deleted-${name}-${Date.now()}`

export function openDatasets(options: DatasetsOptions): Datasets {
  const {projectId} = options
  const root = join(options.directory, 'datasets')
  mkdirSync(root, {recursive: true})
  const open = new Map<string, Dataset>()
  /** Names that cannot be used again yet. */
  const deleting = new Map<string, Promise<void>>()
  /** Those that were neither deleted nor put back: they stay so until the next start. */
  const halfDeleted = new Set<string>()
  const watchers = new Set<DatasetsWatcher>()

  const openOne = (name: string): Dataset => {
    const dataset = openDataset({
      name,
      directory: join(root, name),
      publicUrl: options.publicUrl,
      createEngine: (databaseFile) => options.createEngine(name, databaseFile),
      report: options.report,
    })
    open.set(name, dataset)
    return dataset
  }

  const create = (name: string): Dataset => {
    if (!NAME.test(name))
      throw badRequest(
        `"${name.slice(0, 80)}" cannot name a dataset; use up to 64 lower-case letters, digits, "_" and "-"`,
      )
    if (open.has(name)) throw conflict(`The dataset "${name}" exists already`)
    requireWhole(name)
    return openOne(name)
  }

  const requireWhole = (name: string) => {
    if (deleting.has(name)) throw beingDeleted(name)
    if (halfDeleted.has(name)) throw awaitsRestart(name)
  }

  /** Settles when all watchers have; one that throws is reported. */
  const tell = async (say: (watcher: DatasetsWatcher) => Promise<void> | void) => {
    const tellOne = async (watcher: DatasetsWatcher) => {
      try {
        await say(watcher)
      } catch (error) {
        options.report(error)
      }
    }
    await Promise.all([...watchers].map(tellOne))
  }

  /**
   * Renamed first: a kill in the middle leaves no half dataset under its name, and a grave by which the next start knows what is still
   * to be forgotten. Only then is it forgotten elsewhere, and only then is its name free.
   */
  const bury = async (name: string, dataset: Dataset) => {
    const place = join(root, name)
    const grave = join(root, graveOf(name))
    await tell((watcher) => watcher.closing?.(dataset))
    let isBuried = false
    try {
      await dataset.close()
      await rename(place, grave)
      isBuried = true
      await flush(root)
      options.forget(name)
    } catch (error) {
      if (isBuried) await putBack(name, grave, error)
      const reopened = openOne(name) // as it was: who asked is told, and can ask again
      await tell((watcher) => watcher.opened?.(reopened))
      throw error
    }
    await tell((watcher) => watcher.deleted?.(name))
    await removeGrave(grave)
  }

  const putBack = async (name: string, grave: string, reason: unknown) => {
    try {
      await rename(grave, join(root, name))
    } catch (cause) {
      halfDeleted.add(name) // another dataset of that name would be taken for this one
      options.report(reason)
      throw neitherDeletedNorPutBack(name, grave, cause)
    }
    await flush(root).catch(options.report) // or a power cut would bury it again, with all that is acknowledged from now on
  }

  const removeGrave = (grave: string) =>
    rm(grave, {recursive: true, force: true}).catch(options.report) // the next start tries again

  const folders = readdirSync(root, {withFileTypes: true})
    .filter((entry) => entry.isDirectory())
    .map(({name}) => name)
  const graves = folders.filter((folder) => GRAVE.test(folder))
  try {
    for (const grave of graves) {
      const name = GRAVE.exec(grave)?.[1] ?? ''
      // Where another has the name, the deleted one was forgotten before.
      if (!folders.includes(name)) options.forget(name)
    }
    for (const name of folders) if (NAME.test(name)) openOne(name)
    for (const name of options.names) if (!open.has(name)) create(name)
  } catch (error) {
    for (const dataset of open.values()) dataset.close().catch(options.report)
    throw error
  }
  const cleared = Promise.all(graves.map((grave) => removeGrave(join(root, grave))))

  return {
    projectId,
    names: () => [...open.keys()].toSorted(),
    get(name) {
      const dataset = open.get(name)
      if (dataset) return dataset
      throw notFound(`Dataset "${name.slice(0, 80)}" not found for project ID "${projectId}"`)
    },
    create(name) {
      const dataset = create(name)
      void tell((watcher) => watcher.opened?.(dataset))
      return dataset
    },
    async delete(name) {
      requireWhole(name)
      const dataset = open.get(name)
      if (!dataset) throw notFound(`Dataset "${name.slice(0, 80)}" not found`)
      open.delete(name)
      const burial = bury(name, dataset).finally(() => deleting.delete(name))
      deleting.set(name, burial)
      await burial
    },
    watch(watcher) {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    async close() {
      await Promise.allSettled(deleting.values())
      const all = [...open.values()]
      open.clear()
      await Promise.all([cleared, ...all.map((dataset) => dataset.close())])
    },
  }
}

const beingDeleted = (name: string) =>
  conflict(`The dataset "${name}" is being deleted. Nothing was changed; try again in a moment.`)

const awaitsRestart = (name: string) =>
  conflict(
    `The dataset "${name}" could be neither deleted nor put back. Nothing was changed; restart the lake, whose log says more.`,
  )

const neitherDeletedNorPutBack = (name: string, grave: string, cause: unknown) =>
  new Error(
    `The dataset "${name}" was neither deleted nor put back: it is in ${grave}, which the next start removes. To keep it, stop the lake and rename that folder to "${name}" first.`,
    {cause},
  )
