/** What another process uses, as Linux tells it; `NaN` elsewhere. */
import {readFileSync} from 'node:fs'

/** Clock ticks a second, which Linux fixes for programs whatever the kernel uses. */
const TICKS = 100

function read(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}

/** CPU time of all its threads since it started. */
export function cpuSeconds(pid: number): number {
  const stat = read(pid, 'stat')
  const [, , , , , , , , , , , user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(user) + Number(system)) / TICKS
}

const megabytes = (pid: number, name: string) =>
  Math.round(
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(read(pid, 'status'))?.[1]) / 1024,
  )

/** Memory that it holds. */
export const rssMb = (pid: number): number => megabytes(pid, 'VmRSS')

/** The most memory that it ever held. */
export const peakMb = (pid: number): number => megabytes(pid, 'VmHWM')
