/** `content webhooks add`: a lake by itself is told whom to tell, and nobody loses their webhook unasked. */
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {addWebhook, listWebhooks} from '../../scripts/src/commands/webhooks.ts'
import {createOperator} from '../../scripts/src/operator.ts'
import {dataset, projectId, startLake} from '../support/servers.ts'

/** What a site is to this command: an address that says of which changes it wishes to hear. */
async function aSite(): Promise<string> {
  const rule = {on: ['create', 'update', 'delete'], filter: '', projection: '{_id}'}
  const server = createServer((_, response) => response.end(JSON.stringify(rule)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a webhook that tells another site of changes goes on until --replace is said; one of another dataset stays', async () => {
  const [first, second, other] = [await aSite(), await aSite(), await aSite()]
  const lake = await startLake({env: {LAKE_DATASETS: `${dataset},staging`}})
  onTestFinished(() => lake.stop())
  const {token} = await lake.addUser('Ada', 'administrator')
  const lines: string[] = []
  const env = {
    NODE_ENV: 'test' as const,
    SANITY_API_HOST: `http://127.0.0.1:${lake.port}`,
    SANITY_AUTH_TOKEN: token,
    SANITY_PROJECT_ID: projectId,
    SANITY_WEBHOOK_SECRET: 'a secret',
  }
  const operator = createOperator(env, '.', (line) => lines.push(line))
  const told = async () => {
    lines.length = 0
    await listWebhooks.run([], operator)
    const told = lines.map((line) => /: (.*)\/api\/revalidate, dataset (\w+)/.exec(line) ?? [])
    return told.map(([, site, to]) => `${to} at ${site}`).toSorted()
  }
  await addWebhook.run(['--site', first], operator)
  await addWebhook.run(['--site', other, '--dataset', 'staging'], operator)

  const taking = addWebhook.run(['--site', second], operator)

  await expect(taking).rejects.toMatchObject({
    message: expect.stringContaining(`tells ${first}/api/revalidate of changes already`),
    remedy: expect.stringContaining('--replace'),
  })
  await addWebhook.run(['--site', first], operator)
  expect(await told()).toEqual([`${dataset} at ${first}`, `staging at ${other}`])
  await addWebhook.run(['--site', second, '--replace'], operator)
  expect(await told()).toEqual([`${dataset} at ${second}`, `staging at ${other}`])
})
