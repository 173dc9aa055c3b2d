/** Publishes between two builds of the site: which of them get a receipt, in a lake that holds them. */
import {setTimeout as wait} from 'node:timers/promises'
import {expect} from 'vitest'
import type {Change} from '../../../web/src/invalidation/change.ts'
import {followMissed} from '../../../web/src/receipts/missed-publishes.ts'
import {test} from '../../support/lake.ts'

const topic = (name: string) => ({
  _id: `topic-${name}`,
  _type: 'topic',
  title: name,
  slug: {_type: 'slug', current: name},
})

test('what has no receipt is worked off as found, in the order of time, and of many the newest', async ({
  reader,
  editor,
}) => {
  const revisions: Record<string, string> = {}
  let since = ''
  for (const name of ['past', 'too-many', 'first', 'told', 'last']) {
    await wait(2) // no two in one millisecond
    const {_rev, _updatedAt} = await editor.client.create(topic(name))
    revisions[name] = _rev
    if (name === 'past') since = _updatedAt
  }
  const found: Change[] = []
  const work = (most: number) =>
    followMissed({
      ask: (query, params) => reader.fetch(query, params),
      since,
      hasReceipt: async (transaction) => transaction === revisions['told'],
      apply: async (change) => found.push(change),
      report: (error) => expect.fail(String(error)),
      most,
    })

  await work(3)
  const few = found.splice(0).map(({id}) => id)
  await work(20)

  expect(few).toEqual(['topic-first', 'topic-last'])
  expect(found).toMatchObject([
    {id: 'topic-too-many', rev: revisions['too-many'], isFound: true},
    {id: 'topic-first'},
    {id: 'topic-last'},
  ])
})

test('of one transaction every document is worked off, and one that fails keeps none from it', async ({
  reader,
  editor,
}) => {
  const {_updatedAt: since} = await editor.client.create(topic('past'))
  await wait(2)
  const both = editor.client.transaction().create(topic('one')).create(topic('other'))
  await both.commit()
  await wait(2)
  await editor.client.create(topic('last'))
  const tried: string[] = []
  const receipts = new Set<string | undefined>()
  const failures: unknown[] = []

  await followMissed({
    ask: (query, params) => reader.fetch(query, params),
    since,
    hasReceipt: async (transaction) => receipts.has(transaction),
    apply: async ({id, rev}) => {
      tried.push(id)
      receipts.add(rev)
      if (tried.length === 1) throw new Error('The lake did not answer.')
    },
    report: (error) => failures.push(error),
  })

  expect(tried).toEqual(['topic-other', 'topic-one', 'topic-last'])
  expect(failures).toEqual([new Error('The lake did not answer.')])
})
