/**
 * A file that is there whole or not at all, after a power cut too: written beside its place, flushed, and renamed into that. Whether it
 * is there at all after one is for whoever flushes the folder (`flush.ts`).
 */
import {rename, rm, writeFile} from 'node:fs/promises'

/** `beside`: its name until it is whole, in the same folder, and nobody else's. */
export async function writeWhole(path: string, bytes: Uint8Array, beside: string): Promise<void> {
  try {
    await writeFile(beside, bytes, {flush: true})
    await rename(beside, path)
  } catch (error) {
    await rm(beside, {force: true}) // on a full disk it would only make it fuller
    throw error
  }
}
