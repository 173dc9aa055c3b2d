/** JSON files that appear complete or not at all, and that only their owner can read. */
import {randomUUID} from 'node:crypto'
import {readFile, rename, rm, writeFile} from 'node:fs/promises'
import {fileDamaged, fileOfAnother} from '../errors.ts'

export async function writePrivateJson(file: string, value: unknown): Promise<void> {
  const unfinished = `${file}.${randomUUID()}`
  try {
    await writeFile(unfinished, `${JSON.stringify(value, null, 2)}\n`, {mode: 0o600, flush: true})
    await rename(unfinished, file)
  } finally {
    await rm(unfinished, {force: true})
  }
}

/** The file's content, or `null` when there is no file. */
export async function readPrivateJson(
  file: string,
  remedy: string,
): Promise<Record<string, unknown> | null> {
  let text
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw code === 'EACCES' ? fileOfAnother(file, error) : fileDamaged(file, remedy, error)
  }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>
    }
  } catch (error) {
    throw fileDamaged(file, remedy, error)
  }
  throw fileDamaged(file, remedy)
}
