import {describe, expect, onTestFinished, test} from 'vitest'
import {
  isAddressOrLoopback,
  isLoopbackAddress,
  requireOwnHost,
} from '../../../lake/src/access/host.ts'
import {
  allowOrigin,
  preflight,
  readOrigins,
  refuseForeignRead,
  refuseForeignWrite,
} from '../../../lake/src/access/origin.ts'
import {serveAdmin} from '../../../lake/src/admin/server.ts'
import {readConfig} from '../../../lake/src/config.ts'
import type {Datasets} from '../../../lake/src/dataset.ts'
import {statusAs} from '../../support/named-host.ts'

const answers = (host: string | undefined, publicHosts: string[] = []) => {
  try {
    requireOwnHost(host, 4000, publicHosts)
    return true
  } catch {
    return false
  }
}

describe('the Host of a request', () => {
  test.for([
    'localhost:4000',
    'LOCALHOST:4000',
    'masthead.localhost:4000',
    's1a2b3.masthead.localhost:4000',
    '127.0.0.1:4000',
    '[::1]:4000',
  ])('%s is ours', (host) => {
    expect(answers(host)).toBe(true)
  })

  test.for([
    undefined,
    '',
    'evil.example',
    'evil.example:4000',
    'localhost',
    'localhost:4001',
    'localhost.evil.example:4000',
    'evil-localhost:4000',
    'localhost@evil.example:4000',
    '.localhost:4000',
    '127.0.0.1.evil.example:4000',
    '0.0.0.0:4000',
    '[::]:4000',
    'localhost:4000:80',
    'localhost:4000 ',
  ])('%s is not', (host) => {
    expect(answers(host)).toBe(false)
  })

  test('a configured public host is ours too, exactly as written', () => {
    expect(answers('lake.example.com', ['lake.example.com'])).toBe(true)
    expect(answers('lake.example.com:8080', ['lake.example.com'])).toBe(false)
    expect(answers('other.example.com', ['lake.example.com'])).toBe(false)
  })
})

describe('the Host of an operator’s question', () => {
  test.for([
    undefined,
    'localhost',
    'lake.localhost:1',
    '127.0.0.1:9464',
    '10.1.2.3:80',
    '[::1]:1',
  ])('%s is answered', (host) => {
    expect(isAddressOrLoopback(host)).toBe(true)
  })

  test.for(['', 'evil.example:9464', 'localhost.evil.example', '1.2.3.4.evil.example', 'a:b:1'])(
    '%s is not',
    (host) => {
      expect(isAddressOrLoopback(host)).toBe(false)
    },
  )
})

test('a page whose name leads to the operator’s listener reads nothing there', async () => {
  const datasets = {names: () => []} as unknown as Datasets
  const admin = await serveAdmin({port: 0, lake: {datasets}, text: () => 'numbers'})
  onTestFinished(() => admin.close())

  expect(await statusAs('evil.example', admin.port, '/metrics')).toBe(421)
  expect(await statusAs('10.1.2.3:9464', admin.port, '/metrics')).toBe(200)
})

