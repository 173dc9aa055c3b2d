/** The site's log: one JSON object a line, on stderr. */
export type Log = (
  level: 'info' | 'warn' | 'error',
  message: string,
  facts?: Record<string, unknown>,
) => void

export const log: Log = (level, message, facts = {}) => {
  process.stderr.write(
    `${JSON.stringify({time: new Date().toISOString(), level, message, ...facts})}\n`,
  )
}

export const reasonOf = (error: unknown): string =>
  error instanceof Error
    ? `${error.message}${error.cause ? ` (${reasonOf(error.cause)})` : ''}`
    : String(error)
