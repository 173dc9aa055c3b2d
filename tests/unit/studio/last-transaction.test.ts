/** What was unpublished has no revision: its last transaction is found in the history. */
import {createClient} from '@sanity/client'
import {expect, test} from 'vitest'
import {lastTransaction} from '../../../studio/src/receipts/lastTransaction.ts'

/** A client whose lake answers with these bodies, one after the other. */
function clientOf(...bodies: string[]) {
  const real = createClient({
    projectId: 'masthead',
    dataset: 'production',
    apiVersion: '2025-02-19',
    useCdn: false,
  })
  const asked: unknown[] = []
  const request = async (options: unknown) => {
    asked.push(options)
    return bodies.shift() ?? ''
  }
  const client = Object.assign(real, {request})
  return {client, asked}
}

const line = (id: string) => `${JSON.stringify({id, author: 'ada'})}\n`
const options = {before: 'published1', wait: async () => undefined}

test('the newest transaction of the published id is asked for', async () => {
  const {client, asked} = clientOf(line('unpublished1'))

  expect(await lastTransaction(client, 'article-tides', options)).toBe('unpublished1')
  expect(asked).toEqual([
    {
      url: '/data/history/production/transactions/article-tides',
      query: {excludeContent: 'true', reverse: 'true', limit: '1'},
    },
  ])
})

test('a history that still ends with the publication is asked again', async () => {
  const {client} = clientOf(line('published1'), line('published1'), line('unpublished1'))

  expect(await lastTransaction(client, 'article-tides', options)).toBe('unpublished1')
})

test('what was never published has none', async () => {
  const {client, asked} = clientOf('')

  expect(await lastTransaction(client, 'new', {...options, before: undefined})).toBeUndefined()
  expect(asked).toHaveLength(1)
})
