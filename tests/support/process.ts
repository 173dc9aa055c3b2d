/**
 * Child processes of a test: started with an environment of their own, awaited until they say that they are ready,
 * ended by their id. A process that outlives its test would hold a port and a database, so the worker's exit ends the rest; where the worker
 * is killed, each ends by itself.
 */
import {spawn, type ChildProcess, type ChildProcessByStdio} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {createInterface} from 'node:readline'
import type {Readable} from 'node:stream'
import {repository} from './directory.ts'

export interface Started<Ready> {
  /** The parsed JSON line by which the process said that it is ready. */
  ready: Ready
  pid: number
  /** Everything it wrote to stderr so far: what a failing test should show. */
  log(): string
  /** Nobody reads what it writes any more, as when the process that started it was killed. */
  hangUp(): void
  /** End it and wait: politely, then after `patience` ms by force. Safe to call twice. */
  stop(signal?: NodeJS.Signals, patience?: number): Promise<void>
  /** The signal that ended it, or that it ended by itself; `undefined` while it runs. */
  endedBy(): NodeJS.Signals | 'itself' | undefined
}

export interface StartOptions {
  args: string[]
  /** What starts Node: a command that sets limits or mounts something first, and then runs the words that follow it. */
  under?: string[]
  env?: Record<string, string>
  cwd?: string
  /** Milliseconds until the ready line must have come. */
  patience?: number
}

/** As `npm start` has it. */
const guard = new URL('../../scripts/src/start/guard.mjs', import.meta.url).href

const alive = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

/** Run `node …args` and wait for the first line on stdout that is a JSON object. */
export function startProcess<Ready>(name: string, options: StartOptions): Promise<Started<Ready>> {
  const {args, under = [], env = {}, cwd = repository, patience = 60_000} = options
  const node = [process.execPath, '--import', guard, ...args]
  const [command = process.execPath, ...words] = [...under, ...node]
  const child = spawn(command, words, {
    cwd,
    env: {...inherited(), ...env},
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  }) as ChildProcessByStdio<null, Readable, Readable>
  alive.add(child)
  const log: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => log.push(text))

  let endedBy: NodeJS.Signals | 'itself' | undefined
  const ended = new Promise<void>((resolve) =>
    child.once('close', (_code, signal) => {
      endedBy = signal ?? 'itself'
      resolve()
    }),
  )
  void ended.then(() => alive.delete(child))

  const stop = async (signal: NodeJS.Signals = 'SIGTERM', wait = 30_000) => {
    if (!alive.has(child)) return
    child.kill(signal)
    const force = setTimeout(() => child.kill('SIGKILL'), wait)
    await ended
    clearTimeout(force)
  }

  const hangUp = () => {
    child.stdout.destroy()
    child.stderr.destroy()
  }

  return new Promise((resolve, reject) => {
    const fail = (what: string) => {
      clearTimeout(late)
      void stop()
      reject(new Error(`${name} ${what}. Its log:\n${log.join('') || '(empty)'}`))
    }
    const late = setTimeout(() => fail(`was not ready after ${patience / 1000} s`), patience)
    child.once('error', (error) => fail(`could not be started (${error.message})`))
    child.once('close', (code, signal) => fail(`ended early (${signal ?? `exit code ${code}`})`))
    createInterface({input: child.stdout}).on('line', (line) => {
      if (!line.startsWith('{')) return void log.push(`${line}\n`)
      clearTimeout(late)
      const ready = JSON.parse(line) as Ready
      const said = () => log.join('')
      resolve({ready, pid: child.pid ?? 0, log: said, hangUp, stop, endedBy: () => endedBy})
    })
  })
}

/** One that has ended and that nobody has waited for (a container may have no one who does) is not alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat[stat.lastIndexOf(')') + 2] !== 'Z'
  } catch {
    return process.platform !== 'linux'
  }
}

/** What a child may see of this environment: nothing that configures Masthead, vitest or Node by chance. */
function inherited(): NodeJS.ProcessEnv {
  const settings = /^(LAKE|STUDIO|SITE|SANITY|DRAFT|IMAGES|MASTHEAD|VITEST|VITE|NODE|REDIS|FRONT)_/
  const kept = Object.entries(process.env).filter(
    ([key]) => !settings.test(key) && key !== 'VITEST',
  )
  return {...Object.fromEntries(kept), NEXT_TELEMETRY_DISABLED: '1'} as unknown as NodeJS.ProcessEnv
}
