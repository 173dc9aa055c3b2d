/**
 * The server as the build made it of many modules, as long as it is made of what is there. To look at each source takes a hundredth of
 * what it takes to load it.
 */
import {fileURLToPath} from 'node:url'

// Not imported: that would load the streams of files, which a start has no use for.
const {readFileSync, statSync} = process.getBuiltinModule('node:fs')

/**
 * The file to load; nothing when there is none, or when a source was changed since.
 * @param {URL} build    the folder of the build's output, with a slash at the end
 * @param {URL} sources  that of the sources
 * @returns {URL | undefined}
 */
export function builtServer(build, sources) {
  try {
    const main = new URL('main.mjs', build)
    const folder = fileURLToPath(sources)
    const {mtimeMs} = statSync(main)
    /** @type {string[]} */
    const made = JSON.parse(readFileSync(new URL('sources.json', build), 'utf8'))
    const isOlder = (/** @type {string} */ file) => statSync(folder + file).mtimeMs <= mtimeMs
    return made.length > 0 && made.every(isOlder) ? main : undefined
  } catch {
    return undefined // not built, or a source is gone
  }
}
