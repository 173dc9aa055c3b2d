/**
 * Where the site's process begins. It loads the rest as the build put it together (docs/decisions/0074), or from the sources where they are
 * newer, and from Node's compile cache: code as it was compiled by an earlier start. Plain JavaScript, because to take the types out of
 * this one file would cost as much as all of that.
 */
import {enableCompileCache, flushCompileCache} from 'node:module'
import {join} from 'node:path'
import {builtServer} from './built-server.mjs'

// The one setting that is needed before `config.ts` can be loaded. A cache that cannot be written is no loss.
enableCompileCache(join(process.env.SITE_DIRECTORY || '.masthead/site', 'compiled'))
const built = builtServer(
  new URL('../../.next/site-server/', import.meta.url),
  new URL('../', import.meta.url),
)
await (built ? import(built.href) : import('./main.ts'))
// Left alone, the heap grows under load by what it could reuse. (What is young has a bound on the command line: see `start` in
// package.json. As small as it begins it is collected a hundred times a second, a third of the work of an answer.) Not before the
// first readers are answered: to load `node:v8` takes 6 ms.
setTimeout(() => {
  process.getBuiltinModule('node:v8').setFlagsFromString('--heap-growing-percent=15')
}, 1_000).unref()
// By now most is loaded. A process that is ended by force would lose it.
setTimeout(flushCompileCache, 10_000).unref()
