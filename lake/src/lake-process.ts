/** The lake as a process. Settings come from the environment (`config.ts`); one line on stdout says that it answers. */
import {flushCompileCache} from 'node:module'
import {serveAdmin} from './admin/server.ts'
import {watchLake, type Watched} from './admin/watch.ts'
import {readConfig} from './config.ts'
import {createLake} from './index.ts'
import {serve, type RunningServer} from './node.ts'

// Whoever read the log may be gone (a supervisor that was killed); that is no reason to fail, or to log it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

// Whatever is kept here (drafts, tokens, pictures that were deleted) is its owner's alone, whatever the folder allows.
process.umask(0o077)

const fail = (error: unknown): never => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

let server: RunningServer | undefined
try {
  const config = readConfig(process.env)
  const {host, port, adminPort, publicUrl} = config
  const watched: Watched[] = []
  const running = await serve({
    host,
    port,
    publicUrl,
    open(listening) {
      const lake = createLake({...config, publicUrl: publicUrl ?? `http://localhost:${listening}`})
      if (adminPort === undefined) return lake
      const one = watchLake(lake)
      watched.push(one)
      return one.lake
    },
  })
  server = running
  const [watch] = watched
  const admin =
    watch && adminPort !== undefined
      ? await serveAdmin({port: adminPort, lake: running.lake, text: watch.text})
      : undefined

  let stopping = false
  const stop = () => {
    if (stopping) process.exit(1) // asked twice
    stopping = true
    admin?.close()
    watch?.close()
    running.close().then(() => process.exit(0), fail)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.stdout.write(
    `${JSON.stringify({ready: true, port: running.port, adminPort: admin?.port})}\n`,
  )

  // The first query starts a worker; better now than while somebody waits for it.
  const {datasets} = running.lake
  for (const name of datasets.names()) {
    const warmUp = {query: 'true', perspective: ['raw'], identity: 'anonymous'}
    void datasets
      .get(name)
      .query(warmUp)
      .catch(() => {})
  }
  // A process that is killed later keeps nothing.
  flushCompileCache()
} catch (error) {
  await server?.close().catch(() => undefined) // the reason that is told is the first
  fail(error)
}
