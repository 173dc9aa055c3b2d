/** What an instance of the site does about a change that another one heard of: in which order, and when the lake does not say who is there. */
import {expect, onTestFinished, test} from 'vitest'
import {readChange, type Change} from '../../../web/src/invalidation/change.ts'
import {readNews, writeNews, type News} from '../../../web/src/invalidation/news.ts'
import {hearElsewhere} from '../../../web/src/server/hear-elsewhere.ts'

const change = readChange({_id: 'tides', _type: 'topic', _rev: 'r', after: {}}) as Change
const news: News = {change, paths: [], pages: [], transaction: 't'}

/** Hears of it; `look` says how often it failed before, and looks. */
function hearing(
  look: (failures: number) => Promise<void>,
  {
    patience = 60_000,
    told = async () => undefined,
  }: {patience?: number; told?: () => Promise<void>} = {},
) {
  const done: string[] = []
  let failures = 0
  const heard = hearElsewhere(news, ['tag'], {
    invalidation: {
      followElsewhere: () => look(failures),
      renewHeard: async (_news, _tags, {isAgain = false} = {}) => {
        done.push(isAgain ? 'rendered again' : 'rendered')
        return isAgain ? ['/topics/tides', '/topics'] : ['/topics/tides']
      },
    },
    told: () => {
      done.push('told')
      return told()
    },
    known: () => done.push('known'),
    missed: async () => done.push('swept'),
    report: () => failures++,
    again: [1, 1],
    patience,
  })
  return {heard, done}
}

const away = () => Promise.reject(new Error('The lake is away.'))

test('who stands at its addresses is looked at before anything is rendered', async () => {
  const looking = Promise.withResolvers<void>()
  const {heard, done} = hearing(() => looking.promise)

  await new Promise(setImmediate)
  const before = [...done]
  looking.resolve()

  expect(await heard).toEqual(['/topics/tides'])
  expect(before).toEqual(['told'])
  expect(done).toEqual(['told', 'known', 'rendered'])
})

test('a lake that takes its time holds up what is rendered for a moment only; it is rendered again by what that says', async () => {
  const looking = Promise.withResolvers<void>()
  const {heard, done} = hearing(() => looking.promise, {patience: 1})

  await expect.poll(() => done).toEqual(['told', 'rendered'])
  looking.resolve()

  expect(await heard).toEqual(['/topics/tides', '/topics'])
  expect(done).toEqual(['told', 'rendered', 'known', 'rendered again'])
})

test('a look that failed is tried again, and the change is not known before one went through', async () => {
  const {heard, done} = hearing((failures) => (failures < 2 ? away() : Promise.resolve()))

  await heard

  expect(done).toEqual(['told', 'known', 'rendered'])
})

test('where the lake does not say who is there the change is not known, and a sweep is to find it', async () => {
  const {heard, done} = hearing(away)

  expect(await heard).toEqual(['/topics/tides'])

  expect(done).toEqual(['told', 'swept', 'rendered'])
})

test('that a sweep found the change is told, too', () => {
  const told = JSON.stringify([news, {...news, change: {...change, isFound: true}}].map(writeNews))

  const [one, found] = JSON.parse(told) as unknown[]

  expect(readNews(one)?.change.isFound).toBeUndefined()
  expect(readNews(found)?.change).toEqual({...change, isFound: true})
})

test('what else follows the change may fail before it is waited for, and is heard of then', async () => {
  const unhandled: unknown[] = []
  const note = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', note)
  onTestFinished(() => void process.off('unhandledRejection', note))
  const looking = Promise.withResolvers<void>()
  const {heard} = hearing(() => looking.promise, {told: away})

  await new Promise((resolve) => setTimeout(resolve, 5))
  looking.resolve()

  await expect(heard).rejects.toThrow('away')
  expect(unhandled).toEqual([])
})
