/**
 * Run one long command with its output in a log and its latest line behind a moving step.
 *
 * The command gets a process group of its own, so that ending it ends what it started. Standard output of this process
 * is never touched.
 */
import {spawn} from 'node:child_process'
import {createWriteStream} from 'node:fs'
import {mkdir} from 'node:fs/promises'
import {dirname} from 'node:path'
import {stopped} from './problem.mjs'

/** @typedef {{ok: boolean, how: string, output: string}} Outcome */

/**
 * @param {object} task
 * @param {string} task.command
 * @param {string[]} [task.args]
 * @param {string} task.folder
 * @param {NodeJS.ProcessEnv} task.env
 * @param {string} task.log
 * @param {boolean} [task.shell]
 * @param {import('./progress.mjs').Step} task.step
 * @returns {Promise<Outcome>}
 */
export async function runTask({command, args = [], folder, env, log, shell = false, step}) {
  await mkdir(dirname(log), {recursive: true})
  const file = createWriteStream(log)
  const child = spawn(command, args, {
    cwd: folder,
    env,
    shell,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let interrupted = false

  /** @param {Buffer} chunk */
  const take = (chunk) => {
    file.write(chunk)
    output = (output + chunk.toString()).slice(-20_000)
    step.note(plain(output.trimEnd().split('\n').pop() ?? ''))
  }
  child.stdout.on('data', take)
  child.stderr.on('data', take)

  const interrupt = () => {
    interrupted = true
    if (child.pid) process.kill(-child.pid, 'SIGTERM')
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  try {
    /** @type {string} */
    const how = await new Promise((resolve) => {
      child.on('error', (error) => resolve('code' in error ? String(error.code) : error.message))
      child.on('close', (code, signal) =>
        resolve(code === 0 ? '' : (signal ?? `exit code ${code}`)),
      )
    })
    if (interrupted) throw stopped()
    return {ok: how === '', how, output: plain(output)}
  } catch (error) {
    step.failed()
    throw error
  } finally {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
    file.end()
  }
}

/**
 * Text without the colours and cursor movements of a terminal.
 * @param {string} text
 */
// oxlint-disable-next-line no-control-regex
const plain = (text) => text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '').replace(/\r/g, '\n')
