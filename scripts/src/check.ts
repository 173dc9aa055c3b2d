/**
 * `pnpm check [types] [lint] [formatting] [unused] [arrows]`: what can be said about the code without running it, in
 * under a minute. All of it when none is named; a check that fails shows its tool's own words and how to mend it.
 *
 * `--report FILE` writes the outcome as JSON, for `npm test`.
 */
import {spawn} from 'node:child_process'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {parseArgs} from 'node:util'

interface Check {
  /** What to do when it fails. */
  remedy: string
  /** Run in turn, from the root: a file of `node_modules` and its arguments, with a space between each. */
  commands: string[]
}

const root = join(import.meta.dirname, '..', '..')
/** What the tools remember of the last run; contents decide, so a checkout without it, or another branch, gets the same answers. */
const memory = '.masthead/check'
const remembering = (name: string) =>
  `--incremental --tsBuildInfoFile ${memory}/${name}.tsbuildinfo`
const prettierMemory = `--cache --cache-strategy content --cache-location ${memory}/prettier`
const packages = ['lake', 'web', 'studio', 'scripts', 'tests']

const checks: Record<string, Check> = {
  types: {
    remedy: 'Correct what the compiler names.',
    commands: packages.map((name) => `typescript/bin/tsc --noEmit -p ${name} ${remembering(name)}`),
  },
  lint: {
    remedy: 'Correct what the linter names; it explains each rule.',
    commands: ['oxlint/bin/oxlint --deny-warnings'],
  },
  formatting: {
    remedy: 'Run `pnpm format`.',
    commands: [`prettier/bin/prettier.cjs --check . --log-level warn ${prettierMemory}`],
  },
  unused: {
    remedy: 'Remove what nothing uses, or name in knip.json what starts it.',
    commands: ['knip/bin/knip.js --no-progress'],
  },
  arrows: {
    remedy: 'Move the code to where it may import what it needs (docs/architecture.md).',
    commands: ['vitest/vitest.mjs run tests/unit/architecture.test.ts'],
  },
}

/** Run one tool and collect what it says. */
function run(command: string): Promise<{ok: boolean; output: string}> {
  const [tool = '', ...args] = command.split(' ')
  const child = spawn(process.execPath, [join(root, 'node_modules', tool), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ok: code === 0, output: output.trim()}))
  })
}

async function perform(name: string, {commands, remedy}: Check): Promise<boolean> {
  const started = performance.now()
  const failures: string[] = []
  for (const command of commands) {
    const {ok, output} = await run(command)
    if (!ok) failures.push(output || `${command} failed and said nothing`)
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${failures.length === 0 ? '✓' : '✗'} ${name} (${seconds} s)`)
  if (failures.length > 0) console.log(`\n${failures.join('\n\n')}\n\n→ ${remedy}\n`)
  return failures.length === 0
}

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {report: {type: 'string'}},
})
const unknown = positionals.filter((name) => !(name in checks))
if (unknown.length > 0) {
  console.error(
    `There is no check "${unknown[0]}". Name some of: ${Object.keys(checks).join(', ')}.`,
  )
  process.exit(2)
}

const chosen = Object.entries(checks).filter(
  ([name]) => positionals.length === 0 || positionals.includes(name),
)
// Beside each other: only the compiler makes use of two cores by itself.
const held = await Promise.all(chosen.map(([name, check]) => perform(name, check)))
const passed = held.filter(Boolean).length
const outcome = {passed, failed: held.length - passed}
if (values.report) writeFileSync(values.report, JSON.stringify(outcome))
process.exitCode = outcome.failed === 0 ? 0 : 1
