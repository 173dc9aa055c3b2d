/** Those who wait, taken from both ends. */
import {setFlagsFromString} from 'node:v8'
import {runInNewContext} from 'node:vm'
import {expect, test} from 'vitest'
import {Line} from '../../../web/src/renewals/line.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes that are in use, without what may be forgotten. */
function inUse(): number {
  collect()
  return process.memoryUsage().heapUsed
}

const at = (breath: number) => ({first: breath, last: breath})

/** All of them, taken from one end. */
function taken(line: Line, end: 'newest' | 'oldest'): string[] {
  const names: string[] = []
  for (let next = line[end](); next; next = line[end]()) {
    names.push(next.name)
    line.delete(next.name)
  }
  return names
}

test('a line that is never empty keeps nothing of those who were taken, whichever end that was, nor of those who come again', () => {
  const line = new Line()
  let breath = 0
  const rounds = (count: number) => {
    for (let round = 0; round < count; round++) {
      line.add('always', at(breath++)) // the first of all, which stays
      line.add(`once ${round}`, at(breath++))
      line.add('again and again', at(breath++))
      const taken = round % 2 === 0 ? line.newest() : line.oldest()
      if (taken) line.delete(taken.name)
      if (taken?.name.startsWith('once') !== true) line.delete(`once ${round}`)
    }
  }
  rounds(1_000)
  const before = inUse()

  rounds(100_000)

  expect(line.size).toBeLessThanOrEqual(2)
  expect((inUse() - before) / 1e6).toBeLessThan(5)
})

test('who was on the way has the place of the breath in which it set out, at both ends', () => {
  const asked = [5, 1, 9, 3, 9, 5].map((breath, i): [string, number] => [`${breath} ${i}`, breath])
  const fill = () => {
    const line = new Line()
    for (const [name, breath] of asked) line.add(name, at(breath))
    return line
  }

  expect(taken(fill(), 'newest')).toEqual(['9 2', '9 4', '5 0', '5 5', '3 3', '1 1'])
  expect(taken(fill(), 'oldest')).toEqual(['1 1', '3 3', '5 0', '5 5', '9 2', '9 4'])
  expect([...fill()].slice(0, 4)).toEqual(['9 2', '1 1', '9 4', '3 3'])
})

test('who comes again with an older breath is no older for those who came last, and no newer for those who wait longest', () => {
  const line = new Line()
  for (const breath of [2, 4, 6, 8]) line.add(`${breath}`, at(breath))

  line.add('8', at(1))
  line.add('2', at(7))

  expect([line.newest(), line.oldest()]).toEqual([
    {name: '8', breath: 8},
    {name: '8', breath: 1},
  ])
  line.delete('8')
  expect([line.newest(), line.oldest()]).toEqual([
    {name: '2', breath: 7},
    {name: '2', breath: 2},
  ])
  expect(taken(line, 'newest')).toEqual(['2', '6', '4'])
})
