import {createServer} from 'node:net'
import {join} from 'node:path'
import type {AddressInfo} from 'node:net'
import {describe, expect, onTestFinished, test} from 'vitest'
import {choosePorts} from '../../../scripts/src/start/ports.ts'
import {readStartOptions} from '../../../scripts/start/options.mjs'
import {readOpenSettings} from '../../../scripts/start/settings.mjs'
import {readConfig} from '../../../web/src/config.ts'
import {repository} from '../../support/directory.ts'

test('without a word, everything has its usual place', () => {
  expect(readStartOptions([], {})).toEqual({
    directory: join(repository, 'data'),
    ports: {site: 3000, studio: 3333, lake: 3900},
    open: {},
    unused: [],
    json: false,
    watch: false,
    help: false,
  })
})

test.each([
  [['--sit-port', '1'], /--sit-port/],
  [['--site-port', 'x'], /"x"/],
  [['--site-port', '65536'], /65536/],
  [['--site-port', '-1'], /site-port/],
  [['--site-port', '3333'], /Two of the three/],
  [['words'], /words/],
])('%j is refused before anything starts', (args, message) => {
  expect(() => readStartOptions(args, {})).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/./),
    }),
  )
})

describe('settings for readers elsewhere', () => {
  const secret = 'a-secret-that-is-long'
  const asTheSite = (env: Record<string, string>) =>
    readConfig({
      SANITY_API_HOST: 'http://127.0.0.1:3900',
      SANITY_PROJECT_ID: 'masthead',
      SANITY_DATASET: 'production',
      ...env,
    })

  test('are passed on, an address without its slash', () => {
    const given = {
      SITE_URL: 'https://blog.example/',
      REDIS_URL: 'rediss://:password@redis.example:6380',
      FRONT_CACHE_URLS: 'http://127.0.0.1:8080, http://10.0.0.2:8080/',
      FRONT_CACHE_SECRET: secret,
      LAKE_KEEP_DELETED_ASSETS_DAYS: '7',
    }

    const {open, unused} = readOpenSettings({...given, PATH: '/bin', SANITY_AUTH_TOKEN: 'x'})

    expect({open, unused}).toEqual({
      open: {...given, SITE_URL: 'https://blog.example'},
      unused: [],
    })
    expect(asTheSite(open)).toMatchObject({
      siteUrl: 'https://blog.example',
      redisUrl: given.REDIS_URL,
      frontCaches: {urls: ['http://127.0.0.1:8080', 'http://10.0.0.2:8080'], secret},
    })
  })

  test.each<Record<string, string>>([
    {SITE_URL: 'blog.example'},
    {SITE_URL: 'ftp://blog.example'},
    {SITE_URL: 'https://blog.example/news'},
    {SITE_URL: 'https://u:sesame@blog.example'},
    {SITE_URL: 'https://:abra@sesame@blog.example'},
    {SITE_URL: 'https://u:sesame/word@blog.example'},
    {SITE_URL: 'https://u:80/sesame@blog.example'},
    {SITE_URL: 'https://blog.example?token=sesame'},
    {REDIS_URL: 'http://:sesame@redis.example'},
    {REDIS_URL: 'redis://:abra/sesame@redis.example'},
    {FRONT_CACHE_URLS: 'http://127.0.0.1:8080'},
    {FRONT_CACHE_URLS: 'http://127.0.0.1:8080', FRONT_CACHE_SECRET: 'short'},
    {FRONT_CACHE_URLS: '127.0.0.1:8080', FRONT_CACHE_SECRET: secret},
    {FRONT_CACHE_URLS: 'http://127.0.0.1:8080/cache', FRONT_CACHE_SECRET: secret},
    {FRONT_CACHE_URLS: 'http://:abra@sesame@127.0.0.1:8080', FRONT_CACHE_SECRET: secret},
    {FRONT_CACHE_URLS: 'http://:abra/sesame@127.0.0.1:8080', FRONT_CACHE_SECRET: secret},
  ])('%j is refused by name before anything starts, as the site would', (env) => {
    const [name = ''] = Object.keys(env)

    expect(() => readStartOptions([], env)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(`^(?!.*(?:abra|sesame)).*${name}.*nothing was started`),
        remedy: expect.stringMatching(/^(?!.*(?:abra|sesame))./),
      }),
    )
    const named = name.startsWith('FRONT') ? 'FRONT_CACHE' : name
    expect(() => asTheSite(env)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(`^(?!.*(?:abra|sesame)).*${named}`),
      }),
    )
  })

  test.each([' ', ',', ' , '])('front caches of %j are none, as in the site', (urls) => {
    const given = {FRONT_CACHE_URLS: urls, FRONT_CACHE_SECRET: secret}

    expect(readOpenSettings(given)).toEqual({open: {}, unused: ['FRONT_CACHE_SECRET']})
    expect(asTheSite(given).frontCaches).toBeUndefined()
  })

  test('others are named: they have no effect', () => {
    expect(readOpenSettings({LAKE_HOST: '0.0.0.0', STUDIO_TITLE: '', SITE_PORT: '1'})).toEqual({
      open: {},
      unused: ['LAKE_HOST', 'SITE_PORT'],
    })
  })
})

describe('ports', () => {
  async function occupy(host: string): Promise<number> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, host, () => resolve()))
    onTestFinished(() => void server.close())
    return (server.address() as AddressInfo).port
  }

  test('0 becomes a free one, three times another', async () => {
    const {site, studio, lake} = await choosePorts({site: 0, studio: 0, lake: 0})

    expect(new Set([site, studio, lake, 0]).size).toBe(4)
  })

  test.each(['127.0.0.1', '0.0.0.0'])(
    'one that is taken on %s is named, with a way out',
    async (host) => {
      const taken = await occupy(host)

      await expect(choosePorts({site: 0, studio: taken, lake: 0})).rejects.toMatchObject({
        message: `Port ${taken}, meant for the Studio, is taken by another program; nothing was started.`,
        remedy: expect.stringContaining(`--studio-port ${taken + 1}`),
      })
    },
  )
})
