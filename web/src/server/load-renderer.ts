/**
 * What renders readers' pages, loaded without the server that Next builds around it.
 *
 * It is the part of Next's build that `instrumentation.ts` becomes (`rendering/door.ts` says why it is there), and nothing that readers get
 * needs more of Next. The rest is loaded when the first editor comes: see `next-door.ts`, which finds this part loaded then.
 */
import {AsyncLocalStorage} from 'node:async_hooks'
import {createRequire} from 'node:module'
import path from 'node:path'

interface Instrumentation {
  register(): Promise<void>
}

/** Load it once. Calling it again changes nothing. Fails when the build is damaged. */
export function rendererIn(directory: string): () => Promise<void> {
  let loading: Promise<void> | undefined
  const load = async () => {
    // Where the bundles look for it. Next's own server puts it there when nobody else has.
    Object.assign(globalThis, {AsyncLocalStorage})
    const build = path.join(directory, '.next', 'server', 'instrumentation.js')
    const {register} = (await createRequire(build)(build)) as Instrumentation
    await register()
  }
  return () => (loading ??= load())
}
