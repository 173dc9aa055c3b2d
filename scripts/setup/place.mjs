/** Where things are in a checkout: the root, and the folder for what set-up writes (never committed). */
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

/** The checkout that this file belongs to. */
export const checkout = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '')

/**
 * Logs of installs and builds, and the lock that keeps two set-ups apart.
 * @param {string} root
 */
export const workFolder = (root) => join(root, '.masthead')

/** The package manager's version, pinned: the same on every machine. */
export const packageManager = 'pnpm@12.21.0'
