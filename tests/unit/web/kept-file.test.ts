/** What a restart is to find again, whatever the disk and the moment of the end were. */
import {existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, onTestFinished, test, vi} from 'vitest'
import {KeptFile} from '../../../web/src/kept-file.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

function open(content: () => string | undefined, {again = 5} = {}) {
  const directory = temporaryDirectory('kept')
  onTestFinished(() => removeDirectory(directory))
  const file = join(directory, 'below', 'kept.json')
  const failures: unknown[] = []
  const openAgain = () => {
    const report = (error: unknown) => void failures.push(error)
    const kept = new KeptFile({file, content, delay: 5, again, report})
    onTestFinished(() => kept.close())
    return kept
  }
  return {file, failures, openAgain, kept: openAgain(), onDisk: () => readFileSync(file, 'utf8')}
}

test('what changes many times is written once, a moment later, and found again', async () => {
  const content = vi.fn<() => string>(() => `${count}`)
  let count = 0
  const {kept, openAgain, onDisk} = open(content)

  for (; count < 10; count++) kept.soon()
  await vi.waitFor(() => expect(onDisk()).toBe('10'), 30_000)

  expect(content).toHaveBeenCalledOnce()
  expect(await openAgain().read()).toBe('10')
})

test('of writes that overtake each other the last one wins', async () => {
  let count = 0
  const {kept, onDisk} = open(() => 'x'.repeat(100_000) + count)

  const writes: Promise<void>[] = []
  for (count = 1; count <= 5; count++) writes.push(kept.now())
  await Promise.all(writes)

  expect(onDisk().slice(100_000)).toBe('6')
})

test('a process that ends between writing and renaming leaves what was there before', async () => {
  const {file, kept, openAgain} = open(() => 'whole')
  await kept.now()

  writeFileSync(`${file}.new`, 'hal')

  expect(await openAgain().read()).toBe('whole')
})

test('a write that fails is told of and tried again, and leaves what was there before', async () => {
  let text = 'before'
  const {file, kept, failures, onDisk} = open(() => text)
  await kept.now()
  mkdirSync(`${file}.new`) // nothing can be written there

  text = 'after'
  await kept.now()
  expect([onDisk(), failures.length]).toEqual(['before', 1])
  rmSync(`${file}.new`, {recursive: true})

  await vi.waitFor(() => expect(onDisk()).toBe('after'), 30_000)
})

test('closing writes what still waits, and nothing is written after it', async () => {
  let text = 'first'
  const {kept, onDisk} = open(() => text)
  kept.soon()

  await kept.close()
  expect(onDisk()).toBe('first')
  text = 'second'
  kept.soon()
  await kept.now()
  await new Promise((resolve) => setTimeout(resolve, 20))

  expect(onDisk()).toBe('first')
})

test('what cannot be put into words is told of, and the next is written', async () => {
  let text: string | undefined
  const {kept, failures, onDisk} = open(() => {
    if (text === undefined) throw new RangeError('Invalid string length')
    return text
  })
  await kept.now()
  text = 'shorter'

  await kept.now()

  expect([onDisk(), failures.length]).toEqual(['shorter', 1])
})

test('where nothing was kept, and where it cannot be read, there is nothing; the second is told of', async () => {
  const {file, kept, failures} = open(() => undefined)

  expect(await kept.read()).toBeUndefined()
  expect(failures).toEqual([])
  await kept.now()
  expect(existsSync(file)).toBe(false)
  mkdirSync(file, {recursive: true})
  expect(await kept.read()).toBeUndefined()

  expect(failures).toHaveLength(1)
})
