/** A part's log: a file that stays small (the one before it is kept), and its last lines at hand for messages. */
import {createWriteStream, existsSync, renameSync, statSync} from 'node:fs'
import type {WriteStream} from 'node:fs'

const bytesPerFile = 2_000_000
const linesAtHand = 15

export interface Log {
  file: string
  write(chunk: Buffer | string): void
  lastLines(): string[]
  close(): void
}

export function openLog(file: string): Log {
  let size = existsSync(file) ? statSync(file).size : 0
  let stream = append(file)
  let tail = ''

  return {
    file,
    write(chunk) {
      if (size > bytesPerFile) {
        stream.end()
        keepAside(file)
        stream = append(file)
        size = 0
      }
      size += Buffer.byteLength(chunk)
      stream.write(chunk)
      tail = (tail + chunk.toString()).slice(-8000)
    },
    lastLines: () => tail.trimEnd().split('\n').slice(-linesAtHand).filter(Boolean),
    close: () => void stream.end(),
  }
}

/** Somebody may have moved it, or forbidden to: then the next lines go where they can. */
function keepAside(file: string): void {
  try {
    renameSync(file, `${file}.1`)
  } catch {
    // A new file is begun, or the old one grows on.
  }
}

/** A full disk must not end the supervisor: what cannot be logged is lost, the parts go on. */
function append(file: string): WriteStream {
  const stream = createWriteStream(file, {flags: 'a', mode: 0o600})
  stream.on('error', () => undefined)
  return stream
}
