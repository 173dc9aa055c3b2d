/** wrk, and what it measured. */
import {execFile} from 'node:child_process'
import {promisify} from 'node:util'
import {machineCommand} from './machine-command.ts'

export interface Load {
  perSecond: number
  p50: number
  p99: number
  /** Answers that were no 2xx or 3xx, and connections that broke. */
  errors: number
}

const inMs: Record<string, number> = {us: 0.001, ms: 1, s: 1000, m: 60_000}

/** Ask for one address again and again over so many connections. Times in milliseconds. */
export async function load(
  url: string,
  {
    connections,
    seconds,
    encoding = 'gzip',
  }: {connections: number; seconds: number; encoding?: string},
): Promise<Load> {
  const wrk = await machineCommand({command: 'wrk', debian: 'wrk', setting: 'MASTHEAD_WRK'})
  const {stdout} = await promisify(execFile)(
    wrk.executable,
    [
      '--latency',
      '-t1',
      `-c${connections}`,
      `-d${seconds}s`,
      '-H',
      `Accept-Encoding: ${encoding}`,
      url,
    ],
    {env: {...process.env, ...wrk.env}},
  )
  const time = (share: number) => {
    const [, amount, unit = ''] =
      new RegExp(String.raw`^\s*${share}%\s+([\d.]+)(us|ms|s|m)`, 'm').exec(stdout) ?? []
    return Math.round(Number(amount) * (inMs[unit] ?? NaN) * 1000) / 1000
  }
  const number = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1] ?? 0)
  const broken = [...(/Socket errors:.*/.exec(stdout)?.[0] ?? '').matchAll(/\d+/g)]
  return {
    perSecond: number(/Requests\/sec:\s+([\d.]+)/),
    p50: time(50),
    p99: time(99),
    errors:
      number(/Non-2xx or 3xx responses: (\d+)/) +
      broken.reduce((sum, [count]) => sum + Number(count), 0),
  }
}
