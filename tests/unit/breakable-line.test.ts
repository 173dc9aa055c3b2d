/** The line that tests of partitions run over is a line: what goes in first comes out first. */
import {once} from 'node:events'
import {connect, createServer, type AddressInfo} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {openLine} from '../support/breakable-line.ts'

test('what sets out over a long line arrives before what sets out when it is short again', async () => {
  let arrived = ''
  const server = createServer((socket) => socket.on('data', (data) => (arrived += String(data))))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const line = await openLine((server.address() as AddressInfo).port)
  const client = connect(line.port, '127.0.0.1')
  onTestFinished(() => {
    client.destroy()
    line.close()
    server.close()
  })
  await once(client, 'connect')
  const send = async (word: string) => {
    await new Promise<unknown>((sent) => client.write(word, sent))
    for (let i = 0; i < 20; i++) await new Promise(setImmediate) // the line has it by then
  }

  line.lengthen(200)
  await send('A')
  line.lengthen(0)
  await send('B')

  await expect.poll(() => arrived).toHaveLength(2)
  expect(arrived).toBe('AB')
})
