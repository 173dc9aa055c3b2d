/** A lake's answer to whatever is asked of a change: nobody refers to it, nobody else has its address, and beside it is nobody or these. */
export function answerOfChange(newer: object[] = []): never {
  const one = Object.assign([], {older: [], newer})
  return Object.assign([], {...one, q0: one, q1: one, q2: one}) as never
}
