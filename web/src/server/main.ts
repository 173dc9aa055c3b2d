/**
 * The site as a process: the front server, what makes pages, and Next behind it for those who see drafts.
 *
 * Everything that differs from one directory, dataset or port to another is read here, at start. Prints one line,
 * `{"ready":true,"port":N}`, when it answers; says what is wrong on stderr, one JSON object a line.
 */
import {log, reasonOf} from '../log.ts'
import {startSite} from './start.ts'

Object.assign(process.env, {NODE_ENV: 'production'})
// Whoever read the log may be gone (a supervisor that was killed); that is no reason to fail, or to log it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
// A mistake in one part takes no other down: readers keep their pages, and the log has it.
process.on('unhandledRejection', (reason) => log('error', 'unhandled', {reason: reasonOf(reason)}))

try {
  const site = await startSite(process.env)
  process.stdout.write(
    `${JSON.stringify({ready: true, port: site.port, adminPort: site.adminPort})}\n`,
  )
  const stop = () => {
    site.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`${JSON.stringify({level: 'fatal', message})}\n`)
  process.exit(1)
}
