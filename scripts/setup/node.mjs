/** The Node that runs Masthead: version 24, installed with the dependencies, whatever started the set-up. */
import {spawnSync} from 'node:child_process'
import {join} from 'node:path'
import {nodeTooOld, nodeUnusable} from './problem.mjs'

const wanted = 24

/** @param {string} version */
const major = (version) => Number(version.replace(/^v/, '').split('.')[0])

/** Refuse a Node that cannot even run the set-up. */
export function checkBootstrapNode(version = process.versions.node) {
  if (!(major(version) >= 18)) throw nodeTooOld(version)
}

/**
 * The Node 24 to run things with: the installed one; where it cannot run (another C library), this one if it is new enough.
 * `null` when there is neither.
 * @param {string} root
 * @returns {string | null}
 */
export function findNode(root) {
  const installed = join(root, 'node_modules', 'node', 'bin', 'node')
  const answer = spawnSync(installed, ['--version'], {encoding: 'utf8'})
  if (answer.status === 0 && major(answer.stdout) >= wanted) return installed
  return major(process.versions.node) >= wanted ? process.execPath : null
}

/** @param {string} root */
export function requireNode(root) {
  const node = findNode(root)
  if (!node) throw nodeUnusable(join(root, 'node_modules', 'node', 'bin', 'node'))
  return node
}
