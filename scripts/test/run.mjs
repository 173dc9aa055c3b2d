/**
 * Run one suite, and end all of it when the run is ended: vitest, its workers, and what tests started (lakes, sites, Studios). They are a
 * process group of their own. A browser is in another; it ends with the worker that drives it.
 */
import {spawn} from 'node:child_process'

/** How long what was told to end may take, in milliseconds. */
const PATIENCE = 10_000

/** The signals by which somebody ends a run, and the exit code that says so. */
const endings = /** @type {const} */ ({SIGINT: 130, SIGTERM: 143, SIGHUP: 129})

/**
 * Run Node on a script with its output passed on. Answers the exit code; a signal counts as 1. When this process is told to end meanwhile,
 * it ends the script with everything that this started, and then itself.
 * @param {string} node
 * @param {string[]} args
 * @param {{cwd: string, env: NodeJS.ProcessEnv}} place
 * @returns {Promise<number>}
 */
export function run(node, args, {cwd, env}) {
  const child = spawn(node, args, {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  /** @param {NodeJS.Signals | 0} signal */
  const tell = (signal) => sendTo(child.pid, signal)
  let isEnding = false
  /** @param {keyof typeof endings} signal */
  const end = async (signal) => {
    tell(isEnding ? 'SIGKILL' : 'SIGTERM')
    if (isEnding) return
    isEnding = true
    for (const last = Date.now() + PATIENCE; tell(0) && Date.now() < last;) {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    tell('SIGKILL')
    process.exit(endings[signal])
  }
  const names = /** @type {(keyof typeof endings)[]} */ (Object.keys(endings))
  for (const name of names) process.on(name, end)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (isEnding) return
      for (const name of names) process.off(name, end)
      resolve(code ?? 1)
    })
  })
}

/**
 * Send a signal to a process group; 0 only looks. Answers whether there is one.
 * @param {number | undefined} group
 * @param {NodeJS.Signals | 0} signal
 */
function sendTo(group, signal) {
  try {
    return group !== undefined && process.kill(-group, signal)
  } catch {
    return false
  }
}
