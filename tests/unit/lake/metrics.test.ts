import {createLake} from '@masthead/lake'
import {expect, onTestFinished, test} from 'vitest'
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
  return {lake, metrics}
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

test('a registry that cannot be read is a 503, and does not end the lake', async () => {
  const {lake, metrics} = await openWatched()

  lake.registry.close()

  expect(await metrics()).toEqual({status: 503, text: 'database is not open\n'})
  expect((await metrics()).status).toBe(503)
})
