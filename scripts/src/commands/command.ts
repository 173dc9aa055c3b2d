/** What a command is: the words that call it, one line of usage, and a function. */
import type {Operator} from '../operator.ts'

export interface Command {
  /** One word or two: `import`, `users add`. */
  verb: string
  /** What may follow the verb. */
  usage: string
  about: string
  run(args: string[], operator: Operator): Promise<void>
}

export const usageOf = ({verb, usage}: Pick<Command, 'verb' | 'usage'>) => `${verb} ${usage}`.trim()
