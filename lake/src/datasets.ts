/** The datasets of one lake: a folder each, `<directory>/datasets/<name>/`, opened at start and kept open. */
import {mkdirSync, readdirSync} from 'node:fs'
import {rename, rm} from 'node:fs/promises'
import {join} from 'node:path'
import type {Dataset, Datasets} from './dataset.ts'
import {badRequest, conflict, notFound} from './errors.ts'
import type {QueryEngine} from './groq/engine.ts'
import {openDataset} from './open-dataset.ts'

export interface DatasetsOptions {
  directory: string
  projectId: string
  publicUrl: string
  /** Created when missing. */
  names: readonly string[]
  createEngine(name: string, databaseFile: string): QueryEngine
  report(error: unknown): void
}

/** The hosted rule. */
const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/
const DELETED = '.deleted-'

export function openDatasets(options: DatasetsOptions): Datasets {
  const {projectId} = options
  const root = join(options.directory, 'datasets')
  mkdirSync(root, {recursive: true})
  const open = new Map<string, Dataset>()
  /** Names that cannot be used again yet. */
  const deleting = new Map<string, Promise<void>>()
  const deleteListeners = new Set<() => Promise<void>>()

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
    if (deleting.has(name)) throw beingDeleted(name)
    return openOne(name)
  }

  const bury = async (name: string, dataset: Dataset) => {
    // Renamed first: a kill in the middle leaves no half dataset under its name.
    const grave = join(root, `${DELETED}${name}-${Date.now()}`)
    try {
      await dataset.close()
      await rename(join(root, name), grave)
    } catch (error) {
      openOne(name) // as it was: who asked is told, and can ask again
      throw error
    }
    await Promise.all([...deleteListeners].map((listener) => listener().catch(options.report)))
    await removeGrave(grave)
  }

  const removeGrave = (grave: string) =>
    rm(grave, {recursive: true, force: true}).catch(options.report) // the next start tries again

  const entries = readdirSync(root, {withFileTypes: true}).filter((entry) => entry.isDirectory())
  try {
    for (const {name} of entries) if (NAME.test(name)) openOne(name)
    for (const name of options.names) if (!open.has(name)) create(name)
  } catch (error) {
    for (const dataset of open.values()) dataset.close().catch(options.report)
    throw error
  }
  const graves = entries.filter(({name}) => name.startsWith(DELETED))
  const cleared = Promise.all(graves.map(({name}) => removeGrave(join(root, name))))

  return {
    projectId,
    names: () => [...open.keys()].toSorted(),
    get(name) {
      const dataset = open.get(name)
      if (dataset) return dataset
      throw notFound(`Dataset "${name.slice(0, 80)}" not found for project ID "${projectId}"`)
    },
    create,
    async delete(name) {
      if (deleting.has(name)) throw beingDeleted(name)
      const dataset = open.get(name)
      if (!dataset) throw notFound(`Dataset "${name.slice(0, 80)}" not found`)
      open.delete(name)
      const burial = bury(name, dataset).finally(() => deleting.delete(name))
      deleting.set(name, burial)
      await burial
    },
    onDelete(listener) {
      deleteListeners.add(listener)
      return () => deleteListeners.delete(listener)
    },
    async close() {
      await Promise.allSettled([cleared, ...deleting.values()])
      const all = [...open.values()]
      open.clear()
      await Promise.all(all.map((dataset) => dataset.close()))
    },
  }
}

const beingDeleted = (name: string) =>
  conflict(`The dataset "${name}" is being deleted. Nothing was changed; try again in a moment.`)
