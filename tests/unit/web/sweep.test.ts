/** What was changed while no webhook came: found once, by asking a real lake. */
import {join} from 'node:path'
import type {SanityClient} from '@sanity/client'
import {expect, onTestFinished, vi} from 'vitest'
import {partsOfLists} from '../../../web/src/content/lists.ts'
import {shownTag} from '../../../web/src/content/shown.ts'
import {addressTag, slugTag} from '../../../web/src/content/tags.ts'
import type {Change} from '../../../web/src/invalidation/change.ts'
import type {AskLake} from '../../../web/src/content/questions.ts'
import {Sweep, type SweepOptions} from '../../../web/src/invalidation/sweep.ts'
import {state} from '../../../web/src/invalidation/webhook-rule.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'
import {test} from '../../support/lake.ts'
import {holding} from '../../support/pages-at-hand.ts'

const emptyCache = holding([])

const shownAt = {status: 200, tags: [], renderedAt: 1, revalidate: false as const, digest: ''}

/** The sweeps of one site that is started again and again, and what each found. */
function siteOf(
  reader: SanityClient,
  cache: SweepOptions['cache'] = emptyCache,
  ask: AskLake = (query, params) => reader.fetch(query, params),
) {
  const directory = temporaryDirectory('sweep')
  onTestFinished(() => removeDirectory(directory))
  const site = {
    /** How often there was no place to look from. */
    begins: 0,
    async start(): Promise<string[]> {
      const found: string[] = []
      const sweep = new Sweep({
        cache,
        apply: async ({id, isFound}: Change) => found.push(isFound ? id : `told of ${id}`),
        renewStale: () => undefined,
        renewForgotten: () => undefined,
        left: () => undefined,
        began: () => site.begins++,
        ask,
        file: join(directory, 'sweep.json'),
        every: 60_000,
        report: (error) => {
          throw error
        },
      })
      await sweep.start()
      await sweep.close()
      return found
    },
  }
  return site
}

const topic = (name: string) => ({
  _id: `topic-${name}`,
  _type: 'topic',
  title: name,
  slug: {_type: 'slug', current: name},
})

test('a second start finds nothing new in what was there before the first', async ({
  reader,
  editor,
}) => {
  const first = editor.client.transaction()
  for (const name of ['tides', 'harbours']) first.createOrReplace(topic(name))
  await first.commit()
  const site = siteOf(reader)
  await site.start()

  const found = await site.start()

  expect(found).toEqual([])
  expect(site.begins).toBe(1)
})

test('what is changed between two starts is found by the second, and not by a third', async ({
  reader,
  editor,
}) => {
  await editor.client.create(topic('tides'))
  const site = siteOf(reader)
  await site.start()

  await editor.client.create(topic('harbours'))
  await editor.client.patch('topic-tides').set({title: 'High tides'}).commit()

  expect(await site.start()).toEqual(['topic-harbours', 'topic-tides'])
  expect(await site.start()).toEqual([])
})

test('an import of more than one question can hold is found whole, and once', async ({
  reader,
  editor,
}) => {
  const many = Array.from({length: 1_020}, (_, i) => topic(`imported-${i}`))
  await editor.client.create(topic('tides'))
  const site = siteOf(reader)
  await site.start()
  const importing = editor.client.transaction()
  for (const one of many) importing.createOrReplace(one)
  await importing.commit()
  const other = siteOf(reader)
  await other.start()

  const found = await site.start()

  expect(found.toSorted()).toEqual(many.map(({_id}) => _id).toSorted())
  expect(await site.start()).toEqual([])
  expect(await other.start()).toEqual([])
}, 60_000)

