/**
 * `pnpm bench <name> [options]`: run `tests/bench/<name>.ts` in a process of its own, so that one measurement never warms another.
 * A benchmark prints its own lines; figures of one run are compared with each other, not with another machine's.
 */
import {spawnSync} from 'node:child_process'
import {readdirSync} from 'node:fs'
import {basename, join} from 'node:path'

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== basename(import.meta.filename))
  .map((file) => basename(file, '.ts'))

const [name = '', ...options] = process.argv.slice(2)
if (!names.includes(name)) {
  console.error(`${name ? `There is no benchmark "${name}". ` : ''}Usage: pnpm bench <name>`)
  console.error(`Benchmarks: ${names.join(', ') || 'none yet'}`)
  process.exit(2)
}
const {status} = spawnSync(
  process.execPath,
  [join(import.meta.dirname, `${name}.ts`), ...options],
  {
    stdio: 'inherit',
  },
)
process.exitCode = status ?? 1
