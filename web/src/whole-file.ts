/**
 * A file that is there whole or not at all: written beside its place, and renamed into that.
 *
 * With `flush` its content is on the disk before it has the name, so that a power cut leaves no half of it there either; which of two
 * files has the name after one is settled by `flush-directory.ts` alone.
 */
import {rename, rm, writeFile} from 'node:fs/promises'

export async function writeWhole(
  file: string,
  content: string | Uint8Array,
  {flush = false}: {flush?: boolean} = {},
): Promise<void> {
  const beside = `${file}.new`
  try {
    await writeFile(beside, content, {flush})
    await rename(beside, file)
  } catch (error) {
    await rm(beside, {force: true}).catch(() => undefined) // on a full disk it would only make it fuller
    throw error
  }
}
