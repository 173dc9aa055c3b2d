/** A part's log: a file that stays small (the one before it is kept), and its last lines at hand for messages. */
import {createWriteStream, renameSync, statSync} from 'node:fs'
import type {WriteStream} from 'node:fs'

const bytesPerFile = 2_000_000
const linesAtHand = 15
/** A file that could not be written is opened again this long after it was last. */
const retryMilliseconds = 1_000

export interface Log {
  file: string
  write(chunk: Buffer | string): void
  lastLines(): string[]
  close(): void
}

export function openLog(file: string): Log {
  let stream = append(file)
  let size = sizeOf(file)
  let openedAt = Date.now()
  let tail = ''
  let closed = false

  const open = () => {
    stream = append(file)
    size = sizeOf(file)
    openedAt = Date.now()
  }

  return {
    file,
    write(chunk) {
      tail = (tail + chunk.toString()).slice(-8000)
      if (closed) return
      if (!stream.writable) {
        if (Date.now() - openedAt < retryMilliseconds) return
        open()
      }
      if (size > bytesPerFile) {
        stream.end()
        keepAside(file)
        open()
      }
      size += Buffer.byteLength(chunk)
      stream.write(chunk)
    },
    lastLines: () => tail.trimEnd().split('\n').slice(-linesAtHand).filter(Boolean),
    close() {
      closed = true
      stream.end()
    },
  }
}

const sizeOf = (file: string) => statSync(file, {throwIfNoEntry: false})?.size ?? 0

/** Somebody may have moved it, or forbidden to: then the next lines go where they can. */
function keepAside(file: string): void {
  try {
    renameSync(file, `${file}.1`)
  } catch {
    // A new file is begun, or the old one grows on.
  }
}

/** A full disk must not end the supervisor: what cannot be logged is lost, the parts go on, and the file is tried again. */
function append(file: string): WriteStream {
  const stream = createWriteStream(file, {flags: 'a', mode: 0o600})
  stream.on('error', () => undefined)
  return stream
}
