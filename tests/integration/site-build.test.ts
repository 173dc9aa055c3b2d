/** Seam b: nothing is baked into a build. */
import {readdirSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {openCountingDoor, type CountingDoor} from '../support/counting-door.ts'
import {repository} from '../support/directory.ts'
import {anArticle, openNewsroom, type Newsroom} from '../support/newsroom.ts'

function filesOf(directory: string): string[] {
  return readdirSync(directory, {recursive: true, encoding: 'utf8'})
    .map((name) => `${name} ${statSync(join(directory, name)).mtimeMs}`)
    .toSorted()
}

async function publish({client}: Newsroom, word: string): Promise<void> {
  await client.createOrReplace(
    anArticle('same-address', {title: word, body: `The word is ${word}.`}),
  )
}

test('one build serves two directories on random ports, and neither shows or calls the other', async () => {
  const build = join(repository, 'web', '.next')
  const before = filesOf(build)
  const doors: CountingDoor[] = []
  const open = async () => {
    const newsroom = await openNewsroom({
      lakeOrigin: async (lake) => {
        const door = await openCountingDoor(lake)
        doors.push(door)
        return door.origin
      },
      env: {NODE_COMPILE_CACHE: ''}, // as on a machine that no site has run on
    })
    onTestFinished(async () => {
      await newsroom.stop()
      for (const door of doors) door.close()
    })
    return newsroom
  }
  const first = await open()
  const second = await open()
  const [, secondDoor] = doors

  await publish(first, 'Lighthouse')
  await first.readUntil('/articles/same-address', ({body}) => body.includes('Lighthouse'))
  const askedBefore = secondDoor?.asked.length ?? 0
  const elsewhere = await second.read('/articles/same-address')
  expect(elsewhere.status).toBe(404)
  await publish(second, 'Mountain')
  const other = await second.readUntil('/articles/same-address', ({body}) =>
    body.includes('Mountain'),
  )
  const own = await first.read('/articles/same-address')

  for (const path of ['/', '/articles/same-address']) {
    expect((await first.read(path)).body).not.toContain('Mountain')
    expect((await second.read(path)).body).not.toContain('Lighthouse')
  }
  expect(own.body).toContain(`http://localhost:${first.site.port}/articles/same-address`)
  for (const port of [first.site.port, first.lake.port])
    expect(other.body).not.toContain(`:${port}`)
  for (const port of [second.site.port, second.lake.port])
    expect(own.body).not.toContain(`:${port}`)
  expect(secondDoor?.asked.length).toBeGreaterThan(askedBefore)

  await first.stopLake()
  await publish(second, 'Valley')
  await second.readUntil('/articles/same-address', ({body}) => body.includes('Valley'))
  expect((await first.read('/articles/same-address')).body).toContain('Lighthouse')
  expect(filesOf(build)).toEqual(before)
})
