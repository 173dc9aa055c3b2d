/** What the status of an answer to a save means. */

/** Whether an answer with this status may be another one in a minute. What the lake does not know how to do (501), it will not know then. */
export const isPassing = (status: number): boolean =>
  status === 408 || status === 429 || (status >= 500 && status !== 501)

/**
 * For these Studio takes a save for impossible, and drops its words (`checkoutPair` in `sanity`); with any other it tries again. What
 * is unauthorized may be only the session, which has ended: Studio asks for a new one, and tries again.
 */
export const isDropped = (status: number): boolean =>
  [400, 402, 403, 404, 409, 410, 412, 413, 422].includes(status)
