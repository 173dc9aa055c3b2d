/** What a command is: the words that call it, its usage, its options with a line for each, and a function. */
import type {Operator} from '../operator.ts'

/** As `parseArgs` takes it, and what `--help` says of it. */
export interface Option {
  readonly type: 'string' | 'boolean'
  readonly multiple?: boolean
  readonly default?: string | boolean
  /** What stands for its value: `FILE`. */
  readonly value?: string
  readonly about: string
}

export interface Command {
  /** One word or two: `import`, `users add`. */
  verb: string
  /** What may follow the verb. */
  usage: string
  about: string
  options: Readonly<Record<string, Option>>
  /** What is so when somebody ends it before it is through, as a sentence; without it the command sees to that itself. */
  whenStopped?: string
  run(args: string[], operator: Operator): Promise<void>
}

export const usageOf = ({verb, usage}: Pick<Command, 'verb' | 'usage'>) => `${verb} ${usage}`.trim()

/** Usage, what it does, and one line an option. */
export function helpOf(command: Command): string {
  const lines = Object.entries(command.options).map(([name, {value, about}]) => {
    const written = value ? `--${name} ${value}` : `--${name}`
    return `  ${written.padEnd(24)} ${about}`
  })
  return [usageOf(command), '', command.about, '', ...lines].join('\n')
}
