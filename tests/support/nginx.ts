/** The real nginx with the configuration that is shipped in `web/deploy/`: only its settings are a test's own. */
import {execFile, spawn, type ChildProcess} from 'node:child_process'
import {chmodSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {removeDirectory, repository, temporaryDirectory} from './directory.ts'
import {freePort} from './free-port.ts'
import {machineCommand} from './machine-command.ts'

export interface TestNginx {
  port: number
  url: string
  secret: string
  /** Begin to serve, from the instances of the site on these ports. What was kept before is kept. */
  start(sites: number[]): Promise<void>
  /** Ask nginx itself whether its configuration is right. Gives what it says. */
  check(): Promise<string>
  stop(): Promise<void>
  remove(): void
}

const shipped = ['nginx.conf', 'masthead-http.conf', 'masthead-server.conf']
const secret = 'a-secret-of-the-front-cache'
const alive = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

/** `lifetime`: how long a page is believed that nobody refreshed, where a test cannot wait for the shipped half minute. */
export async function prepareNginx({lifetime = '30s', more = ''} = {}): Promise<TestNginx> {
  const {executable, env} = await machineCommand({
    command: 'nginx',
    debian: 'nginx',
    setting: 'MASTHEAD_NGINX',
  })
  const port = await freePort()
  const directory = temporaryDirectory('nginx')
  chmodSync(directory, 0o755) // nginx gives up being root, if that is who runs the tests
  for (const name of shipped) {
    const text = readFileSync(join(repository, 'web', 'deploy', name), 'utf8')
    writeFileSync(join(directory, name), text.replace(' 30s;', ` ${lifetime};`))
  }
  writeFileSync(join(directory, 'masthead-listen.conf'), `listen 127.0.0.1:${port};\n${more}`)
  const settle = (sites: number[]) =>
    writeFileSync(
      join(directory, 'masthead-settings.conf'),
      `upstream masthead_site {
         ${sites.map((site) => `server 127.0.0.1:${site};`).join('\n')}
         keepalive 16;
       }
       map $http_x_masthead_refresh $masthead_refresh { default 0; "${secret}" 1; }
       proxy_cache_path cache-pages levels=1:2 keys_zone=masthead_pages:5m use_temp_path=off;
       proxy_cache_path cache-pictures levels=1:2 keys_zone=masthead_pictures:5m use_temp_path=off;`,
    )
  const place = ['-p', directory, '-c', join(directory, 'nginx.conf')]
  const environment = {...process.env, ...env}
  let child: ChildProcess | undefined
  const nginx: TestNginx = {
    port,
    url: `http://127.0.0.1:${port}`,
    secret,
    async start(sites) {
      settle(sites)
      const started = spawn(executable, [...place, '-g', 'daemon off;'], {
        stdio: ['ignore', 'inherit', 'pipe'],
        env: environment,
      })
      child = started
      alive.add(started)
      const log: string[] = []
      started.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()))
      let ended = false
      started.once('close', () => {
        ended = true
        alive.delete(started)
      })
      for (;;) {
        if (ended) throw new Error(`nginx ended early. Its log:\n${log.join('')}`)
        if (await fetch(nginx.url, {method: 'HEAD'}).catch(() => undefined)) return
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    async check() {
      settle([9])
      const {stderr} = await promisify(execFile)(executable, ['-t', ...place], {env: environment})
      return stderr
    },
    async stop() {
      if (!child || !alive.has(child)) return
      const gone = new Promise((resolve) => child?.once('close', resolve))
      child.kill('SIGTERM')
      await gone
    },
    remove: () => removeDirectory(directory),
  }
  return nginx
}
