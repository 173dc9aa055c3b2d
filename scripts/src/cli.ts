/**
 * `pnpm content <verb>`: the operator's commands. Only this file knows that a process exists.
 *
 * It finds the command, prints what it prints, and turns a failure into one sentence, its remedy and an exit code. A
 * failure that is no operator's matter is a bug, and shows its stack.
 */
import {commandLine} from './command-line.ts'
import {backup} from './commands/backup.ts'
import type {Command} from './commands/command.ts'
import {usageOf} from './commands/command.ts'
import {doctor} from './commands/doctor.ts'
import {exportContent} from './commands/export.ts'
import {importCommand} from './commands/import.ts'
import {listSchedule, runSchedule} from './commands/schedule.ts'
import {addUser, listUsers, removeUser} from './commands/users.ts'
import {addWebhook, listWebhooks} from './commands/webhooks.ts'
import {OperatorError, unknownVerb} from './errors.ts'
import {createOperator} from './operator.ts'

const commands: Command[] = [
  importCommand,
  exportContent,
  backup,
  addUser,
  listUsers,
  removeUser,
  runSchedule,
  listSchedule,
  listWebhooks,
  addWebhook,
  doctor,
]

const table = [
  ...commands.map((command) => `  ${command.verb.padEnd(14)} ${command.about}`),
  '',
  'Each works on the Masthead that runs on the folder data. Others: --directory DIR, or for a lake elsewhere',
  '--url ORIGIN --project ID --dataset NAME with the token in SANITY_AUTH_TOKEN.',
].join('\n')

async function main(args: string[]): Promise<void> {
  // npm and pnpm run scripts in the root and say in INIT_CWD where they were called.
  const folder = process.env.INIT_CWD ?? process.cwd()
  const operator = createOperator(process.env, folder, (line) => console.log(line))
  if (args.length === 0 || /^(--help|-h|help)$/.test(args[0] ?? '')) {
    console.log(`${commandLine} <command>\n\n${table}`)
    return
  }
  const command = commands.find(({verb}) => `${args.join(' ')} `.startsWith(`${verb} `))
  if (!command) throw unknownVerb(args.slice(0, 2).join(' '), table)
  const rest = args.slice(command.verb.split(' ').length)
  if (rest.includes('--help') || rest.includes('-h')) {
    console.log(`${commandLine} ${usageOf(command)}\n\n${command.about}`)
    return
  }
  await command.run(rest, operator)
}

try {
  // "npm run content -- import" and "pnpm content -- import" leave or drop the dashes, by version.
  const args = process.argv.slice(2)
  await main(args[0] === '--' ? args.slice(1) : args)
} catch (error) {
  if (!(error instanceof OperatorError)) throw error
  console.error(`${error.message}\n${error.remedy}`)
  process.exitCode = 1
}
