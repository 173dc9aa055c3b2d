/** `node lake/src/main.mjs`: the lake as a process, made from what the last start has kept. */
import {enableCompileCache} from 'node:module'
import {COMPILE_CACHE} from './compile-cache.mjs'

enableCompileCache(COMPILE_CACHE)
await import('./lake-process.ts')
