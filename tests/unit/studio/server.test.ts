/** The Studio's server: its files, its settings, its policy. */
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {brotliDecompressSync, gunzipSync} from 'node:zlib'
import {readConfig, startStudio} from '@masthead/studio/server'
import {describe, expect, test as base} from 'vitest'
import {createAnswers, type Question} from '../../../studio/src/server/answer.ts'
import {contentSecurityPolicy, scriptHashes} from '../../../studio/src/server/policy.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

const page =
  '<!doctype html><script>start()</script><script src="/static/app-aaaaaaaa.js"></script>'
const script = 'export const app = 1\n'.repeat(200)

type Ask = (
  url: string,
  headers?: Question['headers'],
  method?: string,
) => ReturnType<Awaited<ReturnType<typeof createAnswers>>>

const test = base.extend<{directory: string; ask: Ask}>({
  directory: async ({}, use) => {
    const directory = temporaryDirectory('studio')
    mkdirSync(join(directory, 'static'))
    writeFileSync(join(directory, 'index.html'), page)
    writeFileSync(join(directory, 'static', 'app-aaaaaaaa.js'), script)
    writeFileSync(join(directory, 'static', 'apple-touch-icon.png'), 'png')
    writeFileSync(join(directory, '.masthead-build'), 'fingerprint')
    await use(directory)
    removeDirectory(directory)
  },
  ask: async ({directory}, use) => {
    const answers = await createAnswers(readConfig({STUDIO_DIRECTORY: directory}))
    await use((url, headers = {}, method = 'GET') =>
      answers({url, method, headers: {host: 'localhost:3333', ...headers}, port: 3333}),
    )
  },
})

describe('files', () => {
  test('the page is asked for anew each time, hashed files are kept for good', async ({ask}) => {
    expect((await ask('/')).headers['cache-control']).toBe('no-cache')
    expect((await ask('/static/app-aaaaaaaa.js')).headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
    })
    const icon = await ask('/static/apple-touch-icon.png')
    expect(icon.headers['cache-control']).toBe('no-cache')
  })

  test('addresses of the Studio’s own router get the page', async ({ask}) => {
    for (const url of ['/', '/structure/drafts;article-1', '/intent/edit/id=a;type=b/?x=1']) {
      const {status, body} = await ask(url)
      expect([status, String(body)]).toEqual([200, page])
    }
  })

  test('a script that is not there is not the page', async ({ask}) => {
    expect((await ask('/static/app-bbbbbbbb.js')).status).toBe(404)
  })

  test('nothing outside the build and no dotfile is served', async ({ask}) => {
    for (const url of ['/.masthead-build', '/../package.json', '/static/../../package.json']) {
      expect(String((await ask(url)).body)).not.toMatch(/fingerprint|"name"/)
    }
  })

  test('text is compressed as the caller wishes, pictures never', async ({ask}) => {
    const br = await ask('/static/app-aaaaaaaa.js', {'accept-encoding': 'gzip, br'})
    expect(br.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(br.body as Buffer).toString()).toBe(script)

    const gzip = await ask('/static/app-aaaaaaaa.js', {'accept-encoding': 'gzip, br;q=0'})
    expect(gzip.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(gzip.body as Buffer).toString()).toBe(script)

    const plain = await ask('/static/app-aaaaaaaa.js')
    expect(plain.headers).not.toHaveProperty('content-encoding')
    const icon = await ask('/static/apple-touch-icon.png', {'accept-encoding': 'br'})
    expect(icon.headers).not.toHaveProperty('content-encoding')
  })

  test('what the browser has already is not sent again', async ({ask}) => {
    const {headers} = await ask('/')

    const again = await ask('/', {'if-none-match': headers.etag!})

    expect([again.status, again.body]).toEqual([304, ''])
  })
})

test('config.json says what the environment says, and is never kept', async ({ask}) => {
  const {headers, body} = await ask('/config.json')

  expect(headers['cache-control']).toBe('no-store')
  expect(JSON.parse(String(body))).toEqual(readConfig({}).settings)
})

