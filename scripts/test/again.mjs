/**
 * What a second attempt runs (docs/decisions/0084): of a file whose tests stand by themselves those that failed, of any other the whole
 * file. So also where a hook or a file failed, and where a test did not run: then what failed is more than some tests.
 */
import {isWholeFile} from './outcome.mjs'

/**
 * One run of vitest.
 * @typedef {{files: string[], only?: string}} Attempt `files` are absolute; `only` is a pattern of full names, as vitest's `-t` takes it
 */

/**
 * @param {import('./outcome.mjs').Outcome} first
 * @param {boolean} standAlone whether each test of this suite passes without those before it
 * @returns {Attempt[]}
 */
export function secondAttempts({results, failures}, standAlone) {
  const files = [...new Set(failures.map(({file}) => file))].filter(Boolean)
  const mustBeWhole = (/** @type {string} */ name) =>
    !standAlone ||
    results.some(
      (result) => result.file === name && (isWholeFile(result) || result.status === 'impossible'),
    )
  const whole = files.filter(mustBeWhole)
  const parts = files.filter((file) => !mustBeWhole(file))
  const names = failures.filter(({file}) => parts.includes(file)).map(({path}) => path)
  return [{files: whole}, {files: parts, only: anyOf(names)}].filter(({files}) => files.length > 0)
}

/**
 * These names, and none of which one is a part.
 * @param {string[]} names
 */
function anyOf(names) {
  const escaped = names.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return `^(?:${escaped.join('|')})$`
}

/**
 * The words by which vitest is told.
 * @param {Attempt} attempt
 */
export function wordsOf({files, only}) {
  return only === undefined ? files : [...files, `--testNamePattern=${only}`]
}
