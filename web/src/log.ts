/** The site's log: one JSON object a line, on stderr. */
export type Log = (
  level: 'info' | 'warn' | 'error',
  message: string,
  facts?: Record<string, unknown>,
) => void

const second = 1_000
const mostRemembered = 100

export const log: Log = (level, message, facts = {}) => {
  process.stderr.write(
    `${JSON.stringify({time: new Date().toISOString(), level, message, ...facts})}\n`,
  )
}

export const reasonOf = (error: unknown): string =>
  error instanceof Error
    ? `${error.message}${error.cause ? ` (${reasonOf(error.cause)})` : ''}`
    : String(error)

/**
 * The same log, where one message for one reason is written once a second, with the number of those left out since: whoever asks
 * for made-up addresses while the lake is away fills no disk.
 */
export function sparing(write: Log, now = () => performance.now()): Log {
  const written = new Map<string, {at: number; leftOut: number}>()
  return (level, message, facts = {}) => {
    const key = `${message} ${facts.reason}`
    const last = written.get(key)
    if (last && now() - last.at < second) return void last.leftOut++
    if (written.size >= mostRemembered) written.clear()
    written.set(key, {at: now(), leftOut: 0})
    write(level, message, last?.leftOut ? {...facts, leftOut: last.leftOut} : facts)
  }
}
