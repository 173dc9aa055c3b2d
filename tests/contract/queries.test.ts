import {expect} from 'vitest'
import {apiVersion} from '../support/servers.ts'
import {addEditor, test} from '../support/lake.ts'

const api = (path: string, version = `v${apiVersion}`) =>
  `https://masthead.api.sanity.io/${version}/data/query/production${path}`

test('[Q2] a query is asked by GET or, when it is long, by POST; the options stay in the URL', async ({
  lake,
  editor,
}) => {
  await lake.seed([{_id: 'tides', _type: 'article', title: 'Tides'}])
  const long = `*[_id == $id][0]{title, "padding": ${JSON.stringify('x'.repeat(20_000))}}`

  expect(await editor.client.fetch('*[_id == $id][0].title', {id: 'tides'})).toBe('Tides')
  expect(await editor.client.fetch(long, {id: 'tides'})).toMatchObject({title: 'Tides'})
  const response = await lake.fetch(
    new Request(api('?returnQuery=false&perspective=raw'), {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify({query: '*[_id == $id].title', params: {id: 'tides'}}),
    }),
  )
  const body = (await response.json()) as object
  expect(body).toMatchObject({result: ['Tides']})
  expect(Object.keys(body).toSorted()).toEqual(['ms', 'result', 'syncTags'])
})

test('[Q2] no answer is null, never left out', async ({lake}) => {
  const response = await lake.fetch(new Request(api(`?query=${encodeURIComponent('*[0]')}`)))

  expect(await response.json()).toMatchObject({query: '*[0]', result: null})
})

test('[Q6] a variant is refused, and not left out of account', async ({reader, onlyOurs}) => {
  onlyOurs('elsewhere documents may have variants')
  const ask = (options: object) => reader.fetch('*[_id == "tides"]', {}, options)

  await expect(ask({variant: 'summer'})).rejects.toMatchObject({statusCode: 501})
  await expect(ask({variant: {audience: 'sailors'}})).rejects.toMatchObject({statusCode: 501})
})

test('[Q3] without a perspective, older API versions answer raw and newer ones published', async ({
  lake,
  editor,
}) => {
  await lake.seed([
    {_id: 'tides', _type: 'article'},
    {_id: 'drafts.tides', _type: 'article'},
  ])
  const count = (version: string) =>
    editor.client.withConfig({apiVersion: version}).fetch('count(*[_type == "article"])')

  expect(await count('2021-10-21')).toBe(2)
  expect(await count('2025-02-19')).toBe(1)
})

test('[Q4] a perspective decides which version of a document is seen', async ({lake, editor}) => {
  await lake.seed([
    {_id: 'tides', _type: 'article', title: 'Tides'},
    {_id: 'drafts.tides', _type: 'article', title: 'Draft'},
    {_id: 'versions.r1.tides', _type: 'article', title: 'Release'},
  ])
  const seen = (perspective: 'published' | 'drafts' | string[]) =>
    editor.client.fetch('*[_id == "tides"][0]{title, _originalId}', {}, {perspective})

  expect(await seen('published')).toEqual({title: 'Tides', _originalId: null})
  expect(await seen('drafts')).toEqual({title: 'Draft', _originalId: 'drafts.tides'})
  expect(await seen(['r1', 'drafts'])).toEqual({
    title: 'Release',
    _originalId: 'versions.r1.tides',
  })
})

test('[Q5] an anonymous caller sees no draft, whatever perspective is asked', async ({
  lake,
  reader,
}) => {
  await lake.seed([
    {_id: 'tides', _type: 'article', title: 'Tides'},
    {_id: 'drafts.tides', _type: 'article', title: 'Draft'},
  ])

  for (const perspective of ['raw', 'drafts', 'published'] as const)
    expect(await reader.fetch('*[_type == "article"].title', {}, {perspective})).toEqual(['Tides'])
})

test('[Q6] a query that cannot be parsed is a queryParseError with the place', async ({lake}) => {
  const response = await lake.fetch(new Request(api(`?query=${encodeURIComponent('*[_type == ')}`)))

  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({
    error: {
      type: 'queryParseError',
      query: '*[_type == ',
      description: 'unexpected end-of-file, expected expression',
      start: 10,
      end: 10,
    },
  })
})

test('[Q7] a parameter that was not given is refused', async ({reader}) => {
  await expect(reader.fetch('*[_id == $id]')).rejects.toMatchObject({statusCode: 400})
})

test('[Q8] an answer sees every commit that was acknowledged before', async ({editor}) => {
  for (let i = 0; i < 20; i++) {
    await editor.client.createOrReplace({_id: 'counter', _type: 'counter', value: i})

    expect(await editor.client.fetch('*[_id == "counter"][0].value')).toBe(i)
  }
})

test('[Q9] the sync tags of an answer are among those of every commit that changes it', async ({
  lake,
}) => {
  const writer = addEditor(lake, 'Writer').client
  await writer.create({_id: 'ann', _type: 'author', name: 'Ann'})
  await writer.create({
    _id: 'tides',
    _type: 'article',
    slug: {current: 'tides'},
    author: {_type: 'reference', _ref: 'ann'},
  })
  const questions = [
    '*[_type == "article" && slug.current == "tides"][0]{"by": author->name}',
    '*[_id == "ann"][0].name',
    '*[slug.current == "tides"]{"by": author->name}',
    'count(*)',
  ]
  const {tagsOf, close} = await liveTags(lake.fetch)
  const asked = await Promise.all(
    questions.map((query) => writer.fetch(query, {}, {filterResponse: false})),
  )

  const told = await tagsOf(() => writer.patch('ann').set({name: 'Ann B.'}).commit())

  for (const [i, {syncTags = []}] of asked.entries())
    expect(
      syncTags.some((tag) => told.includes(tag)),
      questions[i],
    ).toBe(true)
  const other = await tagsOf(() => writer.create({_id: 'boat', _type: 'boat'}))
  expect(asked[0]?.syncTags?.some((tag) => other.includes(tag))).toBe(false)
  close()
})

/** The live event stream, read for the tags of the next event. */
async function liveTags(fetch: (request: Request) => Promise<Response>) {
  const aborted = new AbortController()
  const url = `https://masthead.api.sanity.io/v${apiVersion}/data/live/events/production`
  const {body} = await fetch(new Request(url, {signal: aborted.signal}))
  const reader = (body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  let text = ''
  const until = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = pattern.exec(text)
      if (found) {
        text = text.slice(found.index + found[0].length)
        return found[1] ?? ''
      }
      text += decoder.decode((await reader.read()).value, {stream: true})
    }
  }
  await until(/event: welcome\n[^]*?\n\n/)
  return {
    async tagsOf(change: () => Promise<unknown>): Promise<string[]> {
      await change()
      return JSON.parse(await until(/"tags":(\[.*?\])/)) as string[]
    },
    close: () => aborted.abort(),
  }
}
