/**
 * Loaded before each file of tests: a line that the site or the lake logs in the process of a test is told to vitest, as one of the console
 * is. It shows what failed tests said, and knows nothing of what a process writes by itself.
 */
const write = process.stderr.write.bind(process.stderr)

process.stderr.write = ((text: string | Uint8Array, ...rest: []) => {
  if (typeof text !== 'string' || !text.startsWith('{"time"')) return write(text, ...rest)
  console.error(text.trimEnd())
  return true
}) as typeof process.stderr.write
