/** One window asks for a receipt once, whoever in it wants to know. */
import {expect, test} from 'vitest'
import type {Answer} from '../../../studio/src/receipts/ask.ts'
import {Receipts} from '../../../studio/src/receipts/receipts.ts'

const live: Answer = {kind: 'receipt', receipt: {state: 'live', pages: [], more: 0}}
const lagging: Answer = {kind: 'receipt', receipt: {state: 'lagging', pages: [], more: 0}}

/** A site, and a clock that goes on when `turn` is called. */
function site(answer: Answer) {
  const world = {answer, asked: [] as string[], turn}
  let waiting: (() => void)[] = []
  const receipts = new Receipts(
    async (_, {retry}) => {
      world.asked.push(retry ? 'rendered again' : 'asked')
      return world.answer
    },
    () => () => new Promise((resolve) => waiting.push(resolve)),
  )
  async function turn() {
    for (const go of waiting.splice(0)) go()
    await new Promise(setImmediate)
  }
  /** What a watcher was told, each once. */
  function watch(isNew: boolean) {
    const told: string[] = []
    const watching = receipts.watch('tx1', isNew).subscribe((outcome) => {
      const name = outcome.kind === 'receipt' ? outcome.receipt.state : outcome.kind
      if (told.at(-1) !== name) told.push(name)
    })
    return {told, leave: () => watching.unsubscribe()}
  }
  return Object.assign(world, {receipts, watch})
}

test('the window and a pane are told by the same questions', async () => {
  const world = site({kind: 'unknown'})
  const [window, pane] = [world.watch(true), world.watch(true)]

  await world.turn()
  const early = world.asked.length
  world.answer = live
  await world.turn()
  await world.turn()
  world.watch(false)

  expect([early, world.asked.length]).toEqual([1, 2])
  expect([window.told, pane.told]).toEqual([
    ['waiting', 'live'],
    ['waiting', 'live'],
  ])
})

test('a pane that comes later asks nothing of its own, and hears what is known', async () => {
  const world = site(lagging)
  world.watch(true)
  await world.turn()

  const pane = world.watch(false)
  const atOnce = world.asked.length
  await world.turn()

  expect([atOnce, world.asked.length]).toEqual([1, 2])
  expect(pane.told).toEqual(['lagging'])
})

test.each([
  ['before', false],
  ['after', true],
])(
  'what a pane takes for old is followed as new when it is, %s the answer',
  async (_, isAnswered) => {
    const world = site({kind: 'unknown'})
    const pane = world.watch(false)
    if (isAnswered) await world.turn()

    world.watch(true)
    await world.turn()

    expect(pane.told).toEqual(['quiet', 'waiting'])
  },
)

test('who leaves last ends the questions', async () => {
  const world = site(lagging)
  const [window, pane] = [world.watch(true), world.watch(true)]
  window.leave()
  await world.turn()
  const during = world.asked.length

  pane.leave()
  await world.turn()

  expect([during, world.asked.length]).toEqual([1, 1])
})

test('pages are rendered again once, and everybody hears of it', async () => {
  const world = site(lagging)
  const [window, pane] = [world.watch(true), world.watch(true)]
  await world.turn()

  world.answer = live
  world.receipts.retry('tx1')
  await world.turn()
  await world.turn()

  expect(world.asked).toEqual(['asked', 'rendered again', 'asked'])
  expect([window.told.at(-1), pane.told.at(-1)]).toEqual(['live', 'live'])
})
