/**
 * Where Node keeps what it makes of our TypeScript. Stripping types and compiling is most of a process's start, and of every query
 * thread's; kept, both take a fraction. A folder that cannot be written only means that nothing is kept.
 *
 * Plain JavaScript, like `main.mjs`: one TypeScript file before the cache is there would load all that strips types.
 */
import {fileURLToPath} from 'node:url'

export const COMPILE_CACHE = fileURLToPath(
  new URL('../node_modules/.cache/compile', import.meta.url),
)
