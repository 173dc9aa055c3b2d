/**
 * The server as the build made it of many modules, as long as it is made of what is there. To look at each source takes a hundredth of
 * what it takes to load it.
 */
import {readFileSync, statSync} from 'node:fs'

/**
 * The file to load; nothing when there is none, or when a source was changed since.
 * @param {URL} build    the folder of the build's output, with a slash at the end
 * @param {URL} sources  that of the sources
 * @returns {URL | undefined}
 */
export function builtServer(build, sources) {
  try {
    const main = new URL('main.mjs', build)
    const {mtimeMs} = statSync(main)
    /** @type {string[]} */
    const made = JSON.parse(readFileSync(new URL('sources.json', build), 'utf8'))
    const isOlder = (/** @type {string} */ file) =>
      statSync(new URL(file, sources)).mtimeMs <= mtimeMs
    return made.length > 0 && made.every(isOlder) ? main : undefined
  } catch {
    return undefined // not built, or a source is gone
  }
}
