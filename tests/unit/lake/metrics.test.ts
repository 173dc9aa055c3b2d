import {createLake} from '@masthead/lake'
import {expect, onTestFinished, test, vi} from 'vitest'
import {serveAdmin} from '../../../lake/src/admin/server.ts'
import {watchLake} from '../../../lake/src/admin/watch.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

async function openWatched() {
  const directory = temporaryDirectory('metrics')
  const watched = watchLake(createLake({directory}))
  const {lake} = watched
  const admin = await serveAdmin({port: 0, lake, text: watched.text})
  onTestFinished(async () => {
    admin.close()
    watched.close()
    await lake.close().catch(() => undefined)
    removeDirectory(directory)
  })
  const metrics = async () => {
    const response = await fetch(`http://127.0.0.1:${admin.port}/metrics`)
    return {status: response.status, text: await response.text()}
  }
  return {lake, metrics, port: admin.port}
}

test('each line is one that Prometheus reads, whatever webhooks are called, and none comes twice', async () => {
  const {lake, metrics} = await openWatched()
  const {token} = lake.registry.addUser({name: 'Ada', role: 'administrator'})
  for (const name of ['site', 'site', 'a "b" \\ c\td\u0007'])
    await lake.fetch(
      new Request(`http://localhost/v2025-02-19/hooks/projects/${lake.projectId}`, {
        method: 'POST',
        headers: {authorization: `Bearer ${token}`},
        body: JSON.stringify({type: 'document', name, url: 'http://localhost:9/', dataset: '*'}),
      }),
    )

  const {text} = await metrics()

  const samples = text.split('\n').filter((line) => line && !line.startsWith('#'))
  const label = String.raw`\w+="(?:[^"\\\n]|\\[\\"n])*"`
  const line = new RegExp(String.raw`^\w+(?:\{${label}(?:,${label})*\})? [\d.e+-]+$`)
  expect(samples.filter((sample) => !line.test(sample))).toEqual([])
  const names = samples.map((sample) => sample.replace(/ \S+$/, ''))
  expect(names).toEqual([...new Set(names)])
  expect(names.filter((name) => name.startsWith('masthead_lake_webhook_overdue'))).toHaveLength(3)
})

test('a dataset that is made later is counted too', async () => {
  const {lake, metrics} = await openWatched()

  lake.datasets.create('later')
  await lake.seed([{_id: 'a', _type: 'note'}], 'later')

  expect((await metrics()).text).toContain('masthead_lake_commits_total{dataset="later"} 1\n')
})

test('a dataset that is deleted while all are asked makes no lake unready', async () => {
  const {lake, port} = await openWatched()
  lake.datasets.create('second')
  vi.spyOn(lake.datasets.get('production'), 'query').mockImplementation(async () => {
    await lake.datasets.delete('second')
    return {} as never
  })

  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200)
})

test('a registry that cannot be read is a 503, and does not end the lake', async () => {
  const {lake, metrics} = await openWatched()

  lake.registry.close()

  expect(await metrics()).toEqual({status: 503, text: 'database is not open\n'})
  expect((await metrics()).status).toBe(503)
})

test('they say how questions were answered, how long writes took, and who listens', async () => {
  const {lake, metrics} = await openWatched()
  const dataset = lake.datasets.get('production')
  await lake.seed([{_id: 'a', _type: 'note', title: 'Tides'}])
  const ask = (id: string) =>
    dataset.query({
      query: '*[_id == $id][0].title',
      params: {id},
      perspective: ['raw'],
      identity: 'me',
    })
  const listening = await lake.fetch(
    new Request(
      'http://localhost/v2025-02-19/data/listen/production?query=*%5B_type%3D%3D%22note%22%5D',
    ),
  )

  await ask('a') // by a thread
  await ask('b') // small, by then
  await ask('a') // kept
  const {text} = await metrics()

  const production = 'dataset="production"'
  expect(text).toContain(`masthead_lake_queries_total{${production},by="thread"} 1\n`)
  expect(text).toContain(`masthead_lake_queries_total{${production},by="small"} 1\n`)
  expect(text).toContain(`masthead_lake_queries_total{${production},by="kept"} 1\n`)
  expect(text).toMatch(
    new RegExp(`masthead_lake_query_threads\\{${production},state="idle"\\} [1-9]`),
  )
  expect(text).toContain(`masthead_lake_queries_waiting{${production},as="light"} 0\n`)
  expect(text).toContain(`masthead_lake_write_seconds_bucket{${production},le="+Inf"} 1\n`)
  expect(text).toContain(`masthead_lake_write_seconds_count{${production}} 1\n`)
  expect(text).toContain('masthead_lake_streams_open 1\n')
  await listening.body?.cancel()
  expect((await metrics()).text).toContain('masthead_lake_streams_open 0\n')
})
