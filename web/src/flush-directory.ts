/**
 * A file that was renamed into its place is there after a power cut only when its folder was written, too.
 *
 * Not every file system, nor every operating system, lets a folder be opened for that; where it cannot be done, it need not.
 */
import {open} from 'node:fs/promises'

export async function flushDirectory(directory: string): Promise<void> {
  const folder = await open(directory, 'r').catch(() => undefined)
  try {
    await folder?.sync()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EIO') throw error // the disk, not the file system
  } finally {
    await folder?.close()
  }
}
