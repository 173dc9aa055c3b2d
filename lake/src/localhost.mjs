/**
 * `node --import …/lake/src/localhost.mjs`: names below `localhost` are this machine.
 *
 * So says RFC 6761, and browsers hold to it; the resolvers of some systems do not. Sanity's clients put the project before the
 * host (`press.localhost`), and the `sanity` command cannot be told otherwise.
 */
import dns from 'node:dns'
import {syncBuiltinESMExports} from 'node:module'

const BELOW_LOCALHOST = /\.localhost\.?$/i
const {lookup} = dns

/** @type {(hostname: string, ...rest: [never, never]) => void} */
const knowing = (hostname, ...rest) =>
  lookup(BELOW_LOCALHOST.test(hostname) ? '127.0.0.1' : hostname, ...rest)

dns.lookup = Object.assign(knowing, lookup)
syncBuiltinESMExports()
