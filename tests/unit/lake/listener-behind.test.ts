import {expect, test} from 'vitest'
import type {Commit, Datasets} from '../../../lake/src/dataset.ts'
import {RESUME_WINDOW} from '../../../lake/src/listen/missed.ts'
import {listen} from '../../../lake/src/routes/listen.ts'
import {live} from '../../../lake/src/routes/live.ts'
import type {RouteContext} from '../../../lake/src/route.ts'
import {createStreams, MAX_UNREAD_BYTES} from '../../../lake/src/routes/stream.ts'

const commit = (seq: number, title: string): Commit => {
  const at = '2026-01-01T00:00:00.000Z'
  const after = {_id: 'a', _type: 'article', _rev: `t${seq}`, _createdAt: at, _updatedAt: at, title}
  const effects = {apply: [], revert: []}
  const change = {documentId: 'a', before: null, after, mutations: [{create: after}], effects}
  return {seq, transactionId: `t${seq}`, timestamp: at, author: 'p1', changes: [change]}
}

const fail = (error: unknown): void => {
  throw error
}

/** A listener to a dataset whose commits are made here. */
function openListener(route = listen, report = fail) {
  const listeners = new Set<(commit: Commit) => void>()
  const dataset = {
    lastSeq: 0,
    lastTransactionId: undefined,
    onCommit(listener: (commit: Commit) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const streams = createStreams()
  const url = new URL('http://localhost/v2025-02-19/data/listen/production?query=*')
  const context = {
    request: new Request(url),
    url,
    params: {dataset: 'production'},
    version: 'X',
    report,
    identity: {id: 'p1', name: 'Ada', email: '', role: 'editor'},
    datasets: {get: () => dataset} as unknown as Datasets,
  } as unknown as RouteContext
  const response = route(streams).handle(context) as Response
  return {streams, response, tell: (one: Commit) => listeners.forEach((listener) => listener(one))}
}

test('a reader that reads nothing is kept waiting for as many commits as it could come back for', async () => {
  const {streams, response, tell} = openListener()
  const large = 'a'.repeat(MAX_UNREAD_BYTES)

  for (let seq = 1; seq <= RESUME_WINDOW; seq++) tell(commit(seq, large))
  expect(streams.count).toBe(1)
  tell(commit(RESUME_WINDOW + 1, large))

  expect(streams.count).toBe(0)
  await response.body?.cancel()
})

test('one that reads all is never too far behind', async () => {
  const {streams, response, tell} = openListener()
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (mark: string) => {
    while (!text.includes(mark)) text = text.slice(-200) + ((await reader.read()).value ?? '')
  }

  for (let seq = 1; seq <= 3 * RESUME_WINDOW; seq++) {
    tell(commit(seq, 'title'))
    if (seq % 500 === 0) await until(`"transactionId":"t${seq}"`)
  }

  expect(streams.count).toBe(1)
  streams.closeAll()
})

test.each([listen, live])('what ends a stream is reported', async (route) => {
  const {promise, resolve} = Promise.withResolvers<unknown>()
  const {streams, response, tell} = openListener(route, resolve)

  tell({...commit(1, 'title'), changes: null as never})

  expect(await promise).toBeInstanceOf(TypeError)
  expect(streams.count).toBe(0)
  await response.body?.cancel()
})
