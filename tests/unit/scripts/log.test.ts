/** The log of a part: kept small, and no reason to end whoever writes it. */
import {existsSync, mkdirSync, readFileSync, renameSync} from 'node:fs'
import {open} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, onTestFinished, test, vi} from 'vitest'
import {openLog} from '../../../scripts/src/start/log.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

const tooMuch = `${'x'.repeat(2_000_000)}\n`

function anOpenLog() {
  const folder = temporaryDirectory('log')
  onTestFinished(() => removeDirectory(folder))
  const file = join(folder, 'part.log')
  const log = openLog(file)
  onTestFinished(() => log.close())
  return {file, log}
}

const waitFor = (file: string, text: string) =>
  vi.waitFor(() => expect(readFileSync(file, 'utf8')).toBe(text))

test('a log that has grown is kept aside, and a new one begun', async () => {
  const {file, log} = anOpenLog()
  log.write(tooMuch)
  await waitFor(file, tooMuch)

  log.write('next\n')

  await waitFor(file, 'next\n')
  expect(readFileSync(`${file}.1`, 'utf8')).toBe(tooMuch)
})

test('a log that somebody moved away is begun anew', async () => {
  const {file, log} = anOpenLog()
  log.write(tooMuch)
  await waitFor(file, tooMuch)
  renameSync(file, `${file}.elsewhere`)

  log.write('next\n')

  await waitFor(file, 'next\n')
  expect(existsSync(`${file}.1`)).toBe(false)
})

test('a log that could not be written goes on when it can be', async () => {
  const folder = temporaryDirectory('log')
  onTestFinished(() => removeDirectory(folder))
  const file = join(folder, 'later', 'part.log')
  const log = openLog(file)
  onTestFinished(() => log.close())
  log.write('lost\n')
  await expect(open(file)).rejects.toThrow('ENOENT') // as it went for the log just now
  expect(log.lastLines()).toEqual(['lost'])
  mkdirSync(join(folder, 'later'))

  await vi.waitFor(
    () => {
      log.write('kept\n')
      expect(readFileSync(file, 'utf8')).toContain('kept\n')
    },
    {timeout: 10_000},
  )
})
