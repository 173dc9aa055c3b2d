/** Changes by query: what they mean is looked for while others write, and is right when they are made. */
import {expect, test as base, vi} from 'vitest'
import {system} from '../../../lake/src/access/identity.ts'
import type {Dataset} from '../../../lake/src/dataset.ts'
import type {QueryResponse} from '../../../lake/src/groq/engine.ts'
import {createReads} from '../../../lake/src/groq/sync-tags.ts'
import {openDataset} from '../../../lake/src/open-dataset.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

interface World {
  dataset: Dataset
  /** Queries that were asked and are not answered yet, as functions that answer with the documents of these ids. */
  asked: ((...ids: string[]) => void)[]
}

const test = base.extend<World>({
  asked: async ({}, use) => use([]),
  dataset: async ({asked}, use) => {
    const directory = temporaryDirectory('selection')
    const reads = createReads('production')
    reads.type('note')
    const dataset = openDataset({
      name: 'production',
      directory,
      publicUrl: 'http://localhost',
      createEngine: () => ({
        run: () =>
          new Promise((resolve) => {
            asked.push((...ids) => {
              const result = ids.map((_id) => ({_id}))
              resolve({
                result,
                syncTags: reads.tags(),
                json: '',
                ms: 0,
              } as Partial<QueryResponse> as QueryResponse)
            })
          }),
        changed: () => undefined,
        figures() {
          throw new Error('not asked')
        },
        close: async () => undefined,
      }),
      report(error) {
        throw error
      },
    })
    await use(dataset)
    await dataset.close()
    removeDirectory(directory)
  },
})

const options = {identity: system}
const create = (dataset: Dataset, _id: string, _type = 'note') =>
  dataset.mutate([{create: {_id, _type}}], options)
const deleteNotes = (dataset: Dataset) =>
  dataset.mutate([{delete: {query: '*[_type == "note"]'}}], options)
const until = (asked: World['asked'], count: number) =>
  vi.waitFor(() => expect(asked).toHaveLength(count), 30_000)

test('[M17] others write while documents are looked for; what that may have changed is looked for again', async ({
  dataset,
  asked,
}) => {
  await create(dataset, 'a')
  const deleting = deleteNotes(dataset)
  await until(asked, 1)

  await create(dataset, 'b')
  asked[0]?.('a')
  await until(asked, 2)
  asked[1]?.('a', 'b')
  await deleting

  expect([dataset.document('a'), dataset.document('b')]).toEqual([null, null])
})

test('[M17] what others write meanwhile about other documents changes nothing', async ({
  dataset,
  asked,
}) => {
  await create(dataset, 'a')
  const deleting = deleteNotes(dataset)
  await until(asked, 1)

  await create(dataset, 'other', 'article')
  asked[0]?.('a')
  await deleting

  expect(asked).toHaveLength(1)
  expect(dataset.document('a')).toBeNull()
})

test('[M17] under steady writing it is looked for at last while the others wait', async ({
  dataset,
  asked,
}) => {
  const deleting = deleteNotes(dataset)
  for (let attempt = 1; attempt <= 3; attempt++) {
    await until(asked, attempt)
    await create(dataset, `during-${attempt}`)
    asked[attempt - 1]?.()
  }
  await until(asked, 4)

  const writing = create(dataset, 'late')
  asked[3]?.('during-1', 'during-2', 'during-3')
  await Promise.all([deleting, writing])

  expect(dataset.document('during-3')).toBeNull()
  expect(dataset.document('late')).toMatchObject({_id: 'late'})
  expect(asked).toHaveLength(4)
})

test('a request that is sent again is answered without looking for anything', async ({
  dataset,
  asked,
}) => {
  const mutations = [{delete: {query: '*[_type == "note"]'}}]
  const once = dataset.mutate(mutations, {...options, transactionId: 'once'})
  await until(asked, 1)
  asked[0]?.()
  await once

  await dataset.mutate(mutations, {...options, transactionId: 'once'})

  expect(asked).toHaveLength(1)
})
