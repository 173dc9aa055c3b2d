import {expect, onTestFinished, test, vi} from 'vitest'
import {createDocumentCache} from '../../../lake/src/groq/document-cache.ts'

const row = (key: number, rev = '1') => ({key, rev, id: '', type: '', group: '', layer: ''})

/** Room for ten documents, and how often each was read. */
function openCache() {
  const body = JSON.stringify({_id: 'a'})
  const cache = createDocumentCache(10 * body.length)
  const reads = new Map<number, number>()
  const get = (key: number, rev?: string) =>
    cache.get(row(key, rev), () => {
      reads.set(key, (reads.get(key) ?? 0) + 1)
      return body
    })
  return {cache, get, reads, bytes: body.length}
}

test('a document is parsed once for each revision', () => {
  const {get, reads, cache, bytes} = openCache()

  for (const rev of ['1', '1', '2', '2']) get(1, rev)

  expect(reads.get(1)).toBe(2)
  expect(cache.bytes).toBe(bytes)
})

test('what is used stays while others come and go', () => {
  const {get, reads, cache, bytes} = openCache()
  get(1)

  for (let key = 2; key < 100; key++) {
    get(key)
    get(1)
  }

  expect(reads.get(1)).toBe(1)
  expect(cache.bytes).toBe(10 * bytes)
})

test('what comes while all others are used is kept', () => {
  const {get, reads} = openCache()
  for (let key = 0; key < 10; key++) get(key)
  for (let key = 0; key < 10; key++) get(key)

  get(10)
  get(10)

  expect(reads.get(10)).toBe(1)
})

test('a walk through what is known moves nothing', () => {
  const {get} = openCache()
  get(1)
  const moved = vi.spyOn(Map.prototype, 'set')
  onTestFinished(() => moved.mockRestore())

  const found = get(1)

  expect(moved).not.toHaveBeenCalled()
  expect(found).toEqual({_id: 'a'})
})
