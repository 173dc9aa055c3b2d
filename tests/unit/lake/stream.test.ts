import {afterEach, beforeEach, expect, test, vi} from 'vitest'
import {
  createStreams,
  type EventStream,
  HEARTBEAT_MS,
  MAX_ANONYMOUS_STREAMS,
  MAX_LIFE_MS,
  MAX_STREAMS,
  MAX_UNREAD_BYTES,
  MAX_WAIT_MS,
} from '../../../lake/src/routes/stream.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const ask = (signal?: AbortSignal) => new Request('http://localhost/', signal ? {signal} : {})
const large = 'x'.repeat(MAX_UNREAD_BYTES)

function openOne(streams = createStreams()) {
  const ended = vi.fn<() => void>()
  let stream: EventStream | undefined
  const response = streams.open(ask(), (opened) => {
    stream = opened
    return ended
  })
  if (!stream) throw new Error('The stream did not start')
  return {streams, stream, response, ended}
}

test('an event arrives with its name, id and data', async () => {
  const {stream, response} = openOne()

  stream.send('welcome', {listenerName: 'x'}, '1#a')
  stream.close()

  expect(await response.text()).toBe(':\n\nevent: welcome\nid: 1#a\ndata: {"listenerName":"x"}\n\n')
})

test('a reader without room is waited for, and goes on when it reads', async () => {
  const {stream, response} = openOne()
  const reader = response.body?.getReader()
  stream.send('message', large)
  const told = vi.fn<() => void>()

  void stream.ready().then(told)
  await vi.advanceTimersByTimeAsync(10)
  expect(told).not.toHaveBeenCalled()
  await reader?.read()
  await reader?.read()
  await vi.advanceTimersByTimeAsync(10)

  expect(told).toHaveBeenCalled()
  expect(stream.closed).toBe(false)
})

test('a reader that never reads is dropped, with what it left unread', async () => {
  const {stream, streams, response, ended} = openOne()
  stream.send('message', large)

  void stream.ready()
  await vi.advanceTimersByTimeAsync(MAX_WAIT_MS)

  expect(stream.closed).toBe(true)
  expect(streams.count).toBe(0)
  expect(ended).toHaveBeenCalledOnce()
  await expect(response.text()).rejects.toThrow('fell behind')
})

test('a stream ends when its time is over, and beats until then', async () => {
  const {stream, response} = openOne()
  const text = response.text()

  await vi.advanceTimersByTimeAsync(HEARTBEAT_MS * 2)
  expect(stream.closed).toBe(false)
  await vi.advanceTimersByTimeAsync(MAX_LIFE_MS)

  expect(stream.closed).toBe(true)
  expect((await text).startsWith(':\n\n:\n\n:\n\n')).toBe(true)
})

test('a caller who goes away ends the stream', () => {
  const abort = new AbortController()
  const streams = createStreams()
  const ended = vi.fn<() => void>()
  streams.open(ask(abort.signal), () => ended)

  abort.abort()

  expect(streams.count).toBe(0)
  expect(ended).toHaveBeenCalledOnce()
})

const askWithToken = () =>
  new Request('http://localhost/', {headers: {authorization: 'Bearer right'}})

test('callers without a token leave streams to those who have one', async () => {
  const streams = createStreams()
  const open = (request: Request) => streams.open(request, () => {})
  const [first] = Array.from({length: MAX_ANONYMOUS_STREAMS}, () => open(ask()))

  expect(() => open(ask())).toThrow('without a token')
  open(askWithToken())
  await first?.body?.cancel()
  open(ask())

  expect(streams.count).toBe(MAX_ANONYMOUS_STREAMS + 1)
  streams.closeAll()
})

test('more streams than the limit are refused until one ends', () => {
  const streams = createStreams()
  for (let index = 0; index < MAX_STREAMS; index++) streams.open(askWithToken(), () => {})

  expect(() => streams.open(askWithToken(), () => {})).toThrow('event streams')
  streams.closeAll()

  expect(streams.count).toBe(0)
})
