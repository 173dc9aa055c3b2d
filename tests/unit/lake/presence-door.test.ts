import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import type {Datasets} from '../../../lake/src/dataset.ts'
import {openPresence} from '../../../lake/src/presence/door.ts'
import type {Registry} from '../../../lake/src/store/registry.ts'

const ada = {id: 'ada', name: 'Ada', email: '', role: 'editor'}

/** A door that keeps two sockets of callers who did not say who they are. */
async function openDoor() {
  const registry = {
    accessVersion: 1,
    identify: (token: string) => (token === 'right' ? ada : null),
    onShutOut: () => () => {},
  } as unknown as Registry
  const datasets = {names: () => ['production']} as unknown as Datasets
  const report = (error: unknown) => {
    throw error
  }
  const door = openPresence({datasets, registry, origins: new Set(), report, maxNameless: 2})
  const server = createServer().on('upgrade', door.upgrade)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    door.close()
    server.close()
    server.closeAllConnections()
  })
  const {port} = server.address() as AddressInfo
  return async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/socket/production`)
    await new Promise((resolve) => socket.addEventListener('message', resolve, {once: true}))
    return socket
  }
}

test('where many do not say who they are, the oldest of them makes room, and no editor does', async () => {
  const connect = await openDoor()
  const editor = await connect()
  const params = {authorization: 'Bearer right'}
  editor.send(JSON.stringify({jsonrpc: '2.0', id: 1, method: 'authorization', params}))
  await new Promise((resolve) => editor.addEventListener('message', resolve, {once: true}))
  const oldest = await connect()
  const gone = new Promise<CloseEvent>((resolve) => oldest.addEventListener('close', resolve))
  const others = [await connect(), await connect()]

  expect((await gone).code).toBe(1006) // not 4001, which is for those who took too long
  expect([editor, ...others].map(({readyState}) => readyState)).toEqual([1, 1, 1])
})
