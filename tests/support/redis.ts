/** A real Redis on a free loopback port, to be killed, paused, emptied and brought back. */
import {spawn, type ChildProcess} from 'node:child_process'
import {cpSync} from 'node:fs'
import {connect} from 'node:net'
import {createInterface} from 'node:readline'
import {removeDirectory, temporaryDirectory} from './directory.ts'
import {freePort} from './free-port.ts'
import {machineCommand} from './machine-command.ts'

export interface TestRedis {
  port: number
  url: string
  /** Ask the operating system to stop it in its tracks: connections stay, answers do not come. */
  pause(): void
  resume(): void
  /** End it without a chance to write anything. */
  kill(): Promise<void>
  /** Let it forget everything while it runs. Its connections stay. */
  forget(): Promise<void>
  /** What it answers to one command, as it stands on the wire. */
  ask(command: string): Promise<string>
  /** What is on its disk now, to come back with later. */
  copy(): string
  /**
   * Start it again on the same port: with what was written to its disk so far, as if it had never been, or with an old copy of
   * its disk, which it takes as its own.
   */
  startAgain(options?: {empty?: boolean; copy?: string}): Promise<void>
  stop(): Promise<void>
}

const alive = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

/** `keeps`: it writes every change to its disk before it answers. */
export async function startRedis({keeps = false} = {}): Promise<TestRedis> {
  const {executable, env} = await machineCommand({
    command: 'redis-server',
    debian: 'redis-server',
    setting: 'MASTHEAD_REDIS_SERVER',
  })
  const port = await freePort()
  let directory = temporaryDirectory('redis')
  const start = async () => {
    const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory]
    const writes = ['--save', '', '--appendfsync', 'always', '--appendonly', keeps ? 'yes' : 'no']
    const child = spawn(executable, [...place, ...writes], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {...process.env, ...env},
    })
    await ready(child)
    return child
  }
  let child = await start()
  const ask = (command: string): Promise<string> => {
    const socket = connect(port, '127.0.0.1').setEncoding('utf8')
    socket.end(`${command}\r\n`)
    return socket.reduce((all: string, text: string) => all + text, '')
  }
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill: () => end(child, 'SIGKILL'),
    ask,
    async forget() {
      const answer = await ask('FLUSHALL')
      if (!answer.startsWith('+OK')) throw new Error(`Redis forgot nothing: ${answer}`)
    },
    copy() {
      const copied = temporaryDirectory('redis-copy')
      cpSync(directory, copied, {recursive: true})
      return copied
    },
    async startAgain({empty = false, copy} = {}) {
      if (empty || copy !== undefined) {
        removeDirectory(directory)
        directory = copy ?? temporaryDirectory('redis')
      }
      child = await start()
    },
    async stop() {
      child.kill('SIGCONT')
      await end(child, 'SIGKILL')
      removeDirectory(directory)
    },
  }
}

function ready(child: ChildProcess): Promise<void> {
  alive.add(child)
  child.once('close', () => alive.delete(child))
  return new Promise((resolve, reject) => {
    const log: string[] = []
    child.once('error', reject)
    child.once('close', () => reject(new Error(`Redis ended early. Its log:\n${log.join('\n')}`)))
    child.stderr?.on('data', (chunk: Buffer) => log.push(chunk.toString()))
    if (!child.stdout) return
    createInterface({input: child.stdout}).on('line', (line) => {
      log.push(line)
      if (line.includes('Ready to accept connections')) resolve()
    })
  })
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (!alive.has(child)) return
  const gone = new Promise((resolve) => child.once('close', resolve))
  child.kill(signal)
  await gone
}
