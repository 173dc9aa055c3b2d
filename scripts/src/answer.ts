/**
 * One call of the operator's commands without the process that it comes from: finds the command, prints what it prints, and turns a
 * failure into one sentence, its remedy and an exit code. A failure that is no operator's matter is a bug, and is thrown.
 */
import {commandLine} from './command-line.ts'
import {helpOf, type Command} from './commands/command.ts'
import {commands} from './commands/index.ts'
import {listOf, meantBy} from './commands/names.ts'
import {OperatorError} from './errors.ts'
import {createOperator} from './operator.ts'

export interface Call {
  env: NodeJS.ProcessEnv
  /** Where it was typed. */
  folder: string
  /** A line for standard output. */
  print: (line: string) => void
  /** Lines for standard error. */
  complain: (lines: string) => void
  /** Told of the command that begins. */
  begins?: (command: Command) => void
}

const footnote = [
  'Each works on the Masthead that runs on the folder data. Others: --directory DIR, or for a lake elsewhere',
  '--url ORIGIN --project ID --dataset NAME with the token in SANITY_AUTH_TOKEN. After a command, --help tells its options.',
].join('\n')

/** Do what the words ask. Answers the exit code. */
export async function answer(words: string[], call: Call): Promise<number> {
  try {
    await carryOut(words, call)
    return 0
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error
    call.complain(`${error.message}\n${error.remedy}`)
    return 1
  }
}

async function carryOut(words: string[], {env, folder, print, begins}: Call): Promise<void> {
  const meant = meantBy(words, commands)
  if ('list' in meant) print(`${commandLine} <command>\n\n${listOf(meant.list)}\n\n${footnote}`)
  else if (meant.help) print(`${commandLine} ${helpOf(meant.command)}`)
  else {
    begins?.(meant.command)
    await meant.command.run(meant.rest, createOperator(env, folder, print))
  }
}
