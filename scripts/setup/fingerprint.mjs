/**
 * Fingerprints: one hash that changes when an input of an install or a build changes.
 *
 * Content counts, not dates: a checkout, a copy or a touched file rebuilds nothing.
 */
import {createHash} from 'node:crypto'
import {readFile, readdir} from 'node:fs/promises'
import {join, relative, sep} from 'node:path'

/** Folders that hold results, never sources. Hidden ones are left out as well. */
const results = new Set(['node_modules', 'dist', 'coverage', 'test-results'])
/** Files that a build writes among its sources. */
const written = /(^next-env\.d\.ts|\.tsbuildinfo)$/

/** @param {string} name of a folder */
const isSource = (name) => !results.has(name) && !name.startsWith('.')

/**
 * `folder` and every folder of sources below it, as absolute paths.
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
export async function sourceFolders(folder) {
  const entries = await readdir(folder, {withFileTypes: true})
  const inside = entries.filter((entry) => entry.isDirectory() && isSource(entry.name))
  const below = await Promise.all(inside.map(({name}) => sourceFolders(join(folder, name))))
  return [folder, ...below.flat()]
}

/**
 * Every source file below `folder`, sorted, as absolute paths.
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
export async function sourceFiles(folder) {
  const entries = await readdir(folder, {withFileTypes: true})
  const found = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        return isSource(entry.name) ? sourceFiles(path) : []
      }
      return written.test(entry.name) ? [] : [path]
    }),
  )
  return found.flat().sort()
}

/**
 * One hash over the names and contents of `files`, and over `facts` that are not files.
 * @param {string} root
 * @param {string[]} files
 * @param {string[]} [facts]
 */
export async function fingerprintOf(root, files, facts = []) {
  const hash = createHash('sha256')
  for (const fact of facts) hash.update(`${fact}\0`)
  for (const file of files) {
    hash.update(`${relative(root, file).split(sep).join('/')}\0`)
    hash.update(
      createHash('sha256')
        .update(await readFile(file))
        .digest(),
    )
  }
  return hash.digest('hex').slice(0, 32)
}
