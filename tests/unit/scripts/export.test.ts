/** `content export`: what it leaves on the disk. */
import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {createServer, type RequestListener, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {exportContent} from '../../../scripts/src/commands/export.ts'
import {createOperator} from '../../../scripts/src/operator.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

const line = '{"_id":"drafts.tides"}\n'

/** A directory, and what exports the content of a lake that answers so into it. */
async function exportFrom(answer: RequestListener) {
  const lake = createServer(answer)
  const directory = temporaryDirectory('export')
  onTestFinished(() => {
    lake.close()
    removeDirectory(directory)
  })
  await new Promise<void>((resolve) => lake.listen(0, '127.0.0.1', resolve))
  const {port} = lake.address() as AddressInfo
  const host = `http://127.0.0.1:${port}`
  const env = {NODE_ENV: 'test', SANITY_API_HOST: host, SANITY_AUTH_TOKEN: 't'} as const
  const run = () =>
    exportContent.run(
      [],
      createOperator(env, directory, () => undefined),
    )
  return {directory, run}
}

test('an export is readable by its owner only, also after one that was ended half-way', async () => {
  const {directory, run} = await exportFrom((_, response) => response.end(line))
  writeFileSync(`${directory}/content.ndjson.unfinished`, '{"_id":', {mode: 0o644})

  await run()

  const file = `${directory}/content.ndjson`
  expect(readFileSync(file, 'utf8')).toBe(line)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('of two exports to one name at once, neither puts there what the other has not finished', async () => {
  const answers: ServerResponse[] = []
  const {directory, run} = await exportFrom(({url}, response) => {
    if (!url?.includes('/data/export/')) return response.end()
    response.write(line)
    answers.push(response)
  })
  const file = `${directory}/content.ndjson`
  const begun = new Set<number>()
  const countBegun = () => {
    for (const name of readdirSync(directory)) {
      const {ino, size} = statSync(`${directory}/${name}`)
      if (size > 0) begun.add(ino)
    }
    return begun.size
  }

  const first = run()
  await expect.poll(countBegun).toBe(1)
  const second = run()
  await expect.poll(countBegun).toBe(2)
  answers[0]?.end(line)
  await first

  expect(readFileSync(file, 'utf8')).toBe(line + line)
  answers[1]?.end(line)
  await second
  expect(readFileSync(file, 'utf8')).toBe(line + line)
  expect(readdirSync(directory)).toEqual(['content.ndjson'])
})

test('an export that breaks off leaves nothing', async () => {
  const {directory, run} = await exportFrom((_, response) => {
    response.write(line)
    setTimeout(() => response.destroy(), 100)
  })

  await expect(run()).rejects.toThrow('content.ndjson')

  expect(readdirSync(directory)).toEqual([])
})
