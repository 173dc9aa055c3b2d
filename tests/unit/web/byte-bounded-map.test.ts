import {expect, onTestFinished, test, vi} from 'vitest'
import {ByteBoundedMap} from '../../../web/src/cache/byte-bounded-map.ts'

function mapOf(names: string, most = names.length) {
  const map = new ByteBoundedMap<string>({bytes: 1_000, entries: most})
  for (const name of names) map.set(name, name, 1)
  const held = () => [...map.entries()].map(([name]) => name).toSorted()
  return {map, held}
}

test('what is used stays, and what was not used for longest goes', () => {
  const {map, held} = mapOf('abc')
  map.get('a')

  map.set('d', 'd', 1)
  map.set('e', 'e', 1)

  expect(held()).toEqual(['a', 'd', 'e'])
})

test('what comes while all others are used is kept, and takes the place of one of them', () => {
  const {map, held} = mapOf('abc')
  for (const name of 'abc') map.get(name)

  map.set('d', 'd', 1)

  expect(map.size).toBe(3)
  expect(held()).toContain('d')
})

test('what was used once goes when it is not used again', () => {
  const {map, held} = mapOf('abc')
  map.get('a')

  for (const name of 'defg') map.set(name, name, 1)

  expect(held()).not.toContain('a')
})

test('a use, as each reader’s page is one, moves nothing', () => {
  const {map} = mapOf('abc')
  const moved = vi.spyOn(Map.prototype, 'set')
  onTestFinished(() => moved.mockRestore())

  const found = map.get('a')

  expect(moved).not.toHaveBeenCalled()
  expect(found).toBe('a')
})

test('what alone is larger than the map may be is not kept, and nothing goes for it', () => {
  const {map, held} = mapOf('abc')

  map.set('huge', 'x', 1_001)

  expect(held()).toEqual(['a', 'b', 'c'])
})

test('bytes are counted over all that comes and goes', () => {
  const map = new ByteBoundedMap<string>({bytes: 100})
  for (let i = 0; i < 50; i++) {
    map.set(`${i % 7}`, '', 1 + (i % 40))
    map.get(`${i % 5}`)
  }

  const {bytes} = map
  for (const [name] of map.entries()) map.delete(name)

  expect(bytes).toBeLessThanOrEqual(100)
  expect(map.bytes).toBe(0)
})
