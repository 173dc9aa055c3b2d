/**
 * Set a checkout up: the dependencies, Node 24, the builds. Plain JavaScript for Node 18, because it is what runs first.
 *
 * Whoever calls it twice at once waits for the other; whoever calls it again when nothing changed is done in a moment.
 */
import {join} from 'node:path'
import {buildAll} from './build.mjs'
import {install} from './install.mjs'
import {checkBootstrapNode, requireNode} from './node.mjs'
import {checkout, workFolder} from './place.mjs'
import {fromSystem} from './problem.mjs'
import {tryLock} from './process-lock.mjs'
import {createProgress} from './progress.mjs'

/**
 * @typedef {object} SetUpOptions
 * @property {boolean} [build]   make the builds too (`true` when left out)
 * @property {string} [root]     the checkout
 * @property {import('./progress.mjs').Progress} [progress]
 *
 * @typedef {{node: string, installed: boolean, built: string[]}} SetUp
 */

/**
 * @param {SetUpOptions} [options]
 * @returns {Promise<SetUp>} `node` is the Node 24 to run things with
 */
export async function setUp({build = true, root = checkout, progress = createProgress()} = {}) {
  checkBootstrapNode()
  const lock = await waitForLock(root, progress)
  try {
    const installed = await install(root, progress)
    const node = requireNode(root)
    const built = build ? await buildAll(root, node, progress) : []
    return {node, installed, built}
  } catch (error) {
    throw fromSystem(error, root)
  } finally {
    lock.release()
  }
}

/**
 * @param {string} root
 * @param {import('./progress.mjs').Progress} progress
 */
async function waitForLock(root, progress) {
  const file = join(workFolder(root), 'set-up.lock')
  /** @type {import('./progress.mjs').Step | null} */
  let step = null
  for (;;) {
    const lock = await tryLock(file).catch((error) => {
      throw fromSystem(error, root)
    })
    if ('release' in lock) {
      step?.done('The other set-up is done')
      return lock
    }
    step ??= progress.step(`Waiting for another set-up of this folder (process ${lock.heldBy.pid})`)
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}
