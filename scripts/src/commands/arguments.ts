/** A command's arguments: options first, then exactly the words that it needs. */
import {parseArgs} from 'node:util'
import type {ParseArgsOptionsConfig} from 'node:util'
import {wrongArguments} from '../errors.ts'

type Parsed<T extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{args: string[]; options: T; allowPositionals: true}>
>

export function readArguments<T extends ParseArgsOptionsConfig>(
  args: string[],
  usage: string,
  options: T,
  words: number,
): Parsed<T> {
  let parsed: Parsed<T>
  try {
    parsed = parseArgs({args, options, allowPositionals: true}) as Parsed<T>
  } catch (error) {
    const problem = (error instanceof Error ? error.message : String(error)).split(/\.\s/)[0]
    throw wrongArguments(problem ?? 'The arguments were not understood', usage)
  }
  if (parsed.positionals.length !== words) {
    const count = parsed.positionals.length
    throw wrongArguments(
      count < words
        ? 'Something is missing'
        : `"${parsed.positionals[words]}" is one word too many`,
      usage,
    )
  }
  return parsed
}
