/**
 * One part as a child process: started, watched, started again when it dies or hangs, ended for good.
 *
 * A part is up when it prints `{"ready":true,"port":N}`. It is a process group of its own: a terminal's Ctrl-C reaches
 * the supervisor alone, which then ends the parts in order.
 */
import {spawn} from 'node:child_process'
import type {ChildProcess} from 'node:child_process'
import {createInterface} from 'node:readline'
import {fileURLToPath} from 'node:url'
import {partDidNotStart} from '../errors.ts'
import {keepAsking, usualHeartbeat, type Heartbeat} from './heartbeat.ts'
import type {Log} from './log.ts'

export interface PartPlan {
  title: string
  /** The module to run, absolute. */
  main: string
  /** Of Node itself. */
  flags?: string[]
  folder: string
  env: NodeJS.ProcessEnv
  log: Log
  print: (line: string) => void
  /** How it is asked whether it still runs; not at all when it is `'never'`. */
  heartbeat?: Heartbeat | 'never'
}

export interface Part {
  /** End it and start it anew, with the code that is there now. Throws when it does not come up: it stays away until the next time. */
  restart(): Promise<void>
  /** End it; resolves when the process is gone. Safe to call twice. */
  stop(): Promise<void>
}

const guard = new URL('guard.mjs', import.meta.url).href
const startLimit = 60_000
const graceMilliseconds = 5000
const longestPause = 30_000
/** A part that ran this long was well: its next pause is the shortest again. */
const wellAfter = 60_000

/** Start a part and wait until it is ready; throws when it is not, or when `signal` says to give up. */
export async function startPart(plan: PartPlan, signal: AbortSignal): Promise<Part> {
  let stopping = false
  let failures = 0
  let timer: NodeJS.Timeout | undefined
  let child = launch(plan)
  const replaced = new WeakSet<ChildProcess>()
  const giveUp = () => void end(child)
  signal.addEventListener('abort', giveUp)
  try {
    await ready(plan, child)
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
  watch()
  attend(child)

  function watch() {
    const since = Date.now()
    const watched = child
    const onEnd = (what: string) => {
      if (stopping || replaced.has(watched)) return
      failures = Date.now() - since > wellAfter ? 0 : failures + 1
      startLater(what)
    }
    watched.once('exit', (code, by) => onEnd(`stopped unexpectedly (${how(code, by)})`))
    // One that could not even be spawned never exits.
    watched.once('error', ({message}) => {
      if (watched.pid === undefined) onEnd(`could not be started (${message})`)
    })
  }

  /** From when it is ready: how long a start may take has a limit of its own. */
  function attend(own: ChildProcess) {
    const {heartbeat = usualHeartbeat} = plan
    if (heartbeat === 'never') return
    keepAsking(own, heartbeat, () => {
      if (stopping) return
      plan.print(`${plan.title} runs, and has answered nothing for too long: it is ended.`)
      own.kill('SIGKILL') // it would not hear that it is to end
    })
  }

  function startLater(what: string) {
    const pause = Math.min(longestPause, 500 * 2 ** failures)
    plan.print(`${plan.title} ${what}; starting it again in ${pause / 1000} s. Its last words:`)
    for (const line of plan.log.lastLines().slice(-5)) plan.print(`  | ${line}`)
    timer = setTimeout(again, pause)
  }

  function again() {
    try {
      child = launch(plan)
    } catch (error) {
      failures++
      return startLater(`could not be started (${String(error)})`)
    }
    const own = child
    watch()
    ready(plan, own).then(
      () => {
        plan.print(`${plan.title} is back.`)
        attend(own)
      },
      () => end(own),
    )
  }

  return {
    async restart() {
      clearTimeout(timer)
      replaced.add(child)
      await end(child)
      if (stopping) return
      failures = 0
      child = launch(plan)
      await ready(plan, child)
      watch()
      attend(child)
    },
    async stop() {
      stopping = true
      clearTimeout(timer)
      await end(child)
    },
  }
}

function launch({main, flags = [], folder, env, log}: PartPlan): ChildProcess {
  const child = spawn(process.execPath, [...flags, '--import', guard, main], {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  log.write(`\n--- ${new Date().toISOString()} process ${child.pid}\n`)
  child.stdout?.on('data', (chunk: Buffer) => log.write(chunk))
  child.stderr?.on('data', (chunk: Buffer) => log.write(chunk))
  return child
}

/** Resolves at the ready line; rejects when the process ends first or takes too long. */
function ready(plan: PartPlan, child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => {
      settle()
      void end(child).then(() =>
        reject(partDidNotStart(plan.title, reason, plan.log.lastLines(), plan.log.file)),
      )
    }
    const onError = (error: Error) => fail(error.message)
    const onExit = (code: number | null, signal: string | null) => fail(how(code, signal))
    const settle = () => {
      clearTimeout(limit)
      child.off('exit', onExit)
    }
    const limit = setTimeout(() => fail(`not ready after ${startLimit / 1000} s`), startLimit)
    // Stays: a process that cannot be signalled says so here, and must not end the supervisor.
    child.on('error', onError)
    child.on('exit', onExit)
    if (!child.stdout) return
    createInterface({input: child.stdout}).on('line', (line) => {
      if (!line.startsWith('{') || !line.includes('"ready":true')) return
      settle()
      resolve()
    })
  })
}

/** Ask a process to end, and end it by force when it has not after a few seconds. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
  })
  const force = setTimeout(() => child.kill('SIGKILL'), graceMilliseconds)
  child.kill('SIGTERM')
  await gone
  clearTimeout(force)
}

const how = (code: number | null, signal: string | null) => signal ?? `exit code ${code}`

/** Path of a part's module, from its place in the checkout. */
export const moduleOf = (path: string) =>
  fileURLToPath(new URL(`../../../${path}`, import.meta.url))
