/** Those who wait, taken from both ends. */
import {setFlagsFromString} from 'node:v8'
import {runInNewContext} from 'node:vm'
import {expect, test} from 'vitest'
import {Line} from '../../../web/src/server/line.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes that are in use, without what may be forgotten. */
function inUse(): number {
  collect()
  return process.memoryUsage().heapUsed
}

test('a line that is never empty keeps nothing of those who were taken, whichever end that was, nor of those who come again', () => {
  const line = new Line()
  let breath = 0
  const rounds = (count: number) => {
    for (let round = 0; round < count; round++) {
      line.add('always', breath++) // the first of all, which stays
      line.add(`once ${round}`, breath++)
      line.add('again and again', breath++)
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
