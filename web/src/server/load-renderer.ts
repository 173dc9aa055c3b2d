/**
 * What renders readers' pages, loaded without the server that Next builds around it.
 *
 * It is the part of Next's build that `instrumentation.ts` becomes (`rendering/door.ts` says why it is there), and nothing that readers get
 * needs more of Next. The rest is loaded when the first editor comes: see `next-door.ts`, which finds this part loaded then.
 */
import {AsyncLocalStorage} from 'node:async_hooks'
import {createRequire} from 'node:module'
import path from 'node:path'
import {loadOnce} from './load-once.ts'

interface Instrumentation {
  register(): Promise<void>
}

/** Load it once. Calling it again changes nothing, unless that failed: the build is damaged, or no file could be opened. */
export function rendererIn(directory: string): () => Promise<void> {
  const folder = path.join(directory, '.next', 'server')
  const build = path.join(folder, 'instrumentation.js')
  const require = createRequire(build)
  return loadOnce(async () => {
    // Where the bundles look for it. Next's own server puts it there when nobody else has.
    Object.assign(globalThis, {AsyncLocalStorage})
    try {
      const {register} = (await require(build)) as Instrumentation
      await register()
    } catch (error) {
      forget(require, folder)
      throw error
    }
  })
}

/** The bundles remember what they could not load. */
function forget(require: NodeJS.Require, folder: string): void {
  for (const file of Object.keys(require.cache))
    if (file.startsWith(`${folder}${path.sep}`)) delete require.cache[file]
}
