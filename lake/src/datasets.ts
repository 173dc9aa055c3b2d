/** The datasets of one lake: a folder each, `<directory>/datasets/<name>/`, opened at start and kept open. */
import {existsSync, mkdirSync, readdirSync} from 'node:fs'
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
    return openOne(name)
  }

  for (const entry of readdirSync(root, {withFileTypes: true}))
    if (entry.isDirectory() && NAME.test(entry.name)) openOne(entry.name)
  for (const name of options.names) if (!open.has(name)) create(name)

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
      const dataset = open.get(name)
      if (!dataset) throw notFound(`Dataset "${name.slice(0, 80)}" not found`)
      open.delete(name)
      await dataset.close()
      // Renamed first: a kill in the middle leaves no half dataset under its name.
      const grave = join(root, `${DELETED}${name}-${Date.now()}`)
      if (existsSync(join(root, name))) await rename(join(root, name), grave)
      await rm(grave, {recursive: true, force: true})
    },
    async close() {
      const all = [...open.values()]
      open.clear()
      await Promise.all(all.map((dataset) => dataset.close()))
    },
  }
}
