/** What is shipped for systemd (`deploy/`) starts what is there, with settings that the parts take. */
import {existsSync, readFileSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {readConfig as readLake} from '../../../lake/src/config.ts'
import {readConfig as readCommand} from '../../../scripts/src/config.ts'
import {readOpenSettings} from '../../../scripts/start/settings.mjs'
import {readConfig as readStudio} from '../../../studio/src/server/config.ts'
import {largestBody} from '../../../web/src/api/draft-page.ts'
import {readConfig as readSite} from '../../../web/src/config.ts'
import {repository} from '../../support/directory.ts'

const folder = join(repository, 'deploy')
const read = (name: string) => readFileSync(join(folder, name), 'utf8')

/** The settings of a file, also those that wait for a # to be taken away; what is to be filled in is. */
function settingsOf(name: string): Record<string, string> {
  const lines = [...read(name).matchAll(/^#?([A-Z_]+)=(.*)$/gm)]
  return Object.fromEntries(lines.map(([, key = '', value]) => [key, value || 'x'.repeat(64)]))
}

test('every unit runs a file of the checkout with settings that are shipped beside it', () => {
  const all = readdirSync(folder).toSorted()
  const units = all.filter((name) => name.endsWith('.service'))

  const parts = units.map((name) => {
    const [, words = ''] = /^ExecStart=(.*)$/m.exec(read(name)) ?? []
    const [, env = ''] = /^EnvironmentFile=-?\/etc\/masthead\/(.*)$/m.exec(read(name)) ?? []
    const main = words.split(' ').find((word) => /^(?!\/).*\.m?[jt]s$/.test(word)) ?? ''
    return [existsSync(join(repository, main)) && main, existsSync(join(folder, env)) && env]
  })

  expect(parts).toEqual([
    ['lake/src/main.mjs', 'lake.env'],
    ['scripts/src/cli.ts', 'schedule.env'],
    ['web/src/server/main.mjs', 'site.env'],
    ['studio/src/server/main.ts', 'studio.env'],
    ['scripts/start.mjs', 'masthead.env'],
  ])
})

test('what a unit keeps is readable by its own user alone', () => {
  const units = readdirSync(folder).filter((name) => name.endsWith('.service'))
  const keeping = units.filter((name) => /^StateDirectory=/m.test(read(name))).toSorted()

  expect(keeping).toEqual(['masthead-lake.service', 'masthead-site.service', 'masthead.service'])
  for (const name of keeping) expect(read(name)).toMatch(/^StateDirectoryMode=0700\nUMask=0077$/m)
})

test('where nginx is to log nothing it opens no file: on USR1 it would give that, be it /dev/null, to its workers', () => {
  const cache = join(repository, 'web/deploy/masthead-server.conf')
  const logs = readFileSync(cache, 'utf8').match(/(?<=^ *error_log ).*(?=;)/gm)

  expect(new Set(logs)).toEqual(new Set(['stderr emerg']))
})

test('what an nginx with other sites includes defines names and sets no rule for those sites', () => {
  const included = ['masthead-settings.conf', 'masthead-http.conf']

  for (const name of included) {
    const text = readFileSync(join(repository, 'web/deploy', name), 'utf8')
    const directives = text.match(/^[a-z]\w*/gm)
    expect(
      directives?.filter((word) => !/^(?:map|upstream|proxy_cache_path)$/.test(word)),
      name,
    ).toEqual([])
  }
})

test.each(['/search', '/search/', '/Search', '/fr/search', '/FR/Search/'])(
  'what is searched for at %s is in no log of nginx',
  (path) => {
    const cache = readFileSync(join(repository, 'web/deploy/masthead-server.conf'), 'utf8')
    const places = [...cache.matchAll(/^location (~\*|=) (\S+) \{([^}]*)\}/gm)]

    const place = places.find(([, how, what = '']) =>
      how === '=' ? what === path : new RegExp(what, 'i').test(path),
    )

    expect(place?.[3]).toContain('access_log off;')
    expect(place?.[3]).toContain('error_log stderr emerg;')
  },
)

test('nginx lets as many unsaved words through to a preview as the site takes', () => {
  const cache = readFileSync(join(repository, 'web/deploy/masthead-server.conf'), 'utf8')
  const [, megabytes] = /^location \/api\/ \{[^}]*client_max_body_size (\d+)m;/m.exec(cache) ?? []

  expect(Number(megabytes) * 2 ** 20).toBeGreaterThanOrEqual(largestBody)
})

test('each part takes its settings, and they name one another', () => {
  const [lake, site, studio, schedule] = [
    readLake(settingsOf('lake.env')),
    readSite(settingsOf('site.env')),
    readStudio(settingsOf('studio.env')),
    readCommand({...process.env, ...settingsOf('schedule.env')}),
  ]

  expect(site.lake.apiHost).toBe(`http://127.0.0.1:${lake.port}`)
  expect(schedule).toMatchObject({
    lakeUrl: site.lake.apiHost,
    projectId: site.lake.projectId,
    dataset: site.lake.dataset,
    token: expect.stringMatching(/./),
  })
  expect(studio.settings).toMatchObject({
    apiHost: lake.publicUrl,
    siteUrl: `http://localhost:${site.port}`,
    readersUrl: site.siteUrl,
  })
  expect(lake.allowedOrigins).toEqual([site.studioUrl, studio.settings.siteUrl])
  const {open, unused} = readOpenSettings(settingsOf('masthead.env'))
  expect({...open, unused}).toMatchObject({SITE_URL: site.siteUrl, unused: []})
})
