import {createServer, get, type ServerResponse} from 'node:http'
import {setTimeout as wait} from 'node:timers/promises'
import {expect, onTestFinished, test} from 'vitest'
import {holdAtTheDoor, listen} from '../../../web/src/server/doorway.ts'

async function openDoor() {
  const server = createServer()
  const door = holdAtTheDoor(server)
  const port = await listen(server, 0)
  onTestFinished(() => void server.close())
  const ask = () =>
    new Promise<string>((resolve, reject) =>
      get({port, host: '127.0.0.1', agent: false}, (answer) => {
        answer.setEncoding('utf8').once('data', resolve)
      }).once('error', reject),
    )
  const come = new Promise<void>((resolve) => server.once('request', () => resolve()))
  return {door, ask, come}
}

const isOver = (one: Promise<void>) =>
  Promise.race([one.then(() => true), wait(20).then(() => false)])

test('who comes before there is anybody to answer waits, and is answered', async () => {
  const {door, ask, come} = await openDoor()
  const answer = ask()
  await come

  door.letIn((_request, response) => void response.end('Here.'))

  expect(await answer).toBe('Here.')
})

test('what takes the thread waits until those who came early are answered', async () => {
  const {door, ask, come} = await openDoor()
  const answer = ask()
  await come
  const responses: ServerResponse[] = []
  door.letIn((_request, response) => void responses.push(response))

  const answered = door.untilAnswered(3_600_000)
  const before = await isOver(answered)
  responses[0]?.end('Here.')
  await answer

  expect(before).toBe(false)
  await answered
})

test('who is not answered holds up what takes the thread for a bounded time', async () => {
  const {door, ask, come} = await openDoor()
  void ask().catch(() => undefined)
  await come
  let response: ServerResponse | undefined
  door.letIn((_request, given) => void (response = given))

  await door.untilAnswered(1)

  expect(response?.writableEnded).toBe(false)
  response?.end('Late.')
})

test('where nobody has come nothing waits', async () => {
  const {door} = await openDoor()
  door.letIn(() => undefined)

  await expect(door.untilAnswered(3_600_000)).resolves.toBeUndefined()
})
