/** Which command the words mean: those up to the first option are its name, whatever follows. */
import {unknownVerb} from '../errors.ts'
import type {Command} from './command.ts'

export type Meant =
  | {command: Command; rest: string[]; help: boolean}
  /** A list was asked for: of all commands, or of a group such as `users`. */
  | {list: Command[]}

/** Throws, with the list of what there is, when the words name nothing. */
export function meantBy(args: string[], commands: Command[]): Meant {
  const help = args.some((arg) => arg === '--help' || arg === '-h') || args[0] === 'help'
  const words = leadingWords(args[0] === 'help' ? args.slice(1) : args)
  const command = commands.find(({verb}) => isFirst(verb.split(' '), words))
  if (command) {
    const rest = args.slice(args.indexOf(words[0] ?? '') + command.verb.split(' ').length)
    return {command, rest, help}
  }
  const group = commands.filter(({verb}) => verb.startsWith(`${words[0]} `))
  if (help && words.length === 0) return {list: commands}
  if (help && group.length > 0) return {list: group}
  if (args.length === 0) return {list: commands}
  throw unknownVerb(words.slice(0, 2).join(' '), listOf(group.length > 0 ? group : commands))
}

/** One line a command. */
export const listOf = (commands: Command[]): string =>
  commands.map(({verb, about}) => `  ${verb.padEnd(14)} ${about}`).join('\n')

function leadingWords(args: string[]): string[] {
  const end = args.findIndex((arg) => arg.startsWith('-'))
  return end < 0 ? args : args.slice(0, end)
}

const isFirst = (verb: string[], words: string[]) =>
  verb.every((word, index) => words[index] === word)
