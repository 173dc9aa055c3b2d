/** What must outlive a power cut: the folder is written after the name in it has changed, and before anybody is told. */
import {existsSync} from 'node:fs'
import type * as Files from 'node:fs/promises'
import {join} from 'node:path'
import {beforeEach, expect, onTestFinished, test, vi} from 'vitest'
import {openVariants} from '../../../lake/src/images/variants.ts'
import {DiskPages} from '../../../web/src/cache/disk-pages.ts'
import {PageCache} from '../../../web/src/cache/page-cache.ts'
import {TagJournal} from '../../../web/src/cache/tag-journal.ts'
import {TagStates} from '../../../web/src/cache/tag-states.ts'
import {cardKey, cardPath} from '../../../web/src/cards/card.ts'
import {Pending} from '../../../web/src/fleet/pending.ts'
import {Sweep, type SweepOptions} from '../../../web/src/invalidation/sweep.ts'
import {KeptFile} from '../../../web/src/kept-file.ts'
import {Cards} from '../../../web/src/server/cards.ts'
import {Styles} from '../../../web/src/server/styles.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'
import {holding} from '../../support/pages-at-hand.ts'

const done: string[] = vi.hoisted(() => [])
/** Stands before whatever is appended, which it may let wait, or write in part and fail. */
const disk = vi.hoisted(() => ({
  write: async (text: string) => ({text, error: undefined as unknown}),
  /** Before a whole file is written. */
  ready: async () => {},
  /** After a file or folder was flushed. */
  flushed: (_name: string) => {},
}))

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof Files>()
  const open: typeof Files.open = async (name, flags) => {
    const file = await real.open(name, flags)
    const sync = file.sync.bind(file)
    file.sync = async () => {
      try {
        await sync()
        disk.flushed(String(name))
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
  const appendFile: typeof Files.appendFile = async (name, data, options) => {
    const {text, error} = await disk.write(String(data))
    await real.appendFile(name, text, options)
    if (error) throw error
    done.push(`appended ${text.trim().split('\n').length}`)
  }
  const writeFile: typeof Files.writeFile = async (file, data, options) => {
    await disk.ready()
    await real.writeFile(file, data, options)
    if ((options as {flush?: boolean} | undefined)?.flush)
      done.push(`flushed ${String(file).replace(/^.*\//, '')}`)
  }
  return {...real, open, rename, appendFile, writeFile}
})

function folder(): string {
  const directory = temporaryDirectory('power')
  onTestFinished(() => removeDirectory(directory))
  return join(directory, 'kept')
}

beforeEach(() => {
  done.splice(0)
  disk.write = async (text) => ({text, error: undefined})
  disk.ready = async () => {}
  disk.flushed = () => {}
})

test('a kept file that waits for the disk waits for its name, too', async () => {
  const report = vi.fn<(error: unknown) => void>()
  const kept = new KeptFile({
    file: join(folder(), 'a.json'),
    content: () => '1',
    flush: true,
    report,
  })

  await kept.now()

  expect(done).toEqual(['flushed a.json.new', 'renamed', 'flushed kept'])
  expect(report).not.toHaveBeenCalled()
})

const nothing = () => undefined
const aPicture = async () => Buffer.from('a picture')
const key = cardKey('a secret')

test.each([
  [
    'a variant of a picture',
    (directory: string) => openVariants(directory).get('picture-small', aPicture),
  ],
  [
    'a sharing card',
    (directory: string) => {
      const facts = {title: 'Tides', by: 'Ada', firm: 'Firm', accent: '#000'}
      const cards = new Cards({key, directory, painter: {paint: aPicture}, report: nothing})
      return cards.get(cardPath(facts, key))
    },
  ],
  [
    'a stylesheet',
    async (directory: string) => {
      const headers = {'cache-control': 'public, immutable'}
      const ask = async () => ({status: 200, headers, body: Buffer.from('a{}')})
      const styles = new Styles({ask} as never, directory)
      await styles.get('/styles/0123456789ab.css')
      await styles.settled()
    },
  ],
])('%s, which is kept for ever, is whole on the disk before it has its name', async (_, keep) => {
  await keep(folder())

  expect(done).toEqual([expect.stringMatching(/^flushed .*\.(new|part)$/), 'renamed'])
})

test('the journal of cleared tags has its name on the disk before the first mark is written', async () => {
  const journal = new TagJournal(join(folder(), 'tags.ndjson'))

  await journal.load()

  expect(done).toEqual(['flushed tags.ndjson.new', 'renamed', 'flushed kept'])
})

test('marks that come while the disk is busy are written in one go, and none counts as written before', async () => {
  const journal = new TagJournal(join(folder(), 'tags.ndjson'))
  await journal.load()
  done.splice(0)
  const [began, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  disk.write = async (text) => {
    began.resolve()
    await goOn.promise
    return {text, error: undefined}
  }
  const append = (at: number) =>
    journal.append({at, tags: ['a']}).then(() => done.push(`told ${at}`))

  const first = append(1)
  await began.promise
  const rest = Array.from({length: 100}, (_, i) => append(2 + i))
  await new Promise(setImmediate)
  expect(done).toEqual([])
  goOn.resolve()
  await Promise.all([first, ...rest])

  expect(done.slice(0, 4)).toEqual(['appended 1', 'told 1', 'appended 100', 'told 2'])
  expect(await journal.load()).toHaveLength(101)
})

test('a write that fails within a line is told to all who waited for it, and spoils nothing that is written after it', async () => {
  const journal = new TagJournal(join(folder(), 'tags.ndjson'))
  await journal.load()
  disk.write = async (text) => ({text: text.slice(0, -20), error: new Error('the disk is full')})

  const failed = [1, 2].map((at) => journal.append({at, tags: ['a']}))
  for (const one of await Promise.allSettled(failed)) expect(one.status).toBe('rejected')
  disk.write = async (text) => ({text, error: undefined})
  await journal.append({at: 3, tags: ['b']})

  expect(await journal.load()).toContainEqual({at: 3, tags: ['b']})
})

test('a shorter journal whose name was not flushed has it flushed before the next mark', async () => {
  const file = join(folder(), 'tags.ndjson')
  await new TagJournal(file).load()
  const failure = Object.assign(new Error('The disk is not well.'), {code: 'EIO'})
  disk.flushed = (name) => {
    if (name.endsWith('kept')) throw failure
  }
  const report = vi.fn<(error: unknown) => void>()
  const journal = new TagJournal(file, {report})
  await journal.load()
  journal.shorten(() => [])
  await vi.waitFor(() => expect(report).toHaveBeenCalledWith(failure))

  await expect(journal.append({at: 1, tags: ['a']})).rejects.toBe(failure)
  disk.flushed = () => {}
  done.splice(0)
  await journal.append({at: 2, tags: ['b']})

  expect(done).toEqual(['flushed kept', 'appended 1'])
  expect(await journal.load()).toEqual([{at: 2, tags: ['b']}])
})

const pending = async (file: string) => {
  const marks = new Pending(file)
  await marks.load()
  return marks
}

test.each(['a power cut', 'a full disk'])(
  'a mark for Redis that was told after %s within a line is there after a restart',
  async (what) => {
    const file = join(folder(), 'unsent.ndjson')
    const first = await pending(file)
    disk.write = async (text) => ({text: text.slice(0, -5), error: new Error(what)})
    await expect(first.add({nonce: 'half', tags: ['a']})).rejects.toThrow(what)
    disk.write = async (text) => ({text, error: undefined})

    const second = what === 'a power cut' ? await pending(file) : first
    await second.add({nonce: 'whole', tags: ['b']})

    expect((await pending(file)).entries()).toContainEqual({nonce: 'whole', tags: ['b']})
  },
)

test('a mark for Redis is told when its file has a name on the disk, also after that took the place of another', async () => {
  const marks = await pending(join(folder(), 'unsent.ndjson'))

  await marks.add({nonce: 'a', tags: []})
  await marks.remove(['a'])
  await marks.add({nonce: 'b', tags: []})

  expect(done).toEqual([
    'appended 1',
    'flushed kept',
    'flushed unsent.ndjson.new',
    'renamed',
    'appended 1',
    'flushed kept',
  ])
})

/** Of a lake in which nothing is. */
const sweepOf = (options: Pick<SweepOptions, 'cache' | 'file'> & Partial<SweepOptions>) =>
  new Sweep({
    apply: async () => {},
    ask: async <Answer>(query: string) => (query.includes('$since') ? [] : null) as Answer,
    left: nothing,
    renewStale: nothing,
    renewForgotten: nothing,
    report: nothing,
    every: 3_600_000,
    ...options,
  })

test('a sweep, and a start that waits for it, does not wait for the disk', async () => {
  const file = join(folder(), 'sweep.json')
  const goOn = Promise.withResolvers<void>()
  disk.ready = () => goOn.promise
  const sweep = sweepOf({cache: holding([]), file})

  const first = sweep.start()

  await expect(first.then(() => sweep.lastAt)).resolves.toBeTypeOf('number')
  expect(existsSync(file)).toBe(false)
  goOn.resolve()
  await sweep.close()
  expect(existsSync(file)).toBe(true)
})

test('pages that were kept before the place of the first sweep was written count as old', async () => {
  const directory = folder()
  const file = join(directory, 'sweep.json')
  const open = async () => {
    const tags = new TagStates(new TagJournal(join(directory, 'tags.ndjson')))
    const store = new DiskPages(join(directory, 'html'), {bytes: 1e6})
    const cache = new PageCache({tags, store})
    await cache.load()
    return cache
  }
  const killed = await open()
  const page = {
    key: '/a',
    path: '/a',
    status: 200,
    tags: [],
    revalidate: false,
    digest: 'a',
  } as const
  const value = {headers: {}, body: 'what was published by then'}
  await killed.keep({...page, tags: [], renderedAt: killed.tags.now(), value})
  await killed.settled()
  const cache = await open()
  const renewStale = vi.fn<() => void>()
  const sweep = sweepOf({cache, file, renewStale})

  await sweep.start()

  expect(cache.paths().map((one) => cache.verdict(one))).toEqual(['stale'])
  expect(renewStale).toHaveBeenCalledTimes(1)
  await sweep.close()
  const next = await open()
  expect(next.paths().map((one) => next.verdict(one))).toEqual(['stale'])
})
