/** Temporary directories: one for each test that asks, unique, removed when the test's fixture ends. */
import {mkdtempSync, readdirSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

export const repository = join(import.meta.dirname, '..', '..')

/** `masthead-<purpose>-<process>-<random>`: whose it is can be told when a killed run has left it behind. */
export const temporaryDirectory = (purpose = 'test'): string =>
  mkdtempSync(join(tmpdir(), `masthead-${purpose}-${process.pid}-`))

/** A process that has ended may have left another that still writes there (Sanity's command line does). */
export const removeDirectory = (directory: string): void =>
  rmSync(directory, {recursive: true, force: true, maxRetries: 15, retryDelay: 100})

const maker = /^masthead-[\w-]*?-(\d+)-\w{6}$/

/** Remove the temporary directories whose makers are not `running` any more: a worker that is killed can remove nothing itself. */
export function removeAbandoned(running: (pid: number) => boolean): void {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = maker.exec(name) ?? []
    if (pid && !running(Number(pid))) removeDirectory(join(tmpdir(), name))
  }
}
