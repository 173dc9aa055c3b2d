/** `node studio/src/server/main.ts`: serve the built Studio, and say in one line of JSON when it is ready. */
import {readConfig} from './config.ts'
import {startStudio} from './server.ts'

// Whoever read the log may be gone (a supervisor that was killed); that is no reason to fail, or to log it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

try {
  const studio = await startStudio(readConfig(process.env))
  console.log(JSON.stringify({ready: true, port: studio.port}))

  const stop = () => void studio.close().then(() => process.exit(0))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
