/** Whether a draft was published after its plan was made, whatever the clock did meanwhile and however a lake cuts its history. */
import type {SanityClient} from '@sanity/client'
import {scheduleId} from '@masthead/studio/rules'
import {expect, onTestFinished, vi} from 'vitest'
import type {StoredSchedule} from '../../../scripts/src/schedule/deed.ts'
import {wasPublishedByHand} from '../../../scripts/src/schedule/published-by-hand.ts'
import {test} from '../../support/lake.ts'

const at = new Date().toISOString()
const plan = {
  _id: scheduleId('publish', 'tides'),
  _type: 'schedule',
  target: 'tides',
  targetType: 'article',
  action: 'publish',
  at,
  state: 'waiting',
}
const draft = {_id: 'drafts.tides', _type: 'article', title: 'Tides'}

/** The same lake, which knows no transaction to begin at. */
const cutByTime = (client: SanityClient) =>
  ({
    config: () => client.config(),
    request: (asked: {query: object}) =>
      'fromTransaction' in asked.query ? Promise.resolve('') : client.request(asked as never),
  }) as unknown as SanityClient

test('what was published before the plan was made does not count, though the clock was set back since', async ({
  editor,
}) => {
  const client = editor.client.withConfig({perspective: 'raw'})
  await client.create(draft)
  await editor.publish('tides')
  vi.useFakeTimers({toFake: ['Date'], now: Date.now() - 3_600_000})
  onTestFinished(() => void vi.useRealTimers())
  const planned = (await client.create(plan)) as unknown as StoredSchedule
  await client.create(draft)

  expect(await wasPublishedByHand(client, planned)).toBe(false)

  await editor.publish('tides')
  expect(await wasPublishedByHand(client, planned)).toBe(true)
  expect(await wasPublishedByHand(cutByTime(client), planned)).toBe(true)
})
