import {setImmediate as turn} from 'node:timers/promises'
import {expect, test} from 'vitest'
import type {AskLake} from '../../../web/src/content/questions.ts'
import {shownTag} from '../../../web/src/content/shown.ts'
import {lookForGone} from '../../../web/src/invalidation/gone.ts'
import {holding} from '../../support/pages-at-hand.ts'

const pageAt = (path: string, tags: string[] = []) => ({
  key: path,
  path,
  status: 200,
  tags,
  renderedAt: 1,
  revalidate: false as const,
  digest: '',
})

test('who starts a site waits once for all that may be gone, not once for each kind of it', async () => {
  const cache = holding([
    pageAt('/articles/tides', [shownTag('article-tides', 'full')]),
    pageAt('/authors/ada'),
    pageAt('/fr/topics/marees'),
    pageAt('/about'),
  ])
  const asked = Promise.withResolvers<void>()
  let questions = 0
  const ask = (async () => {
    if (++questions === 5) asked.resolve()
    await asked.promise
    return {present: [], documents: 1}
  }) as AskLake

  const looking = lookForGone(cache, ask)
  for (let i = 0; i < 10; i++) await turn()

  expect(questions).toBe(5)
  const {documents, addresses} = await looking
  expect(documents).toEqual(['article-tides'])
  expect(addresses.filter((tag) => tag.startsWith('slug:'))).toEqual([
    'slug:article:en:tides',
    'slug:author:en:ada',
    'slug:author:fr:ada',
    'slug:page:en:about',
    'slug:topic:en:marees',
    'slug:topic:fr:marees',
  ])
})
