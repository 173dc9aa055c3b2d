/**
 * `node lake/src/users.ts add --directory DIR --name NAME --role ROLE [--email ADDRESS]`: add a user and print
 * `{id, name, role, token}` as one line. Works beside a running lake, which knows the token at once.
 */
import {parseArgs} from 'node:util'
import {isMemberRole, roles} from './access/permissions.ts'
import {Registry} from './store/registry.ts'

/** A lake that is busy with its webhooks writes now and then, on a slow disk for longer than it would wait itself. */
const PATIENCE_MS = 10_000
const USAGE =
  'Usage: node lake/src/users.ts add --directory DIR --name NAME --role ROLE [--email ADDRESS]'

function add(args: string[]): string {
  const {values, positionals} = parseArgs({
    args,
    allowPositionals: true,
    options: {
      directory: {type: 'string'},
      name: {type: 'string'},
      role: {type: 'string', default: 'editor'},
      email: {type: 'string'},
    },
  })
  const {directory, name, role, email = ''} = values
  if (positionals[0] !== 'add' || !directory || !name?.trim()) throw new Error(USAGE)
  if (!isMemberRole(role)) {
    throw new Error(`There is no role "${role}"; use ${roles.map((one) => one.name).join(', ')}.`)
  }
  const registry = new Registry(directory, PATIENCE_MS)
  try {
    const {user, token} = registry.addUser({name: name.trim(), role, email})
    return JSON.stringify({id: user.id, name: user.name, role: user.role, token})
  } finally {
    registry.close()
  }
}

process.umask(0o077) // the first user may be there before the lake

try {
  process.stdout.write(`${add(process.argv.slice(2))}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
