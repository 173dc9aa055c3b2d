/** What was written to a file, or which names a folder holds, is on the disk when this settles. */
import {open} from 'node:fs/promises'

export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
