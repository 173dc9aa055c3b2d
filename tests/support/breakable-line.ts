/** A line to a port of this machine that can be made to carry nothing for a while, without an end being told: a partition; or to be a long one. */
import {connect, createServer, type AddressInfo, type Socket} from 'node:net'
import {setTimeout as wait} from 'node:timers/promises'

export interface BreakableLine {
  port: number
  /** From now on nothing gets through, in either direction. */
  cut(): void
  /** What comes from now on gets through; what was lost stays lost, as the ends find out. */
  mend(): void
  /** From now on everything takes so many milliseconds longer, in each direction. */
  lengthen(milliseconds: number): void
  close(): void
}

export async function openLine(to: number): Promise<BreakableLine> {
  const sockets = new Set<Socket>()
  let isCut = false
  let longer = 0
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => sockets.delete(socket))
  }
  const server = createServer((near) => {
    keep(near)
    if (isCut) return
    const far = connect(to, '127.0.0.1')
    keep(far)
    for (const [from, other] of [
      [near, far],
      [far, near],
    ] as const) {
      let before: Promise<unknown> = Promise.resolve()
      from.on('data', (chunk) => {
        if (isCut) return
        // What set out later over a shorter way arrives later all the same.
        before = Promise.all([before, wait(longer)]).then(
          () => other.destroyed || other.write(chunk),
        )
      })
      from.once('close', () => !isCut && other.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => void (isCut = true),
    mend() {
      isCut = false
      for (const socket of sockets) socket.destroy()
    },
    lengthen: (milliseconds) => void (longer = milliseconds),
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
