/** An operator's command as a process of its own: what it says and how it ends. */
import {execFile} from 'node:child_process'
import {join} from 'node:path'
import {repository} from './directory.ts'

export interface Ran {
  status: number
  /** Both outputs, one after the other. */
  output: string
}

export const runCommand = (args: string[], env: Record<string, string> = {}): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(repository, 'scripts', 'content.mjs'), ...args],
      {env: {...process.env, ...env}},
      (error, stdout, stderr) =>
        resolve({status: Number(error?.code ?? 0), output: stdout + stderr}),
    )
  })
