import {expect, test} from 'vitest'
import {anonymous, type Identity} from '../../../lake/src/access/identity.ts'
import {createRooms, type Room} from '../../../lake/src/presence/room.ts'
import {startSession} from '../../../lake/src/presence/session.ts'

const person = (name: string): Identity => ({id: name, name, email: '', role: 'editor'})

function connect(room: Room, identity: Identity) {
  const heard: Record<string, unknown>[] = []
  const closed: number[] = []
  const session = startSession({
    room,
    identity,
    identify: (header) => {
      if (header !== 'Bearer right') throw new Error('nobody')
      return person('late')
    },
    send: (text) => heard.push(JSON.parse(text)),
    close: (code) => closed.push(code),
  })
  let calls = 0
  const call = (method: string, params: unknown = {}) => {
    const id = `q${++calls}`
    session.receive(JSON.stringify({jsonrpc: '2.0', id, method, params}))
    return heard.find((message) => message['id'] === id) as {
      result?: unknown
      error?: {code: number}
    }
  }
  const pushes = () =>
    heard
      .filter((message) => message['method'] === 'presence_subscription')
      .map((message) => (message['params'] as {result: unknown}).result)
  return {session, call, pushes, closed}
}

const here = {sessionId: 's-ada', locations: [{type: 'document', documentId: 'a', path: ['title']}]}

test('two editors on a dataset hear of each other and not of themselves', () => {
  const rooms = createRooms()
  const ada = connect(rooms('production'), person('ada'))
  const bob = connect(rooms('production'), person('bob'))
  const elsewhere = connect(rooms('staging'), person('eve'))
  for (const one of [ada, bob, elsewhere]) one.call('presence_subscribe')

  ada.call('presence_rollcall', {session: 's-ada'})
  ada.call('presence_announce', {data: here})
  ada.session.end()

  expect(bob.pushes()).toEqual([
    {type: 'rollCall', i: 'ada', session: 's-ada'},
    {type: 'state', i: 'ada', m: here},
    {type: 'disconnect', i: 'ada', m: {session: 's-ada'}},
  ])
  expect(ada.pushes()).toEqual([])
  expect(elsewhere.pushes()).toEqual([])
})

test('somebody without a token neither hears nor says anything', () => {
  const rooms = createRooms()
  const ada = connect(rooms('production'), person('ada'))
  const nobody = connect(rooms('production'), anonymous)
  ada.call('presence_subscribe')

  expect(nobody.call('presence_subscribe').error).toMatchObject({code: -32600})
  expect(nobody.call('presence_announce', {data: here}).error).toMatchObject({code: -32600})
  ada.call('presence_announce', {data: here})

  expect(nobody.pushes()).toEqual([])
  expect(ada.pushes()).toEqual([])
})

test('an authorization message lets in, a wrong one closes the socket', () => {
  const rooms = createRooms()
  const late = connect(rooms('production'), anonymous)
  const wrong = connect(rooms('production'), anonymous)

  expect(late.call('authorization', {authorization: 'Bearer right'}).result).toBe(true)
  expect(wrong.call('authorization', {authorization: 'Bearer wrong'}).error).toBeDefined()

  expect(late.call('presence_subscribe').result).toEqual(expect.any(String))
  expect(wrong.closed).toEqual([4001])
})

test('[S3] an announcement that Studio could not read is refused, never relayed', () => {
  const rooms = createRooms()
  const ada = connect(rooms('production'), person('ada'))
  const bob = connect(rooms('production'), person('bob'))
  bob.call('presence_subscribe')

  for (const params of [
    {},
    {data: null},
    {data: []},
    {data: {sessionId: 's'}},
    {data: {sessionId: '', locations: []}},
    {data: {sessionId: 's', locations: 'here'}},
    {data: {sessionId: 's', locations: Array.from({length: 65}, () => ({}))}},
    {data: {sessionId: 'x'.repeat(129), locations: []}},
    'text',
  ]) {
    expect(ada.call('presence_announce', params).error).toMatchObject({code: -32602})
  }

  expect(bob.pushes()).toEqual([])
})

test('a socket speaks for so many sessions, and takes leave of those only', () => {
  const rooms = createRooms()
  const ada = connect(rooms('production'), person('ada'))
  const bob = connect(rooms('production'), person('bob'))
  bob.call('presence_subscribe')
  const announce = (n: number) =>
    ada.call('presence_announce', {data: {sessionId: `s${n}`, locations: []}})

  for (let n = 0; n < 16; n++) expect(announce(n).result).toBe(true)
  for (let n = 16; n < 100; n++) expect(announce(n).error).toMatchObject({code: -32602})
  expect(announce(3).result).toBe(true)
  const before = bob.pushes().length
  ada.session.end()

  expect(bob.pushes().length - before).toBe(16)
})

test('[S3] what is nested so deeply that it could not be passed on is refused', () => {
  const rooms = createRooms()
  const ada = connect(rooms('production'), person('ada'))
  const bob = connect(rooms('production'), person('bob'))
  for (const one of [ada, bob]) one.call('presence_subscribe')
  const deep = '['.repeat(30_000) + ']'.repeat(30_000)
  const data = `{"sessionId":"s","locations":[${deep}]}`

  ada.session.receive(`{"id":"deep","method":"presence_announce","params":{"data":${data}}}`)
  ada.session.receive(`{"id":${deep},"method":"presence_subscribe"}`)

  expect(bob.pushes()).toEqual([])
  ada.call('presence_announce', {data: here})
  expect(bob.pushes()).toHaveLength(1)
})

test('what is not understood is answered, and nothing breaks', () => {
  const ada = connect(createRooms()('production'), person('ada'))

  for (const text of [
    '',
    '{',
    '[]',
    'null',
    '7',
    '{"method":"constructor","id":"a"}',
    '{"id":"b"}',
  ]) {
    expect(() => ada.session.receive(text)).not.toThrow()
  }

  expect(ada.call('mutate').error).toMatchObject({code: -32601})
})
