/** Temporary directories: one for each test that asks, unique, removed when the test's fixture ends. */
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

export const repository = join(import.meta.dirname, '..', '..')

/** `purpose` shows in the name, so that a directory left behind by a killed run can be recognised. */
export const temporaryDirectory = (purpose = 'test'): string =>
  mkdtempSync(join(tmpdir(), `masthead-${purpose}-`))

/** A process that has ended may have left another that still writes there (Sanity's command line does). */
export const removeDirectory = (directory: string): void =>
  rmSync(directory, {recursive: true, force: true, maxRetries: 15, retryDelay: 100})
