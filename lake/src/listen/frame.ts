/** One server-sent event, as bytes. */

const encoder = new TextEncoder()

export const encodeFrame = (event: string, data: unknown, id?: string): Uint8Array =>
  encoder.encode(
    `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`,
  )

/** A comment: keeps the connection alive and means nothing. */
export const heartbeat = encoder.encode(':\n\n')
