import {DatabaseSync} from 'node:sqlite'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {openDatabase} from '../../../lake/src/store/database.ts'
import {passingFault} from '../../../lake/src/store/faults.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

function openTemporary() {
  const directory = temporaryDirectory('database')
  const database = openDatabase(join(directory, 'content.sqlite'))
  onTestFinished(() => {
    database.close()
    removeDirectory(directory)
  })
  return database
}

function failureOf(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('It did not fail')
}

test('a database is opened so that a commit waits for the disk', () => {
  const database = openTemporary()

  expect(database.prepare('pragma synchronous').get()).toEqual({synchronous: 2})
  expect(database.prepare('pragma journal_mode').get()).toEqual({journal_mode: 'wal'})
})

test('a full disk passes, and takes the whole transaction back', () => {
  const database = openTemporary()
  const pages = database.prepare('pragma page_count').get()?.page_count
  database.prepare(`pragma max_page_count = ${Number(pages) + 2}`).get()
  const write = database.prepare('insert into meta (key, value) values (?, ?)')

  const failure = failureOf(() =>
    database.transact(() => {
      write.run('small', 'x')
      write.run('large', 'x'.repeat(1_000_000))
    }),
  )

  expect(passingFault(failure)).toBe('the disk is full')
  expect(database.prepare('select count(*) as n from meta').get()).toEqual({n: 0})
})

test('a lock that somebody else holds passes', () => {
  const database = openTemporary()
  const other = new DatabaseSync(database.file)
  other.exec('begin immediate')

  const failure = failureOf(() => database.transact(() => {}))
  other.close()

  expect(passingFault(failure)).toBe('the database is busy')
})

test('a mistake in a statement does not pass', () => {
  const database = openTemporary()

  expect(passingFault(failureOf(() => database.prepare('selekt')))).toBeUndefined()
  expect(passingFault(new TypeError('ours'))).toBeUndefined()
})
