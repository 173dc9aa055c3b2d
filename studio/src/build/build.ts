/**
 * `node src/build/build.ts`: `sanity build`, without the calls to elsewhere that its command line would make (telemetry, the check
 * for a newer version) and without `SANITY_STUDIO_…` variables, which it would write into the build; then what the page would
 * load from elsewhere is brought home.
 */
import {spawnSync} from 'node:child_process'
import {fileURLToPath} from 'node:url'
import {bringHome} from './bringHome.ts'

const studio = fileURLToPath(new URL('../..', import.meta.url))
const sanity = fileURLToPath(new URL('../../node_modules/sanity/bin/sanity', import.meta.url))

const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('SANITY_'))
const env = {...Object.fromEntries(inherited), DO_NOT_TRACK: '1', NO_UPDATE_NOTIFIER: '1'}

const {status, error} = spawnSync(process.execPath, [sanity, 'build', '--yes'], {
  cwd: studio,
  env,
  stdio: 'inherit',
})
if (error) throw error
if (status === 0) bringHome(fileURLToPath(new URL('../../dist', import.meta.url)))
process.exitCode = status ?? 1
