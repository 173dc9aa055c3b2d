/** nginx over one folder, the way somebody would serve a few static pages as fast as they can: compressed beforehand, nothing logged. */
import {spawn} from 'node:child_process'
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as wait} from 'node:timers/promises'
import {removeDirectory, temporaryDirectory} from './directory.ts'
import {freePort} from './free-port.ts'
import {machineCommand} from './machine-command.ts'

export interface StaticNginx {
  port: number
  stop(): Promise<void>
}

/** Serve `root`. `headers` go on what lies below `/copy/`. */
export async function startStaticNginx(
  root: string,
  headers: Record<string, string> = {},
): Promise<StaticNginx> {
  const {executable, env} = await machineCommand({
    command: 'nginx',
    debian: 'nginx',
    setting: 'MASTHEAD_NGINX',
  })
  const place = temporaryDirectory('nginx')
  mkdirSync(join(place, 'temp'))
  const port = await freePort()
  const added = Object.entries(headers)
    .map(([name, value]) => `add_header ${name} ${JSON.stringify(value)};`)
    .join('\n      ')
  writeFileSync(
    join(place, 'nginx.conf'),
    `daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 2;
pid ${place}/nginx.pid;
error_log stderr error;
events { worker_connections 1024; }
http {
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${place}/temp;`).join(' ')}
  types { text/html html; image/webp webp; image/avif avif; text/css css; font/woff2 woff2; }
  charset utf-8;
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  open_file_cache max=100;
  gzip_static on;
  gzip_vary on;
  server {
    listen 127.0.0.1:${port};
    root ${root};
    location /copy/ {
      ${added}
    }
  }
}
`,
  )
  const child = spawn(executable, ['-p', place, '-c', join(place, 'nginx.conf'), '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {...process.env, ...env},
  })
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  process.once('exit', () => child.kill('SIGTERM'))
  for (let attempt = 0; ; attempt++) {
    const answers = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    )
    if (answers) break
    if (attempt > 100 || child.exitCode !== null) throw new Error(`nginx did not start: ${log}`)
    await wait(50)
  }
  return {
    port,
    async stop() {
      child.kill('SIGTERM')
      await ended
      removeDirectory(place)
    },
  }
}
