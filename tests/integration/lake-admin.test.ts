import {expect, onTestFinished, test} from 'vitest'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {anArticle} from '../support/newsroom.ts'
import {startProcess} from '../support/process.ts'
import {startLake} from '../support/servers.ts'

test('those who run the lake see what it did, on a port of its own', async () => {
  const lake = await startLake({env: {LAKE_ADMIN_PORT: '0'}})
  onTestFinished(() => lake.stop())
  const {token} = await lake.addUser('Editor', 'administrator')
  await lake.client(token).create(anArticle('tides'))
  await lake.client().fetch('*[_type == "article"]')
  await expect(lake.client('forged').create(anArticle('no'))).rejects.toMatchObject({
    statusCode: 401,
  })
  const admin = `http://127.0.0.1:${lake.adminPort}`

  const metrics = await (await fetch(`${admin}/metrics`)).text()

  expect(metrics).toContain('masthead_lake_requests_total{operation="mutate",status="200"} 1')
  expect(metrics).toContain('masthead_lake_requests_total{operation="mutate",status="401"} 1')
  expect(metrics).toMatch(/masthead_lake_request_seconds_count\{operation="query"\} [1-9]/)
  expect(metrics).toContain('masthead_lake_commits_total{dataset="production"} 1')
  expect(metrics).toMatch(/^process_resident_memory_bytes \d+$/m)
  expect((await fetch(`${admin}/healthz`)).status).toBe(200)
  expect(await (await fetch(`${admin}/readyz`)).json()).toEqual({ready: true})
  expect((await fetch(`http://127.0.0.1:${lake.port}/metrics`)).status).toBe(404)
})

test('a lake whose admin port is taken says so and ends', async () => {
  const first = await startLake({env: {LAKE_ADMIN_PORT: '0'}})
  onTestFinished(() => first.stop())

  const directory = temporaryDirectory('lake-admin')
  onTestFinished(() => removeDirectory(directory))
  const env = {
    LAKE_DIRECTORY: directory,
    LAKE_PORT: '0',
    LAKE_ADMIN_PORT: String(first.adminPort),
  }

  const second = startProcess('lake', {args: ['lake/src/main.mjs'], env, patience: 20_000})

  await expect(second).rejects.toThrow(/ended early \(exit code 1\)[^]*Choose another, or 0/)
})
