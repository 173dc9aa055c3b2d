/** The real nginx with the configuration that is shipped in `web/deploy/`, with the edits that its README asks for and no others. */
import {execFile, spawn, type ChildProcess} from 'node:child_process'
import {randomBytes} from 'node:crypto'
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
  /** What it has written to its error log since it was started last. */
  log(): string
  /** Ask nginx itself whether its configuration is right. Gives what it says. */
  check(): Promise<string>
  stop(): Promise<void>
  remove(): void
}

const untouched = ['nginx.conf', 'masthead-http.conf', 'masthead-server.conf']
/** As long as the one that the README tells to make: nginx's hash tables do not take every length. */
const secret = randomBytes(32).toString('hex')
const shipped = (name: string) => readFileSync(join(repository, 'web', 'deploy', name), 'utf8')

/** What whoever runs it writes over something that is in the file: that it is there is a part of the promise. */
function edit(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`The shipped configuration does not say ${from}`)
  return text.replace(from, to)
}

const alive = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

/** Where its README's way to TLS is gone: the ports in the place of 80 and 443, and where `key.pem` and `certificate.pem` lie. */
interface Tls {
  http: number
  https: number
  folder: string
}

const ofTls = [
  'masthead-listen.conf',
  'masthead-redirect.conf',
  'masthead-lake.conf',
  'masthead-studio.conf',
  'nginx.conf',
]

/** The lines that wait for TLS, with the # taken away. */
function withTls(text: string, {http, https, folder}: Tls): string {
  const port = {80: http, 443: https}
  return text
    .replace(/^( *)#(?=(?:listen|server_name|ssl_\w+|set|include) )/gm, '$1')
    .replace(/listen (?:\[::\]:)?(80|443)\b/g, (line, given: '80' | '443') =>
      line.includes('[') ? `listen [::1]:${port[given]}` : `listen 127.0.0.1:${port[given]}`,
    )
    .replace(/\/etc\/letsencrypt\/live\/[a-z.]+\/fullchain\.pem/, join(folder, 'certificate.pem'))
    .replace(/\/etc\/letsencrypt\/live\/[a-z.]+\/privkey\.pem/, join(folder, 'key.pem'))
}

/**
 * Where a test cannot wait as long as what is shipped: `lifetime`, how long a page is believed that nobody refreshed, `patience`, how long
 * a reader's page is waited for, and `previews`, how long an editor's preview.
 */
export async function prepareNginx({
  lifetime = '30s',
  patience = '5s',
  previews = '60s',
  more = '',
  tls,
}: {
  lifetime?: string
  patience?: string
  previews?: string
  more?: string
  tls?: Tls
} = {}): Promise<TestNginx> {
  const {executable, env} = await machineCommand({
    command: 'nginx',
    debian: 'nginx',
    setting: 'MASTHEAD_NGINX',
  })
  const port = await freePort()
  const directory = temporaryDirectory('nginx')
  chmodSync(directory, 0o755) // nginx gives up being root, if that is who runs the tests
  for (const name of untouched) {
    const text = shipped(name).replace(' 30s;', ` ${lifetime};`)
    const waits = text
      .replace('proxy_read_timeout 5s;', `proxy_read_timeout ${patience};`)
      .replaceAll('timeout 60s;', `timeout ${previews};`)
    writeFileSync(join(directory, name), waits)
  }
  const listen = edit(shipped('masthead-listen.conf'), '127.0.0.1:8080', `127.0.0.1:${port}`)
  writeFileSync(join(directory, 'masthead-listen.conf'), `${listen}\n${more}`)
  if (tls)
    for (const name of ofTls) {
      const text = name === 'masthead-listen.conf' ? listen : shipped(name)
      writeFileSync(join(directory, name), withTls(text, tls))
    }
  const settle = (sites: number[]) => {
    const instances = sites.map((site) => `server 127.0.0.1:${site};`).join('\n  ')
    const settings = edit(shipped('masthead-settings.conf'), 'server 127.0.0.1:3000;', instances)
    writeFileSync(join(directory, 'masthead-settings.conf'), edit(settings, 'change-me', secret))
  }
  const place = ['-p', directory, '-c', join(directory, 'nginx.conf')]
  const environment = {...process.env, ...env}
  let child: ChildProcess | undefined
  let log: string[] = []
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
      log = []
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
    log: () => log.join(''),
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
