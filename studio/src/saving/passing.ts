/** Whether an answer with this status may be another one in a minute. What the lake does not know how to do (501), it will not know then. */
export const isPassing = (status: number): boolean =>
  status === 408 || status === 429 || (status >= 500 && status !== 501)
