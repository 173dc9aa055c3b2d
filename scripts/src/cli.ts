/**
 * `pnpm content <verb>`: the operator's commands. Only this file knows that a process exists.
 *
 * It finds the command, prints what it prints, and turns a failure into one sentence, its remedy and an exit code. A
 * failure that is no operator's matter is a bug, and shows its stack.
 */
import {commandLine} from './command-line.ts'
import {helpOf, type Command} from './commands/command.ts'
import {commands} from './commands/index.ts'
import {listOf, meantBy} from './commands/names.ts'
import {OperatorError} from './errors.ts'
import {createOperator} from './operator.ts'

const footnote = [
  'Each works on the Masthead that runs on the folder data. Others: --directory DIR, or for a lake elsewhere',
  '--url ORIGIN --project ID --dataset NAME with the token in SANITY_AUTH_TOKEN. After a command, --help tells its options.',
].join('\n')

async function main(args: string[]): Promise<void> {
  // npm and pnpm run scripts in the root and say in INIT_CWD where they were called.
  const folder = process.env.INIT_CWD ?? process.cwd()
  const operator = createOperator(process.env, folder, (line) => console.log(line))
  const meant = meantBy(args, commands)
  if ('list' in meant)
    console.log(`${commandLine} <command>\n\n${listOf(meant.list)}\n\n${footnote}`)
  else if (meant.help) console.log(`${commandLine} ${helpOf(meant.command)}`)
  else {
    sayWhenStopped(meant.command)
    await meant.command.run(meant.rest, operator)
  }
}

function sayWhenStopped({whenStopped}: Command) {
  if (!whenStopped) return
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      console.error(`Stopped. ${whenStopped}`)
      process.exit(code)
    })
  }
}

// Whoever reads what is printed may have read enough ("… | head").
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

try {
  // "npm run content -- import" and "pnpm content -- import" leave or drop the dashes, by version.
  const args = process.argv.slice(2)
  await main(args[0] === '--' ? args.slice(1) : args)
} catch (error) {
  if (!(error instanceof OperatorError)) throw error
  console.error(`${error.message}\n${error.remedy}`)
  process.exitCode = 1
}