describe('who is answered', () => {
  test('names of this machine, with this port', async ({ask}) => {
    for (const host of ['localhost:3333', '127.0.0.1:3333', '[::1]:3333', 'LOCALHOST:3333']) {
      expect((await ask('/', {host})).status, host).toBe(200)
    }
  })

  test('no other name, even if it leads here', async ({ask}) => {
    const names = ['evil.example:3333', 'localhost', 'localhost:80', 'localhost.evil.example:3333']
    for (const host of [...names, 'a@localhost:3333', '', undefined]) {
      expect((await ask('/config.json', {host})).status, String(host)).toBe(421)
    }
  })

  test('its public name, without a port, when it is told one', async ({directory}) => {
    const env = {STUDIO_DIRECTORY: directory, STUDIO_PUBLIC_URL: 'https://studio.example'}
    const answers = await createAnswers(readConfig(env))
    const statusFor = async (host: string) =>
      (await answers({url: '/', method: 'GET', headers: {host}, port: 3333})).status

    for (const host of ['studio.example', 'Studio.Example', 'localhost:3333'])
      expect(await statusFor(host), host).toBe(200)
    for (const host of ['studio.example:3333', 'a.studio.example', 'studio.example.evil.example'])
      expect(await statusFor(host), host).toBe(421)
  })

  test('no public name without https, or with a path', () => {
    for (const given of ['http://studio.example', 'https://studio.example/desk', 'studio.example'])
      expect(() => readConfig({STUDIO_PUBLIC_URL: given}), given).toThrow('STUDIO_PUBLIC_URL')
  })

  test('only those who read', async ({ask}) => {
    const {status, headers} = await ask('/config.json', {}, 'POST')

    expect([status, headers.allow]).toEqual([405, 'GET, HEAD'])
  })
})

describe('the policy', () => {
  const {settings} = readConfig({})
  const directives = (policy: string) =>
    Object.fromEntries(
      policy.split('; ').map((directive) => {
        const [name = '', ...sources] = directive.split(' ')
        return [name, sources]
      }),
    )

  test('stands on every answer', async ({ask}) => {
    for (const url of ['/', '/config.json', '/static/app-aaaaaaaa.js', '/static/none.js']) {
      const {headers} = await ask(url)
      expect(headers['content-security-policy'], url).toContain("default-src 'none'")
      expect(headers['x-content-type-options'], url).toBe('nosniff')
    }
  })

  test('names this Studio, the lake and the site, and nobody else', () => {
    const policy = directives(contentSecurityPolicy(settings, []))
    const sources = new Set(Object.values(policy).flat())

    expect(policy['connect-src']).toEqual([
      "'self'",
      'http://localhost:3900',
      'http://*.localhost:3900',
      'ws://localhost:3900',
      'ws://*.localhost:3900',
      'http://localhost:3000',
    ])
    expect(policy['frame-src']).toEqual(["'self'", 'http://localhost:3000'])
    const origins = [...sources].filter((source) => source.includes('//'))
    expect(
      origins.every((origin) => new URL(origin.replace('*.', '')).hostname === 'localhost'),
    ).toBe(true)
  })

  test('lets the inline scripts of the page run, by their hash, and no others', async ({ask}) => {
    const {headers} = await ask('/')

    const [hash] = scriptHashes(page)
    const policy = directives(headers['content-security-policy']!)
    expect(scriptHashes(page)).toHaveLength(1)
    expect(policy['script-src']).toEqual(["'self'", hash])
  })

  test('is as strict for the hosted lake', () => {
    const hosted = {...settings, apiHost: 'https://api.sanity.io'}

    const policy = directives(contentSecurityPolicy(hosted, []))

    expect(policy['connect-src']).toContain('wss://*.api.sanity.io')
    expect(policy['img-src']).toContain('https://cdn.sanity.io')
  })
})

describe('the process', () => {
  test('a directory without a build is named, with the command that makes it', async () => {
    const config = readConfig({STUDIO_DIRECTORY: 'no/such/build'})

    await expect(createAnswers(config)).rejects.toThrow(/no\/such\/build.*build/)
  })

  test('listens on a free port, answers and closes; a taken port is named', async ({directory}) => {
    const config = readConfig({STUDIO_DIRECTORY: directory, STUDIO_PORT: '0'})
    const studio = await startStudio(config)
    try {
      const response = await fetch(`http://127.0.0.1:${studio.port}/config.json`)
      expect(await response.json()).toEqual(config.settings)
      const head = await fetch(`http://127.0.0.1:${studio.port}/`, {method: 'HEAD'})
      expect([head.status, await head.text()]).toEqual([200, ''])
      await expect(startStudio({...config, port: studio.port})).rejects.toThrow('is taken')
    } finally {
      await studio.close()
    }
  })
})
