import {cpSync} from 'node:fs'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {test as base, expect, onTestFinished, vi} from 'vitest'
import {MAX_FINISHED_MESSAGES} from '../../../lake/src/store/hook-store.ts'
import {Registry} from '../../../lake/src/store/registry.ts'
import {startCourier} from '../../../lake/src/webhooks/courier.ts'
import {readHookSettings} from '../../../lake/src/webhooks/hook.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

interface Site {
  /** Hang up on all connections that nobody is using. */
  hangUp(): void
  url: string
  keys: string[]
  answers: (number | 'hang')[]
}

const test = base.extend<{registry: Registry; site: Site}>({
  registry: async ({}, use) => {
    const directory = temporaryDirectory('courier')
    const registry = new Registry(directory)
    await use(registry)
    registry.close()
    removeDirectory(directory)
  },
  site: async ({}, use) => {
    const site: Site = {
      url: '',
      keys: [],
      answers: [],
      hangUp: () => server.closeIdleConnections(),
    }
    const server: Server = createServer((request, response) => {
      site.keys.push(String(request.headers['idempotency-key']))
      const answer = site.answers.shift() ?? 200
      request.resume()
      if (answer !== 'hang') response.writeHead(answer).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    site.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    await use(site)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  },
})

const quick = {retries: 2, delayMs: 20}
const fail = (error: unknown) => {
  throw error
}

function prepare(registry: Registry, url: string, documents: string[]) {
  const settings = readHookSettings({name: 'site', url, dataset: 'production'})
  const hook = registry.hooks.create(settings, 'masthead', 'p1')
  const messages = documents.map((documentId) => ({
    documentId,
    operation: 'create' as const,
    transactionId: 't',
    transactionTime: '2026-01-01T00:00:00Z',
    payload: '{}',
  }))
  registry.hooks.enqueue(hook.id, 'production', 1, messages)
  return hook
}

test('[W5] overload and faults are tried again under the same key, then given up', async ({
  registry,
  site,
}) => {
  const hook = prepare(registry, site.url, ['a'])
  site.answers = [503, 429, 500, 500]
  const courier = startCourier(hook, registry.hooks, quick, fail)

  courier.wake()
  await vi.waitFor(
    () => expect(registry.hooks.messages(hook.id, 9)[0]?.status).toBe('failed'),
    30_000,
  )
  await courier.close()

  expect(site.keys).toHaveLength(3)
  expect(new Set(site.keys).size).toBe(1)
  expect(registry.hooks.attempts(hook.id, 9).map(({resultCode}) => resultCode)).toEqual(
    expect.arrayContaining([503, 429, 500]),
  )
})

test('[W5] a message that gets through at the second attempt is a success', async ({
  registry,
  site,
}) => {
  const hook = prepare(registry, site.url, ['a'])
  site.answers = [500, 204]
  const courier = startCourier(hook, registry.hooks, quick, fail)

  courier.wake()
  await vi.waitFor(
    () => expect(registry.hooks.messages(hook.id, 9)[0]?.status).toBe('success'),
    30_000,
  )
  await courier.close()

  expect(registry.hooks.messages(hook.id, 9)[0]).toMatchObject({failures: 1, resultCode: 204})
})

test('[W5] a message that comes due while the queue is looked at is not forgotten', async ({
  registry,
  site,
}) => {
  const hook = prepare(registry, site.url, ['a'])
  const {hooks} = registry
  const [message] = hooks.messages(hook.id, 9)
  const dueAt = message!.nextAttemptAt
  // A timer may fire a moment early, and the clock goes on between two looks at it.
  const clock = vi.spyOn(Date, 'now').mockReturnValue(dueAt - 1)
  onTestFinished(() => clock.mockRestore())
  const nextDue = hooks.nextDue.bind(hooks)
  vi.spyOn(hooks, 'nextDue').mockImplementation((id, after) => {
    clock.mockRestore()
    return nextDue(id, after)
  })
  const courier = startCourier(hook, hooks, quick, fail)

  courier.wake()
  await vi.waitFor(() => expect(hooks.messages(hook.id, 9)[0]?.status).toBe('success'), 30_000)
  await courier.close()
})

test.for([100, 5_000_000])(
  '[W5] an idle connection that the receiver hung up just now costs no attempt, with %i bytes to say',
  async (size, {registry, site}) => {
    const hook = prepare(registry, site.url, ['a'])
    const {hooks} = registry
    const courier = startCourier(hook, hooks, quick, fail)
    courier.wake()
    const statuses = () => hooks.messages(hook.id, 9).map(({status}) => status)
    await vi.waitFor(() => expect(statuses()).toEqual(['success']), 30_000)
    const [first] = hooks.messages(hook.id, 9)
    const payload = JSON.stringify('a'.repeat(size))
    hooks.enqueue(hook.id, 'production', 2, [{...first!, payload}])

    site.hangUp()
    courier.wake()
    await vi.waitFor(() => expect(statuses()).toEqual(['success', 'success']), 30_000)
    await courier.close()

    const reasons = hooks.attempts(hook.id, 9).map(({failureReason}) => failureReason)
    expect(reasons).toEqual([null, null])
  },
)

test('[W6] what a stop interrupts is delivered by the next start', async ({registry, site}) => {
  const hook = prepare(registry, site.url, ['a'])
  site.answers = ['hang']
  const first = startCourier(hook, registry.hooks, quick, fail)
  first.wake()
  await vi.waitFor(() => expect(site.keys).toHaveLength(1), 30_000)
  await first.close()

  const second = startCourier(hook, registry.hooks, quick, fail)
  second.wake()
  await vi.waitFor(
    () => expect(registry.hooks.messages(hook.id, 9)[0]?.status).toBe('success'),
    30_000,
  )
  await second.close()

  expect(site.keys[1]).toBe(site.keys[0])
})

test('[W6] a commit asked about twice is delivered once', async ({registry, site}) => {
  const hook = prepare(registry, site.url, ['a'])
  const message = registry.hooks.messages(hook.id, 9)[0]!

  registry.hooks.enqueue(hook.id, 'production', 1, [message])

  expect(registry.hooks.messages(hook.id, 9)).toHaveLength(1)
  expect(registry.hooks.cursor(hook.id, 'production')).toBe(1)
})

test('[W6] a message that a power cut had forgotten is made again under its key', async () => {
  const directory = temporaryDirectory('courier')
  const before = temporaryDirectory('courier')
  onTestFinished(() => [directory, before].forEach(removeDirectory))
  const fields = {operation: 'update' as const, transactionTime: '2026-01-01T00:00:00Z'}
  const message = (transactionId: string, documentId: string) => ({
    ...fields,
    transactionId,
    documentId,
    payload: '{}',
  })
  let registry = new Registry(directory)
  const {id} = prepare(registry, 'http://127.0.0.1:9/', [])
  registry.close()
  cpSync(directory, before, {recursive: true})
  const keysAfter = () => {
    registry = new Registry(directory)
    registry.hooks.enqueue(id, 'production', 2, [message('t2', 'a'), message('t2', 'b')])
    registry.hooks.enqueue(id, 'production', 3, [message('t3', 'a')])
    const made = registry.hooks.messages(id, 9).map((one) => [one.seq, one.documentId, one.id])
    registry.close()
    return made.toSorted()
  }
  const first = keysAfter()

  removeDirectory(directory)
  cpSync(before, directory, {recursive: true})
  const again = keysAfter()

  expect(again).toEqual(first)
  expect(new Set(first.map(([, , key]) => key)).size).toBe(3)
})

test('[W7] one message that hangs does not hold up the others', async ({registry, site}) => {
  const hook = prepare(registry, site.url, ['a', 'b', 'c', 'd'])
  site.answers = ['hang']
  const courier = startCourier(hook, registry.hooks, quick, fail)

  courier.wake()
  await vi.waitFor(() => {
    const done = registry.hooks.messages(hook.id, 9).filter(({status}) => status === 'success')
    expect(done).toHaveLength(3)
  }, 30_000)
  await courier.close()
})

test('[W7] many messages about one document keep none about another waiting', async ({
  registry,
  site,
}) => {
  const hook = prepare(registry, site.url, ['a'])
  const {hooks} = registry
  const [first] = hooks.messages(hook.id, 9)
  for (let seq = 2; seq <= 16; seq++) hooks.enqueue(hook.id, 'production', seq, [first!])
  hooks.enqueue(hook.id, 'production', 17, [{...first!, documentId: 'b'}])
  site.answers = ['hang']
  const courier = startCourier(hook, hooks, quick, fail)

  courier.wake()
  await vi.waitFor(() => {
    const done = hooks.messages(hook.id, 20).filter(({status}) => status === 'success')
    expect(done.map(({documentId}) => documentId)).toEqual(['b'])
  }, 30_000)
  await courier.close()

  expect(site.keys).toHaveLength(2)
})

test('[W7] the oldest are sent first, one about each document, and none about one that is under way', ({
  registry,
}) => {
  const {hooks} = registry
  const {id} = prepare(registry, 'http://127.0.0.1:9/', ['c', 'a'])
  const [message] = hooks.messages(id, 9)
  const next = ['a', 'b'].map((documentId) => ({...message!, documentId}))
  hooks.enqueue(id, 'production', 2, next)
  const due = (limit: number, busy: string[] = []) =>
    hooks.due(id, Date.now() + 1, limit, busy).map(({seq, documentId}) => `${seq} ${documentId}`)

  expect(due(9)).toEqual(['1 a', '1 c', '2 b'])
  expect(due(9, ['production/a'])).toEqual(['1 c', '2 b'])
  expect(due(1)).toEqual(['1 a'])
})

test('a registry that was made with another index gets the one of the queue', () => {
  const directory = temporaryDirectory('courier')
  onTestFinished(() => removeDirectory(directory))
  const indexes = () => {
    const sqlite = new DatabaseSync(join(directory, 'lake.sqlite'))
    const rows = sqlite.prepare("select name from sqlite_master where type = 'index'").all()
    sqlite.exec(
      'drop index hook_messages_queue; create index hook_messages_due on hook_messages (status, hook_id)',
    )
    sqlite.close()
    return rows.map(({name}) => name)
  }
  new Registry(directory).close()
  const before = indexes()

  new Registry(directory).close()

  expect(indexes().toSorted()).toEqual(before.toSorted())
})

test('[W7] a message that hangs delays no second attempt of another', async ({registry, site}) => {
  const hook = prepare(registry, site.url, ['a', 'b'])
  site.answers = ['hang', 503]
  const courier = startCourier(hook, registry.hooks, quick, fail)

  courier.wake()
  await vi.waitFor(() => {
    const done = registry.hooks.messages(hook.id, 9).filter(({status}) => status === 'success')
    expect(done.map(({failures}) => failures)).toEqual([1])
  }, 10_000)
  await courier.close()
})

test('[W8] a webhook whose rule fails at every change keeps no more of it than its log holds', ({
  registry,
}) => {
  const {hooks} = registry
  const {id} = prepare(registry, 'http://127.0.0.1:9/', ['a'])
  const [message] = hooks.messages(id, 9)
  const failing = Array.from({length: MAX_FINISHED_MESSAGES}, (_, i) => ({
    ...message!,
    documentId: `d${i}`,
    problem: 'The filter failed.',
  }))

  hooks.enqueue(id, 'production', 2, failing)
  hooks.enqueue(id, 'production', 3, failing)

  expect(hooks.messages(id, 3 * MAX_FINISHED_MESSAGES)).toHaveLength(MAX_FINISHED_MESSAGES + 1)
  expect(hooks.waiting(id)).toBe(1)
})

test('[W8] the first delivery after a start forgets what is more than the log holds', async ({
  registry,
  site,
}) => {
  const hook = prepare(registry, site.url, ['a'])
  const trim = vi.spyOn(registry.hooks, 'trim')
  const courier = startCourier(hook, registry.hooks, quick, fail)

  courier.wake()
  await vi.waitFor(() => expect(trim).toHaveBeenCalledWith(hook.id), 30_000)
  await courier.close()
})

test('[W9] what was queued when a webhook is switched off is not sent when it is on again', ({
  registry,
  site,
}) => {
  const {hooks} = registry
  const hook = prepare(registry, site.url, ['a'])

  const off = hooks.update(hook, {...hook, isDisabledByUser: true})
  hooks.update(off, {...off, isDisabledByUser: false})

  expect(hooks.nextDue(hook.id)).toBeNull()
  expect(hooks.messages(hook.id, 9)).toMatchObject([{documentId: 'a', status: 'failed'}])
  expect(hooks.cursor(hook.id, 'production')).toBeNull()
})

test('[F3] what was queued before the clock was set back forty days is sent at once', async ({
  registry,
  site,
}) => {
  const inFortyDays = Date.now() + 40 * 24 * 3_600_000
  vi.useFakeTimers({toFake: ['Date'], now: inFortyDays})
  onTestFinished(() => void vi.useRealTimers())
  const hook = prepare(registry, site.url, ['a', 'b'])
  vi.useRealTimers()
  const courier = startCourier(hook, registry.hooks, quick, fail)

  courier.wake()
  await vi.waitFor(() => {
    const statuses = registry.hooks.messages(hook.id, 9).map(({status}) => status)
    expect(statuses).toEqual(['success', 'success'])
  }, 10_000)
  await courier.close()
})

test('the messages of one commit are sent in the order of ids, and of those that were sent the last is shown first', ({
  registry,
  site,
}) => {
  const hook = prepare(registry, site.url, ['c', 'e', 'a', 'd', 'b'])
  const {hooks} = registry

  const due = hooks.due(hook.id, Date.now() + 1, 9)
  due.forEach((message, i) => {
    const at = `2026-01-01T00:00:0${Math.floor(i / 2)}Z` // two at a time within a millisecond
    hooks.record({...message, status: 'success'}, anAttempt(message, at))
  })

  expect(due.map(({documentId}) => documentId)).toEqual(['a', 'b', 'c', 'd', 'e'])
  const shown = hooks.messages(hook.id, 9).map(({documentId}) => documentId)
  expect(shown).toEqual(['e', 'd', 'c', 'b', 'a'])
})

const anAttempt = ({id, hookId}: {id: string; hookId: string}, at: string) => ({
  id: `attempt-${id}`,
  hookId,
  messageId: id,
  projectId: 'masthead',
  createdAt: at,
  updatedAt: at,
  duration: 1,
  inProgress: false as const,
  isFailure: false,
  failureReason: null,
  resultCode: 204,
  resultBody: null,
})
