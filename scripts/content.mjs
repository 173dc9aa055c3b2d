/** `pnpm content …` and `npm run content -- …`: the commands, under the Node 24 that the set-up brought. */
import {spawn} from 'node:child_process'
import {fileURLToPath} from 'node:url'
import {findNode} from './setup/node.mjs'
import {checkout} from './setup/place.mjs'

const node = findNode(checkout)
if (node) {
  const main = fileURLToPath(new URL('src/cli.ts', import.meta.url))
  const child = spawn(node, [main, ...process.argv.slice(2)], {stdio: 'inherit'})
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal))
  }
  child.on('exit', (code) => process.exit(code ?? 1))
} else {
  process.stderr.write(
    'Masthead is not set up yet, so its commands cannot run.\nRun "npm start" once; it installs what is needed.\n',
  )
  process.exitCode = 1
}
