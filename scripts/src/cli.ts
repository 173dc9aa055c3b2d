/** `pnpm content <verb>`: the operator's commands. Only this file knows that a process exists. */
import {answer} from './answer.ts'
import type {Command} from './commands/command.ts'

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

// "npm run content -- import" and "pnpm content -- import" leave or drop the dashes, by version.
const words = process.argv.slice(2)
process.exitCode = await answer(words[0] === '--' ? words.slice(1) : words, {
  env: process.env,
  // npm and pnpm run scripts in the root and say in INIT_CWD where they were called.
  folder: process.env.INIT_CWD ?? process.cwd(),
  print: (line) => console.log(line),
  complain: (lines) => console.error(lines),
  begins: sayWhenStopped,
})
