/**
 * `node lake/src/users.ts add --directory DIR --name NAME --role ROLE [--email ADDRESS]`: add a user and print
 * `{id, name, role, token}` as one line. Works beside a running lake, which knows the token at once.
 *
 * A name that somebody has is no refusal, only a line on standard error: whoever lost the only administrator's token makes another here.
 */
import {parseArgs} from 'node:util'
import {isMemberRole, roles} from './access/permissions.ts'
import {Registry} from './store/registry.ts'

/** A lake that is busy with its webhooks writes now and then, on a slow disk for longer than it would wait itself. */
const PATIENCE_MS = 10_000
const USAGE =
  'Usage: node lake/src/users.ts add --directory DIR --name NAME --role ROLE [--email ADDRESS]'

function add(args: string[]): {line: string; namesakes: number} {
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
    const line = JSON.stringify({id: user.id, name: user.name, role: user.role, token})
    return {line, namesakes: registry.users().filter((one) => one.name === user.name).length}
  } finally {
    registry.close()
  }
}

process.umask(0o077) // the first user may be there before the lake

try {
  const {line, namesakes} = add(process.argv.slice(2))
  process.stdout.write(`${line}\n`)
  if (namesakes > 1)
    process.stderr.write(
      `There are ${namesakes} users of this name now, each with a token of their own. Remove the one that nobody needs.\n`,
    )
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
