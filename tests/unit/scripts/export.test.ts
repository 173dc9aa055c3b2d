/** `content export`: what it leaves on the disk. */
import {readFileSync, statSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {exportContent} from '../../../scripts/src/commands/export.ts'
import {createOperator} from '../../../scripts/src/operator.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

test('an export is readable by its owner only, also after one that was ended half-way', async () => {
  const line = '{"_id":"drafts.tides"}\n'
  const lake = createServer((_, response) => response.end(line))
  const directory = temporaryDirectory('export')
  onTestFinished(() => {
    lake.close()
    removeDirectory(directory)
  })
  await new Promise<void>((resolve) => lake.listen(0, '127.0.0.1', resolve))
  const {port} = lake.address() as AddressInfo
  writeFileSync(`${directory}/content.ndjson.unfinished`, '{"_id":', {mode: 0o644})
  const host = `http://127.0.0.1:${port}`
  const env = {NODE_ENV: 'test', SANITY_API_HOST: host, SANITY_AUTH_TOKEN: 't'} as const

  await exportContent.run(
    [],
    createOperator(env, directory, () => undefined),
  )

  const file = `${directory}/content.ndjson`
  expect(readFileSync(file, 'utf8')).toBe(line)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})
