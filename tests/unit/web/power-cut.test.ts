/** What must outlive a power cut: the folder is written after the name in it has changed, and before anybody is told. */
import type * as Files from 'node:fs/promises'
import {join} from 'node:path'
import {beforeEach, expect, onTestFinished, test, vi} from 'vitest'
import {TagJournal} from '../../../web/src/cache/tag-journal.ts'
import {KeptFile} from '../../../web/src/kept-file.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

const done: string[] = vi.hoisted(() => [])

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof Files>()
  const open: typeof Files.open = async (name, flags) => {
    const file = await real.open(name, flags)
    const sync = file.sync.bind(file)
    file.sync = async () => {
      try {
        await sync()
      } finally {
        // Some file systems refuse it for a folder; that it was tried is what counts.
        done.push(`flushed ${String(name).replace(/^.*\//, '')}`)
      }
    }
    return file
  }
  const rename: typeof Files.rename = async (from, to) => {
    await real.rename(from, to)
    done.push('renamed')
  }
  return {...real, open, rename}
})

function folder(): string {
  const directory = temporaryDirectory('power')
  onTestFinished(() => removeDirectory(directory))
  return join(directory, 'kept')
}

beforeEach(() => void done.splice(0))

test('a kept file that waits for the disk waits for its name, too', async () => {
  const report = vi.fn<(error: unknown) => void>()
  const kept = new KeptFile({
    file: join(folder(), 'a.json'),
    content: () => '1',
    flush: true,
    report,
  })

  await kept.now()

  expect(done.slice(-2)).toEqual(['renamed', 'flushed kept'])
  expect(report).not.toHaveBeenCalled()
})

test('the journal of cleared tags has its name on the disk before the first mark is written', async () => {
  const journal = new TagJournal(join(folder(), 'tags.ndjson'))

  await journal.load()

  expect(done).toEqual(['flushed tags.ndjson.new', 'renamed', 'flushed kept'])
})
