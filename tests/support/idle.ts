/** The machine at rest, as measurements want it. */
import {cpus} from 'node:os'
import {setTimeout as wait} from 'node:timers/promises'

/** Share of all processors' time that may be in use. */
const rest = 0.1

/** Settles after one second in which hardly anything ran; after `patience` milliseconds in any case. Answers whether it was at rest. */
export async function machineAtRest(patience = 20_000): Promise<boolean> {
  const end = Date.now() + patience
  for (;;) {
    const before = spent()
    await wait(1_000)
    const now = spent()
    if ((now.busy - before.busy) / (now.all - before.all) <= rest) return true
    if (Date.now() >= end) return false
  }
}

function spent() {
  const times = cpus().map((cpu) => cpu.times)
  const idle = times.reduce((sum, each) => sum + each.idle, 0)
  const all = times.flatMap((each) => Object.values(each)).reduce((sum, each) => sum + each, 0)
  return {all, busy: all - idle}
}
