/** Where the parts of a running installation answer: written when all are up, removed when they end. */
import {rmSync} from 'node:fs'
import type {DataDirectory} from './data-directory.ts'
import {fileDamaged} from '../errors.ts'
import {readPrivateJson, writePrivateJson} from './private-file.ts'

export interface Addresses {
  site: string
  studio: string
  lake: string
}

export interface Running extends Addresses {
  /** Where the site says how it is, on loopback. */
  siteAdmin: string
  /** And the lake. */
  lakeAdmin: string
}

export const writeRunning = (directory: DataDirectory, running: Running) =>
  writePrivateJson(directory.file('running.json'), {pid: process.pid, ...running})

export const removeRunning = (directory: DataDirectory) =>
  rmSync(directory.file('running.json'), {force: true})

/** The addresses, or `null` when nothing runs on this directory. */
export async function readRunning(directory: Pick<DataDirectory, 'file'>): Promise<Running | null> {
  const remedy = 'Delete that file and start Masthead again: it is written anew.'
  const kept = await readPrivateJson(directory.file('running.json'), remedy)
  if (!kept || !isAlive(Number(kept.pid))) return null
  if (!URL.canParse(String(kept.lake))) throw fileDamaged(directory.file('running.json'), remedy)
  return {
    site: String(kept.site),
    studio: String(kept.studio),
    lake: String(kept.lake),
    siteAdmin: String(kept.siteAdmin),
    lakeAdmin: String(kept.lakeAdmin),
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
