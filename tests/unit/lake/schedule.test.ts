/** When a release is published by its schedule, and who decides when an editor is faster. */
import {createLake, type Lake} from '@masthead/lake'
import {test as base, expect, vi} from 'vitest'
import {system} from '../../../lake/src/access/identity.ts'
import type {Dataset, StoredDocument} from '../../../lake/src/dataset.ts'
import {startSchedule} from '../../../lake/src/documents/schedule.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

const HOUR = 3_600_000
const releaseId = 'spring'

interface World {
  lake: Lake
  dataset: Dataset
  /** An action on the release, as an editor. */
  act(name: string, more?: object): Promise<unknown>
}

const test = base.extend<World>({
  lake: async ({}, use) => {
    const directory = temporaryDirectory('schedule')
    const lake = createLake({directory})
    await use(lake)
    await lake.close()
    removeDirectory(directory)
  },
  dataset: async ({lake}, use) => use(lake.datasets.get('production')),
  act: async ({dataset}, use) =>
    use((name, more) =>
      dataset.act([{actionType: `sanity.action.release.${name}`, releaseId, ...more}], {
        identity: {...system, id: 'ada'},
      }),
    ),
})

/** A release with one document, in an hour. */
async function prepare({lake, dataset, act}: World): Promise<StoredDocument> {
  await act('create')
  await lake.seed([{_id: 'versions.spring.note', _type: 'note'}])
  await act('schedule', {publishAt: new Date(Date.now() + HOUR).toISOString()})
  return dataset.document('_.releases.spring')!
}

/** Run the schedule for the release as it was found, due, and let the editor be faster. Ends when the schedule looks again. */
async function race(dataset: Dataset, release: StoredDocument, editor: () => Promise<unknown>) {
  const due = {...release, publishAt: new Date().toISOString()}
  const done = Promise.withResolvers<void>()
  let decided = false
  const slow: Dataset = {
    ...dataset,
    async act(actions, options) {
      await editor()
      decided = true
      return dataset.act(actions, options)
    },
  }
  const releases = () => {
    if (!decided) return [due]
    done.resolve()
    return []
  }
  const stop = startSchedule(slow, {releases}, done.reject)
  await done.promise
  stop()
}

test('a release that an editor published meanwhile stays published', async ({
  lake,
  dataset,
  act,
}) => {
  const release = await prepare({lake, dataset, act})

  await race(dataset, release, () => act('publish'))

  expect(dataset.document('_.releases.spring')).toMatchObject({state: 'published'})
})

test('a release that an editor took off the schedule meanwhile is not published', async ({
  lake,
  dataset,
  act,
}) => {
  const release = await prepare({lake, dataset, act})

  await race(dataset, release, () => act('unschedule'))

  expect(dataset.document('_.releases.spring')).toMatchObject({state: 'active'})
  expect(dataset.document('note')).toBeNull()
})

test('[P10] a release is published in its second when the clock is set or the machine slept', async ({
  lake,
  dataset,
  act,
}) => {
  await prepare({lake, dataset, act})

  vi.useFakeTimers({toFake: ['Date'], now: Date.now() + HOUR})
  try {
    await vi.waitFor(() => expect(dataset.document('note')).not.toBeNull(), 10_000)
  } finally {
    vi.useRealTimers()
  }

  expect(dataset.document('_.releases.spring')).toMatchObject({state: 'published'})
})

test('a release whose time is no time keeps nobody busy', async ({lake, dataset, act}) => {
  const release = await prepare({lake, dataset, act})
  const releases = vi.fn<() => StoredDocument[]>(() => [{...release, publishAt: 'soon'}])

  const stop = startSchedule(dataset, {releases}, (error) => {
    throw error
  })
  await new Promise((resolve) => setTimeout(resolve, 100))
  stop()

  expect(releases).toHaveBeenCalledOnce()
})