test('what is gone takes every page of its list and its Markdown along, also when the first is not at hand', async ({
  reader,
  editor,
}) => {
  await editor.client.create(topic('tides'))
  const paths = [
    '/topics/gone/page/2',
    '/topics/gone/feed.xml',
    '/topics/tides/page/2',
    '/articles/page/2',
    '/articles/gone-too.md',
  ]
  const pages = paths.map((path) => ({...shownAt, path, key: path}))
  const cleared: string[][] = []
  const site = siteOf(reader, holding(pages, {clear: async (tags) => void cleared.push(tags)}))
  await site.start()

  await site.start()

  expect(cleared).toEqual([
    expect.arrayContaining([
      slugTag('article', 'gone-too', 'en'),
      addressTag('article', 'gone-too', 'en'),
      ...(['en', 'fr'] as const).flatMap((code) => [
        slugTag('topic', 'gone', code),
        addressTag('topic', 'gone', code),
      ]),
    ]),
  ])
})

test('what is dated ahead of its writing is told apart, wherever the date was written', async ({
  reader,
  editor,
}) => {
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
  const dates = {
    past: {publishedAt: '2020-01-01T00:00:00Z', updatedAt: '2020-01-02T00:00:00-05:00'},
    published: {publishedAt: tomorrow},
    updated: {publishedAt: '2020-01-01T00:00:00Z', updatedAt: tomorrow.replace('Z', '-05:00')},
    odd: {publishedAt: 'soon', updatedAt: 7},
  }
  const writing = editor.client.transaction()
  for (const [_id, fields] of Object.entries(dates))
    writing.create({_id, _type: 'article', ...fields})
  await writing.commit()

  const found = await reader.fetch<{_id: string; isAhead: unknown}[]>(
    `*[_type == "article"] {_id, "isAhead": ${state}.isAhead}`,
  )

  const ahead = found.filter(({isAhead}) => isAhead === true).map(({_id}) => _id)
  expect(ahead.toSorted()).toEqual(['published', 'updated'])
})

test('a document that has gone is found by what shows it, however it is referred to, and one that no page shows by the number of the others', async ({
  reader,
  editor,
}) => {
  const cleared: string[][] = []
  const pages = [
    {path: '/articles/one', tags: [shownTag('article-one', 'full'), shownTag('offer', 'full')]},
    {path: '/topics/tides', tags: [shownTag('topic-tides', 'subject'), partsOfLists]},
  ].map((page) => ({...shownAt, ...page, key: page.path}))
  const site = siteOf(reader, holding(pages, {clear: async (tags) => void cleared.push(tags)}))
  await editor.client
    .transaction()
    .create(topic('tides'))
    .create(topic('unseen'))
    .create({_id: 'offer', _type: 'callToAction', heading: 'Call'})
    .create({
      _id: 'article-one',
      _type: 'article',
      slug: {current: 'one'},
      callToAction: {_type: 'reference', _ref: 'offer', _weak: true},
    })
    .commit()
  await site.start()
  await site.start()
  expect(cleared).toEqual([])

  await editor.client.delete('offer')
  await site.start()
  pages.shift()
  await editor.client.delete('topic-unseen')
  await site.start()
  await site.start()

  const [ofOffer, ofUnseen, ...others] = cleared
  expect(ofOffer).toContain(shownTag('offer', 'full'))
  expect(ofOffer).not.toContain(shownTag('article-one', 'full'))
  expect(ofUnseen).toContain(partsOfLists)
  expect(ofUnseen?.filter((tag) => !tag.startsWith('list:'))).toEqual([])
  expect(others).toEqual([])
})

