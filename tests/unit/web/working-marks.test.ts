/** Which marks are done, of those that an instance works at. */
import {expect, test} from 'vitest'
import {WorkingMarks, type Range} from '../../../web/src/fleet/working-marks.ts'
import {random as randomFrom, seed} from '../../support/sample.ts'

/** The same by looking at every mark. */
function doneOf(working: number[], position: number, most: number) {
  const marks = working.filter((mark) => mark <= position)
  const first = Math.min(...marks)
  if (marks.length === 0) return {done: position, also: []}
  if (first === 0) return {done: -1, also: []}
  const also: Range[] = []
  for (let to = position; to > first && also.length < most; to--) {
    let from = to
    while (!marks.includes(from)) from--
    if (from < to) also.push([from + 1, to])
    to = from
  }
  return {done: first - 1, also}
}

test('what is done is the same as by a look at every mark, in whatever order they come and go', () => {
  const random = randomFrom(seed)
  for (let round = 0; round < 200; round++) {
    const marks = new WorkingMarks()
    const working: number[] = []
    const lowest = random() < 0.1 ? 0 : 1
    for (let step = 0; step < 60; step++) {
      const mark = lowest + Math.floor(random() * 20)
      const at = working.indexOf(mark)
      if (at !== -1 && random() < 0.6) {
        marks.delete(mark)
        working.splice(at, 1)
      } else {
        marks.add(mark)
        working.push(mark)
      }
      const [position, most] = [Math.floor(random() * 24), 1 + Math.floor(random() * 4)]

      expect(marks.done(position, most), `seed ${seed}`).toEqual(doneOf(working, position, most))
    }
  }
})

test('ten thousand marks that follow each other are one run, and few where they are done from both ends', () => {
  const marks = new WorkingMarks()
  for (let mark = 1; mark <= 10_000; mark++) marks.add(mark)
  const before = marks.runs

  for (let turn = 0; turn < 1_000; turn++) {
    marks.delete(1 + turn)
    marks.delete(10_000 - turn)
  }

  expect([before, marks.runs]).toEqual([1, 1])
  expect(marks.done(10_000, 200)).toEqual({done: 1_000, also: [[9_001, 10_000]]})
})