describe('the Origin of a request', () => {
  const origins = readOrigins(['http://localhost:3333'])
  const from = (origin: string | undefined, init: RequestInit = {}) =>
    new Request('http://localhost:4000/', {
      ...init,
      headers: {...(init.headers as object), ...(origin === undefined ? {} : {origin})},
    })

  test('an allowed one may read, with credentials', () => {
    const {headers} = allowOrigin(from('http://localhost:3333'), new Response(), origins)

    expect(headers.get('access-control-allow-origin')).toBe('http://localhost:3333')
    expect(headers.get('access-control-allow-credentials')).toBe('true')
    expect(headers.get('vary')).toContain('Origin')
    expect(headers.get('timing-allow-origin')).toBeNull()
  })

  test.for([
    'null',
    'http://evil.example',
    'http://localhost:3334',
    'https://localhost:3333',
    'http://localhost:3333.evil.example',
    'http://masthead.localhost:3333',
  ])('%s gets no allowance and changes nothing', (origin) => {
    const {headers} = allowOrigin(from(origin), new Response(), origins)
    expect(headers.get('access-control-allow-origin')).toBeNull()
    expect(headers.get('access-control-allow-credentials')).toBeNull()

    const simple = from(origin, {method: 'POST', headers: {'content-type': 'text/plain'}})
    expect(() => refuseForeignWrite(simple, origins)).toThrow(/Nothing was changed/)
    expect(() => refuseForeignWrite(from(origin), origins)).not.toThrow()

    const asked = preflight(from(origin, {method: 'OPTIONS'}), origins)
    expect(asked.status).toBe(403)
    expect(asked.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('a preflight repeats the headers that an allowed page wants to send', () => {
    const wanted = 'authorization,content-type,x-sanity-app'
    const headers = {'access-control-request-headers': wanted}

    const answer = preflight(from('http://localhost:3333', {method: 'OPTIONS', headers}), origins)

    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-headers')).toBe(wanted)
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://localhost:3333')
  })

  test.for([
    ['a page of another site', 'cross-site', undefined, true],
    ['one that says its origin', 'cross-site', 'http://evil.example', true],
    ['one without an origin of its own', 'cross-site', 'null', true],
    ['Studio', 'cross-site', 'http://localhost:3333', false],
    ['a page of the same site', 'same-site', undefined, false],
    ['an address that was typed', 'none', undefined, false],
    ['a program', undefined, undefined, false],
  ] as const)('%s may ask, or not', ([_who, site, origin, isRefused]) => {
    const asked = from(origin, site ? {headers: {'sec-fetch-site': site}} : {})

    if (isRefused) expect(() => refuseForeignRead(asked, origins)).toThrow(/another site/)
    else expect(() => refuseForeignRead(asked, origins)).not.toThrow()
  })

  test('programs without a browser send no Origin and may write', () => {
    expect(() => refuseForeignWrite(from(undefined, {method: 'POST'}), origins)).not.toThrow()
  })

  test('a setting that is no origin is named', () => {
    expect(() => readOrigins(['http://localhost:3333/studio'])).toThrow(/is not an origin/)
    expect(() => readOrigins(['*'])).toThrow(/is not an origin/)
    expect(() => readOrigins(['null'])).toThrow(/is not an origin/)
  })
})

describe('the address to listen on', () => {
  const settings = (extra: Record<string, string>) =>
    readConfig({LAKE_DIRECTORY: '/tmp/x', ...extra})

  test('is loopback unless two settings say otherwise', () => {
    expect(settings({}).host).toBe('127.0.0.1')
    expect(() => settings({LAKE_HOST: '0.0.0.0'})).toThrow(/LAKE_ALLOW_REMOTE/)
    expect(() => settings({LAKE_HOST: '0.0.0.0', LAKE_ALLOW_REMOTE: 'true'})).toThrow(
      /LAKE_PUBLIC_URL/,
    )
    const open = {LAKE_HOST: '0.0.0.0', LAKE_ALLOW_REMOTE: 'true'}
    expect(settings({...open, LAKE_PUBLIC_URL: 'https://lake.example.com/'})).toMatchObject({
      host: '0.0.0.0',
      publicUrl: 'https://lake.example.com',
    })
  })

  test.for(['127.0.0.1', '127.8.9.1', '::1', 'localhost'])('%s stays here', (address) => {
    expect(isLoopbackAddress(address)).toBe(true)
  })

  test.for(['0.0.0.0', '::', '192.168.1.4', '1270.0.0.1', 'example.com'])(
    '%s does not',
    (address) => {
      expect(isLoopbackAddress(address)).toBe(false)
    },
  )

  test('impossible settings name themselves', () => {
    expect(() => readConfig({})).toThrow(/LAKE_DIRECTORY/)
    expect(() => settings({LAKE_PORT: '70000'})).toThrow(/LAKE_PORT/)
    expect(() => settings({LAKE_PROJECT_ID: 'My Project'})).toThrow(/LAKE_PROJECT_ID/)
    expect(() => settings({LAKE_PUBLIC_URL: 'ftp://x'})).toThrow(/LAKE_PUBLIC_URL/)
  })
})
