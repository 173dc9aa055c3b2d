/** What the site says to those who run it. */
import {readdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {openAdmin, type Check} from '../../../web/src/admin/admin-server.ts'
import {storeProblem} from '../../../web/src/admin/site-admin.ts'
import {Metrics} from '../../../web/src/admin/metrics.ts'
import {SiteWatch} from '../../../web/src/admin/site-watch.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'
import {statusAs} from '../../support/named-host.ts'

test('metrics are written as Prometheus reads them', () => {
  const metrics = new Metrics()
  const pages = metrics.counter('pages_total', 'Pages.')
  pages.add({from: 'memory'})
  pages.add({from: 'memory'})
  pages.add({from: 'a "quoted"\\place'})
  metrics.gauge('waiting', 'Waiting.', () => 3)
  const seconds = metrics.histogram('seconds', 'Time.')
  seconds.observe(0.02)
  seconds.observe(99)

  const lines = metrics.text().split('\n')

  expect(lines).toContain('# TYPE pages_total counter')
  expect(lines).toContain('pages_total{from="memory"} 2')
  expect(lines).toContain('pages_total{from="a \\"quoted\\"\\\\place"} 1')
  expect(lines).toContain('waiting 3')
  expect(lines).toContain('seconds_bucket{le="0.01"} 0')
  expect(lines).toContain('seconds_bucket{le="0.025"} 1')
  expect(lines).toContain('seconds_bucket{le="10"} 1')
  expect(lines).toContain('seconds_bucket{le="+Inf"} 2')
  expect(lines).toContain('seconds_count 2')
})

test('renders, questions and deliveries are counted by how they ended', async () => {
  const watch = new SiteWatch()
  const ask = watch.asking(async () => Promise.reject(new Error('away')))
  const deliver = watch.delivering(async () => new Response('', {status: 401}))

  await watch.rendering(async () => 'page')
  await expect(watch.rendering(async () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await expect(ask('1', {})).rejects.toThrow('away')
  await deliver(new Request('http://site.test/'))

  const text = watch.metrics.text()
  expect(text).toContain('masthead_renders_total{outcome="done"} 1')
  expect(text).toContain('masthead_renders_total{outcome="failed"} 1')
  expect(text).toContain('masthead_render_seconds_count 2')
  expect(text).toContain('masthead_lake_queries_total{outcome="failed"} 1')
  expect(text).toContain('masthead_webhooks_total{status="401"} 1')
  expect(watch.lastWebhook).toBeUndefined()
})

test('ready is who serves readers; what is wrong is said either way', async () => {
  const checks: Record<string, Check> = {next: {ok: true, detail: 'loaded'}}
  const admin = await openAdmin({port: 0, metrics: new Metrics(), checks: async () => checks})
  onTestFinished(() => admin.close())
  const ask = async (path: string, method = 'GET') => {
    const answer = await fetch(`http://127.0.0.1:${admin.port}${path}`, {method})
    return {status: answer.status, body: await answer.text()}
  }

  expect(await ask('/healthz')).toEqual({status: 200, body: 'ok\n'})
  expect((await ask('/readyz')).status).toBe(200)
  checks['redis'] = {ok: false, bearable: true, detail: 'away'}
  expect(await ask('/readyz')).toMatchObject({status: 200, body: expect.stringContaining('away')})
  checks['lake'] = {ok: false, detail: 'no answer'}
  expect((await ask('/readyz')).status).toBe(503)
  expect((await ask('/elsewhere')).status).toBe(404)
  expect((await ask('/metrics', 'POST')).status).toBe(405)
})

test('a number that cannot be told ends nothing, and says why', async () => {
  const metrics = new Metrics()
  metrics.gauge('waiting', 'Waiting.', () => {
    throw new Error('Nobody knows.')
  })
  const admin = await openAdmin({port: 0, metrics, checks: async () => ({})})
  onTestFinished(() => admin.close())

  const answer = await fetch(`http://127.0.0.1:${admin.port}/metrics`)

  expect([answer.status, await answer.text()]).toEqual([503, 'Nobody knows.\n'])
})

test.for([
  ['localhost:9464', 200],
  ['10.1.2.3', 200],
  ['[::1]:1', 200],
  ['evil.example:9464', 421],
  ['127.0.0.1.evil.example', 421],
] as const)('asked as %s it answers %i', async ([host, status]) => {
  const admin = await openAdmin({port: 0, metrics: new Metrics(), checks: async () => ({})})
  onTestFinished(() => admin.close())

  expect(await statusAs(host, admin.port, '/metrics')).toBe(status)
})

test('whether the store can be written may be asked by many at once, and leaves nothing there', async () => {
  const directory = temporaryDirectory('store')
  onTestFinished(() => removeDirectory(directory))

  const asked: Promise<string | undefined>[] = []
  for (let i = 0; i < 100; i++) {
    asked.push(storeProblem(directory))
    await new Promise(setImmediate) // the one before is a step further
  }
  const problems = await Promise.all(asked)
  const elsewhere = await storeProblem(join(directory, 'missing'))

  expect(problems.filter(Boolean)).toEqual([])
  expect(elsewhere).toContain('cannot be written')
  expect(readdirSync(directory)).toEqual([])
})
