import {appendFileSync, mkdirSync, readFileSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {expect, onTestFinished, test, vi} from 'vitest'
import {TagJournal} from '../../../web/src/cache/tag-journal.ts'
import {TagStates} from '../../../web/src/cache/tag-states.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

function journalFile(): string {
  const directory = temporaryDirectory('tags')
  onTestFinished(() => removeDirectory(directory))
  return join(directory, 'pages', 'tags.ndjson')
}

const linesOf = (file: string): string[] => readFileSync(file, 'utf8').trim().split('\n')

test('what was made before a clearing is stale, what was made after it is fresh', async () => {
  const tags = new TagStates()
  const before = tags.now()

  await tags.clear(['a'])

  const after = tags.now()
  expect(tags.verdict(['a', 'b'], before)).toBe('stale')
  expect(tags.verdict(['b'], before)).toBe('fresh')
  expect(tags.verdict(['a'], after)).toBe('fresh')
})

test('the clock never gives the same time twice', () => {
  const tags = new TagStates()

  const times = Array.from({length: 10_000}, () => tags.now())

  expect(new Set(times).size).toBe(times.length)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
})

test('a restart loses no clearing', async () => {
  const file = journalFile()
  const first = new TagStates(new TagJournal(file))
  await first.load()
  const before = first.now()
  await first.clear(['a'])
  await first.clear(['b', 'c'])

  const second = new TagStates(new TagJournal(file))
  await second.load()

  expect(second.verdict(['a'], before)).toBe('stale')
  expect(second.verdict(['c'], before)).toBe('stale')
  expect(second.now()).toBeGreaterThan(before)
  expect(second.verdict(['a'], second.now())).toBe('fresh')
})

test('a half-written last line does not stop the start', async () => {
  const file = journalFile()
  const first = new TagStates(new TagJournal(file))
  await first.load()
  const before = first.now()
  await first.clear(['a'])
  appendFileSync(file, '{"at":17')

  const second = new TagStates(new TagJournal(file))
  await second.load()

  expect(second.verdict(['a'], before)).toBe('stale')
  await second.clear(['b'])
  expect(linesOf(file)).toHaveLength(2)
})

test('the journal keeps one line for a tag that was cleared a thousand times', async () => {
  const file = journalFile()
  const first = new TagStates(new TagJournal(file))
  await first.load()
  await Promise.all(Array.from({length: 200}, () => first.clear(['a', 'b'])))

  const second = new TagStates(new TagJournal(file))
  await second.load()
  await second.clear(['c'])

  expect(linesOf(file)).toHaveLength(2)
})

test('marks that no page at hand is older than are forgotten at a start, and no others', async () => {
  const file = journalFile()
  const first = new TagStates(new TagJournal(file))
  await first.load()
  const before = first.now()
  await first.clear(['a', 'b', 'carried by none'])
  const after = first.now()

  const second = new TagStates(new TagJournal(file))
  await second.load([
    {tags: ['a'], renderedAt: before},
    {tags: ['b'], renderedAt: after},
  ])
  const third = new TagStates(new TagJournal(file))
  await vi.waitFor(() => expect(readFileSync(file, 'utf8')).not.toContain('none'))
  await third.load()

  const verdicts = ['a', 'b'].map((tag) => third.verdict([tag], before))
  expect(verdicts).toEqual(['stale', 'fresh'])
})

test('that all is doubted is remembered as long as a page is at hand from before', async () => {
  const file = journalFile()
  const first = new TagStates(new TagJournal(file))
  await first.load()
  const pages = [{tags: ['a'], renderedAt: first.now()}]
  await first.doubtAll()

  for (let start = 0; start < 2; start++) {
    const next = new TagStates(new TagJournal(file))
    await next.load(pages)
    await next.clear(['b']) // behind which the file was made shorter
    expect(next.verdict(['a'], pages[0]?.renderedAt ?? 0)).toBe('stale')
  }
})

test('a journal that has become long is made shorter while it is added to, and loses no mark', async () => {
  const file = journalFile()
  const first = new TagStates(new TagJournal(file, {long: 2_000}))
  await first.load()
  const before = first.now()

  const marks = Array.from({length: 1_000}, (_, i) => [`tag-${i % 10}`])
  for (let i = 0; i < marks.length; i += 20)
    await Promise.all(marks.slice(i, i + 20).map((tags) => first.clear(tags)))

  expect(linesOf(file).length).toBeLessThan(200)
  const second = new TagStates(new TagJournal(file))
  await second.load()
  for (let i = 0; i < 10; i++) expect(second.verdict([`tag-${i}`], before)).toBe('stale')
})

test('a journal that cannot be made shorter stays as it was, and is added to', async () => {
  const file = journalFile()
  const first = new TagStates(new TagJournal(file))
  await first.load()
  const before = first.now()
  await first.clear(['a'])
  appendFileSync(file, '{"at":17')
  mkdirSync(`${file}.new`) // which cannot be opened for writing

  const second = new TagStates(new TagJournal(file))
  await second.load()
  await second.clear(['b'])

  rmSync(`${file}.new`, {recursive: true})
  const third = new TagStates(new TagJournal(file))
  await third.load()
  expect(['a', 'b'].map((tag) => third.verdict([tag], before))).toEqual(['stale', 'stale'])
})
