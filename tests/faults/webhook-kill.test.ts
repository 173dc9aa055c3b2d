/** A webhook's lake is killed with deliveries on the way, again and again: each change is told at least once, under one key. */
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {setTimeout as pause} from 'node:timers/promises'
import {expect, onTestFinished, test, vi} from 'vitest'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {full, random, seed} from '../support/sample.ts'
import {addUser, dataset, projectId, startLake} from '../support/servers.ts'

const rounds = full ? 40 : 4

interface Told {
  key: string
  document: string
  transaction: string
  body: string
}

/** Answers most deliveries, hangs on some, breaks off others: as a receiver does whose machine is busy. */
async function startReceiver(next: () => number) {
  const told: Told[] = []
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const {headers} = request
      told.push({
        key: String(headers['idempotency-key']),
        document: String(headers['sanity-document-id']),
        transaction: String(headers['sanity-transaction-id']),
        body: Buffer.concat(chunks).toString(),
      })
      const mood = next()
      if (mood < 0.2) request.socket.destroy()
      else setTimeout(() => response.end('ok'), mood * 40)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {told, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`}
}

test(`[W6] no message is lost in ${rounds} kills, and each keeps its key (seed ${seed})`, async () => {
  const directory = temporaryDirectory('webhook-kill')
  onTestFinished(() => removeDirectory(directory))
  const next = random(seed)
  const receiver = await startReceiver(next)
  const {token} = await addUser(directory, 'Ada', 'administrator')
  const committed: string[] = []
  const hook = {type: 'document', name: 'site', url: receiver.url, dataset}

  for (let round = 0; round < rounds; round++) {
    const lake = await startLake({directory})
    const client = lake.client(token).withConfig({maxRetries: 0})
    if (round === 0)
      await client.request({method: 'POST', url: `/hooks/projects/${projectId}`, body: hook})
    const writing = (async () => {
      for (let at = 0; ; at++) {
        const id = `r${round}-${at % 3}`
        const {transactionId} = await client
          .transaction()
          .createOrReplace({_id: id, _type: 'article', round, at})
          .commit()
        committed.push(`${transactionId} ${id}`)
      }
    })().catch(() => {})
    const enough = committed.length + 5 + Math.floor(next() * 20)
    await vi.waitFor(() => expect(committed.length).toBeGreaterThan(enough), 30_000)
    await pause(next() * 20)
    await lake.stop('SIGKILL')
    await writing
  }

  const lake = await startLake({directory})
  onTestFinished(() => lake.stop())
  const named = () =>
    new Set(receiver.told.map(({transaction, document}) => `${transaction} ${document}`))
  await vi.waitFor(() => expect(committed.filter((one) => !named().has(one))).toEqual([]), {
    timeout: 100_000,
    interval: 100,
  })

  const byKey = Map.groupBy(receiver.told, ({key}) => key)
  for (const attempts of byKey.values())
    expect(
      new Set(attempts.map(({transaction, document, body}) => `${transaction} ${document} ${body}`))
        .size,
    ).toBe(1)
  expect(byKey.size).toBe(named().size)
})
