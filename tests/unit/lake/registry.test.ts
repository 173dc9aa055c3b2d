import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {setImmediate as turnOfTheEventLoop, setTimeout as pause} from 'node:timers/promises'
import {expect} from 'vitest'
import {watchToken} from '../../../lake/src/access/authenticate.ts'
import {Registry} from '../../../lake/src/store/registry.ts'
import {test as base} from 'vitest'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'
import {addUser} from '../../support/servers.ts'

const test = base.extend<{directory: string; registry: Registry}>({
  directory: async ({}, use) => {
    const directory = temporaryDirectory('registry')
    await use(directory)
    removeDirectory(directory)
  },
  registry: async ({directory}, use) => {
    const registry = new Registry(directory)
    await use(registry)
    registry.close()
  },
})

test('a token says who its user is, and nothing else does', ({registry}) => {
  const {user, token} = registry.addUser({name: 'Ada', email: 'ada@example.com', role: 'editor'})

  expect(registry.identify(token)).toEqual({
    id: user.id,
    name: 'Ada',
    email: 'ada@example.com',
    role: 'editor',
  })
  expect(registry.identify(token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A'))).toBeNull()
  expect(registry.identify(`${token}x`)).toBeNull()
  expect(registry.identify('')).toBeNull()
  expect(registry.identify(user.id)).toBeNull()
})

test('[A3] the part of a token that proves anything has at least 32 random bytes', ({registry}) => {
  const tokens = Array.from({length: 50}, (_, at) =>
    registry.addUser({name: `U${at}`, role: 'viewer'}),
  )

  const secrets = tokens.map(({token, tokenId}) => token.slice(`mh_${tokenId}_`.length))
  expect(new Set(secrets).size).toBe(50)
  for (const secret of secrets) expect(Buffer.from(secret, 'base64url').length).toBe(32)
})

test('[A3] the registry on disk lets nobody in', ({registry, directory}) => {
  const {token} = registry.addUser({name: 'Ada', role: 'administrator'})

  for (const file of ['lake.sqlite', 'lake.sqlite-wal']) {
    const bytes = readFileSync(join(directory, file)).toString('latin1')
    expect(bytes).not.toContain(token)
    expect(bytes).not.toContain(token.slice(16))
  }
})

test('a token revoked by another process is dead at once', async ({registry, directory}) => {
  const {token, tokenId} = registry.addUser({name: 'Ada', role: 'editor'})
  const stillGood = watchToken(`Bearer ${token}`, registry)
  const other = new Registry(directory)
  other.addUser({name: 'Bob', role: 'editor'})
  expect(stillGood()).toBe(true)

  other.removeToken(tokenId)

  expect(registry.identify(token)).toBeNull()
  await turnOfTheEventLoop() // what stays open looks once a turn
  expect(stillGood()).toBe(false)
  other.close()
})

test('a robot goes with its last token, a person stays', ({registry}) => {
  const robot = registry.addUser({name: 'Site', role: 'viewer', robot: true})
  const person = registry.addUser({name: 'Ada', role: 'editor'})

  registry.removeToken(robot.tokenId)
  registry.removeToken(person.tokenId)

  expect(registry.users().map(({name}) => name)).toEqual(['Ada'])
})

test('removing a user removes their tokens and what their Studio remembers', ({registry}) => {
  const {user, token} = registry.addUser({name: 'Ada', role: 'editor'})
  registry.writeValues(user.id, [{key: 'pane', value: {width: 3}}])

  registry.removeUser(user.id)

  expect(registry.identify(token)).toBeNull()
  expect(registry.readValues(user.id, ['pane'])).toEqual([])
})

test('remembered values belong to one user', ({registry}) => {
  const ada = registry.addUser({name: 'Ada', role: 'editor'}).user.id
  const bob = registry.addUser({name: 'Bob', role: 'editor'}).user.id

  registry.writeValues(ada, [{key: 'pane', value: {width: 3}}])

  expect(registry.readValues(ada, ['pane', 'other'])).toMatchObject([
    {key: 'pane', value: {width: 3}},
  ])
  expect(registry.readValues(bob, ['pane'])).toEqual([])
})

test('the command that adds a user waits for a lake that is writing', async ({
  registry,
  directory,
}) => {
  const busy = new DatabaseSync(join(directory, 'lake.sqlite'))
  busy.exec('begin immediate')

  const adding = addUser(directory, 'Ada', 'editor')
  await pause(2_000) // as long as a disk may take
  busy.exec('rollback')
  busy.close()

  const {token} = await adding
  expect(registry.identify(token)).toMatchObject({name: 'Ada', role: 'editor'})
})