test('a sweep that met no lake is made again before its time', async ({reader, editor}) => {
  const directory = temporaryDirectory('sweep')
  onTestFinished(() => removeDirectory(directory))
  const file = join(directory, 'sweep.json')
  const rest = {cache: emptyCache, renewStale: () => undefined, renewForgotten: () => undefined}
  const settings = {...rest, left: () => undefined, file, every: 3_600_000, again: 1}
  const ask: AskLake = (query, params) => reader.fetch(query, params)
  const found: string[] = []
  const apply = async ({id}: Change) => found.push(id)
  const first = new Sweep({...settings, ask, apply, report: () => undefined})
  await first.start()
  await first.close()
  await editor.client.create(topic('tides'))
  let refusals = 5
  const report = vi.fn<(error: unknown) => void>()
  const later: AskLake = (query, params) =>
    refusals-- > 0 ? Promise.reject(new Error('The lake is away.')) : ask(query, params)
  const second = new Sweep({...settings, ask: later, apply, report})
  onTestFinished(() => second.close())

  await second.start()

  await vi.waitFor(() => expect(found).toEqual(['topic-tides']), 30_000)
  expect(report).toHaveBeenCalledTimes(5)
})

test('a sweep that went through needs no further one for an earlier that met no lake', async () => {
  const directory = temporaryDirectory('sweep')
  onTestFinished(() => removeDirectory(directory))
  vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval']})
  onTestFinished(() => void vi.useRealTimers())
  const ask = vi.fn<(query: string) => Promise<unknown>>(async (query) =>
    query.includes('[0]._updatedAt') ? null : [],
  )
  ask.mockRejectedValueOnce(new Error('The lake is away.'))
  const sweep = new Sweep({
    cache: emptyCache,
    apply: async () => undefined,
    renewStale: () => undefined,
    renewForgotten: () => undefined,
    left: () => undefined,
    ask: ask as AskLake,
    file: join(directory, 'sweep.json'),
    every: 3_600_000,
    report: () => undefined,
  })
  onTestFinished(() => sweep.close())
  await sweep.start()
  expect(vi.getTimerCount()).toBe(2)

  await sweep.now()

  expect(vi.getTimerCount()).toBe(1) // the usual one
})

test('what answers as no lake would says of nothing that it is gone', async ({reader}) => {
  const answers = [{}, {present: null, documents: 3}, {present: [], documents: 0}]
  for (const answer of answers) {
    const clear = vi.fn<SweepOptions['cache']['clear']>(async () => undefined)
    const pages = [{...shownAt, path: '/topics/tides', key: '/topics/tides'}]
    const isOfGone = (params: object) => 'slugs' in params
    const ask: AskLake = (query, params) =>
      isOfGone(params) ? Promise.resolve(answer as never) : reader.fetch(query, params)
    const site = siteOf(reader, holding(pages, {clear}), ask)
    await site.start()

    await site.start()

    expect(clear, JSON.stringify(answer)).not.toHaveBeenCalled()
  }
})

test('a webhook that is on its way when a sweep comes by is waited for; what no webhook tells is found', async ({
  reader,
  editor,
}) => {
  const directory = temporaryDirectory('sweep')
  onTestFinished(() => removeDirectory(directory))
  const [found, asked]: string[][] = [[], []]
  const sweep = new Sweep({
    cache: emptyCache,
    apply: async ({id}) => found?.push(id),
    renewStale: () => undefined,
    renewForgotten: () => undefined,
    left: () => undefined,
    ask: async (query, params) => {
      const answer = await reader.fetch(query, params)
      asked?.push(JSON.stringify(answer))
      return answer
    },
    file: join(directory, 'sweep.json'),
    every: 10,
    grace: 600_000,
    report: (error) => {
      throw error
    },
  })
  await editor.client.create(topic('tides'))
  await sweep.start()
  // At once: a sweep that came between the two would wait with what it saw, the first alone.
  const both = editor.client.transaction().create(topic('harbours')).create(topic('dunes'))
  const [told] = await both.commit({returnDocuments: true})
  await expect.poll(() => asked?.at(-1)).toContain('topic-harbours')
  expect(asked?.at(-1)).toContain('topic-dunes')

  sweep.told({id: told?._id, type: 'topic', rev: told?._rev} as Change)
  await sweep.now()
  await sweep.close()

  expect(found).toEqual(['topic-dunes'])
})
