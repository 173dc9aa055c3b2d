/**
 * Disks that fail on purpose. Inside this process, SQLite itself is told to refuse (a page limit gives its "database or disk is full",
 * `query_only` its "attempt to write a readonly database"), which needs no rights and is the same everywhere. As a process of its
 * own, a lake gets a small or read-only file system in a mount namespace, which needs Linux and goes when the process does.
 */
import {spawnSync} from 'node:child_process'
import {closeSync, openSync, rmSync, writeSync} from 'node:fs'
import {join} from 'node:path'
import {DatabaseSync} from 'node:sqlite'

export interface Connections<T> {
  opened: T
  /** The connection that writes the file of this name. */
  to(file: string): DatabaseSync
}

/** Open something that uses SQLite, and keep hold of its connections. */
export function holdConnections<T>(open: () => T): Connections<T> {
  const connections = new Set<DatabaseSync>()
  const {exec} = DatabaseSync.prototype
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
    connections.add(this)
    return exec.call(this, sql)
  }
  try {
    const opened = open()
    return {
      opened,
      to(file) {
        const found = [...connections].find((one) => one.isOpen && one.location()?.endsWith(file))
        if (!found) throw new Error(`Nothing has opened ${file}`)
        return found
      },
    }
  } finally {
    DatabaseSync.prototype.exec = exec
  }
}

/** Whether this kernel lets us mount in a namespace of our own; otherwise, tests that need it cannot run here. */
export const canMount =
  process.platform === 'linux' &&
  spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0

/** A shell whose mounts are its own. */
const ownMounts = ['unshare', '-rm', 'sh', '-c']

/** Run what follows with `directory` on a disk of this size, which begins as a copy of `content`. */
export const onSmallDisk = (directory: string, content: string, size: string): string[] => [
  ...ownMounts,
  `mount -t tmpfs -o size=${size} tmpfs "$0" && cp -R "$1/." "$0" && shift && exec "$@"`,
  directory,
  content,
]

/** Run what follows with `directory` mounted read-only. */
export const onReadOnlyDisk = (directory: string): string[] => [
  ...ownMounts,
  'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"',
  directory,
]

/** A directory as the process `pid` sees it. */
export const asSeenBy = (pid: number, directory: string): string =>
  join('/proc', String(pid), 'root', directory)

const FILLER = 'filler'

/** Leave no room on the disk that holds `directory`. */
export function fill(directory: string): void {
  const file = openSync(join(directory, FILLER), 'w')
  try {
    for (let size = 65_536; size >= 1;) {
      try {
        writeSync(file, Buffer.alloc(size))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
        size = Math.floor(size / 2)
      }
    }
  } finally {
    closeSync(file)
  }
}

export const makeRoom = (directory: string): void => rmSync(join(directory, FILLER))
