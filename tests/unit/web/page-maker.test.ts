/** Pages are made of answers: what they carry of them, how long they are good, and what the lake is asked for. */
import {expect, onTestFinished, test, vi} from 'vitest'
import {PageCache} from '../../../web/src/cache/page-cache.ts'
import {TagStates} from '../../../web/src/cache/tag-states.ts'
import {
  settingsFields,
  telling,
  type SettingsField,
} from '../../../web/src/content/settings-fields.ts'
import {lakeRefused} from '../../../web/src/errors.ts'
import {openRenderer, type Render, type Rendered} from '../../../web/src/rendering/door.ts'
import {PageMaker} from '../../../web/src/rendering/page-maker.ts'
import type {AskForPage} from '../../../web/src/rendering/reading.ts'

const settings = {
  ...(Object.fromEntries(settingsFields.map((field) => [field, null])) as Record<
    SettingsField,
    null
  >),
  tagline: 'One line',
  timeZone: 'America/Halifax',
}

const question = (ask: AskForPage, slug: string) =>
  ask<{title: string} | null>('*[slug.current == $slug][0]', {slug}, [`slug:${slug}`])

const text = (body: string): Rendered => ({
  status: 200,
  headers: {'content-type': 'text/plain'},
  file: Buffer.from(body),
})

/** Each page shows the title of the document of its name; `/search` is made for one reader. */
const titles: Render = async (target, ask) => {
  if (target === '/search') return {...text('Found'), isFleeting: true}
  if (target === '/no/such/page') return undefined
  const found = await question(ask, target.slice(1))
  return found ? text(found.title) : {status: 404, headers: {}}
}

type Document = {_id: string; title: string}
type Ask = (query: string, params: Record<string, unknown>) => Promise<Document | null>

function open(render: Render = titles, options: {patience?: number; apartFor?: number} = {}) {
  openRenderer(render)
  onTestFinished(() => openRenderer(undefined as never))
  const documents = new Map<string, Document>()
  const ask = vi.fn<Ask>(async (_query, {slug}) => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    return documents.get(String(slug)) ?? null
  })
  const failures: string[] = []
  const cache = new PageCache({tags: new TagStates()})
  const maker = new PageMaker({
    cache,
    ask: ask as never,
    opened: async () => undefined,
    report: (target) => failures.push(target),
    ...options,
  })
  const read = async (path: string, options?: {renew: boolean}) => {
    const {status, body} = await maker.ask(path, options)
    return `${status} ${body.toString()}`
  }
  return {cache, documents, ask, failures, maker, read}
}

test('a page is rendered once, and carries the tags of its questions and of what the answers show', async () => {
  const {cache, documents, ask, read} = open()
  documents.set('a', {_id: 'article-a', title: 'Tides'})

  expect([await read('/a'), await read('/a')]).toEqual(['200 Tides', '200 Tides'])

  expect(ask).toHaveBeenCalledOnce()
  expect(cache.at('/a')?.tags).toEqual(['slug:a', 'name:article-a'])
})

test('a page carries what it reads of the settings, also while it is written, in place of the question for them', async () => {
  const {cache, ask, read} = open(async (_target, askLake, {reads} = {}) => {
    await askLake('*[_id == "siteSettings"][0]', {}, ['settings'])
    const read = telling(settings, reads!)
    const late = {
      *[Symbol.iterator]() {
        yield read.timeZone
      },
    }
    return {status: 200, headers: {}, page: [read.tagline, late]}
  })
  ask.mockImplementation(async () => ({_id: 'siteSettings', title: ''}))

  expect(await read('/a')).toContain('One lineAmerica/Halifax')
  expect(cache.at('/a')?.tags).toEqual([
    'name:siteSettings',
    'settings:tagline',
    'settings:timeZone',
  ])
  await cache.clear(['settings', 'settings:accent'])
  expect(cache.verdict(cache.at('/a')!)).toBe('fresh')
  await cache.clear(['settings:timeZone'])
  expect(cache.verdict(cache.at('/a')!)).toBe('stale')
})

test('a stale page is shown as it is, and made anew for who asks to renew it', async () => {
  const {cache, documents, read} = open()
  documents.set('a', {_id: 'a', title: 'old'})
  await read('/a')
  documents.set('a', {_id: 'a', title: 'new'})

  await cache.clear(['slug:a'])

  expect(await read('/a')).toBe('200 old')
  expect(await read('/a', {renew: true})).toBe('200 new')
  expect(await read('/a')).toBe('200 new')
})

test('a page that was begun before a clearing is stale, however late it is done', async () => {
  const {cache, documents, ask, read} = open()
  documents.set('a', {_id: 'a', title: 'late'})
  ask.mockImplementationOnce(async () => {
    await cache.clear(['slug:a'])
    return {_id: 'a', title: 'late'}
  })

  await read('/a')

  expect(cache.verdict(cache.at('/a')!)).toBe('stale')
})

test('a page that cannot be rendered is said to be so, and the old one stays', async () => {
  const {cache, documents, ask, failures, read} = open()
  documents.set('a', {_id: 'a', title: 'Tides'})
  await read('/a')
  await cache.clear(['slug:a'])
  ask.mockRejectedValue(new Error('The lake is away.'))

  expect(await read('/a', {renew: true})).toBe('500 ')

  expect(failures).toEqual(['/a'])
  expect(await read('/a')).toBe('200 Tides')
  expect(cache.verdict(cache.at('/a')!)).toBe('stale')
})

test('an answer of which no page can be made is asked for anew the next time', async () => {
  const {documents, ask, read} = open(async (target, asks) =>
    text((await question(asks, target.slice(1)))!.title.toUpperCase()),
  )
  ask.mockResolvedValueOnce({_id: 'a', title: null as never})
  documents.set('a', {_id: 'a', title: 'Tides'})

  expect([await read('/a'), await read('/a')]).toEqual(['500 ', '200 TIDES'])
})

test('pages that fail whatever the lake says ask it anew now and then, not at every request', async () => {
  const {ask, documents, read} = open(async (target, asks) => {
    await question(asks, 'shared')
    if (target.startsWith('/broken')) throw new Error('It cannot be made.')
    return text('made')
  })
  documents.set('shared', {_id: 'a', title: 'Shared'})
  const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000)
  onTestFinished(() => void clock.mockRestore())
  const requests = async () => {
    for (let i = 0; i < 20; i++) await read(`/broken/${i % 4}`)
    await read('/good', {renew: true})
    return ask.mock.calls.length
  }

  const first = await requests()
  clock.mockReturnValue(7_000)
  const later = await requests()

  expect([first, later]).toEqual([2, 3])
})

test('a page whose answers all come late is given up', async () => {
  const {ask, failures, read} = open(
    async (_, reader) => {
      for (;;) await question(reader, `next-${ask.mock.calls.length}`)
    },
    {patience: 20},
  )

  expect(await read('/a')).toBe('500 ')

  expect(failures).toEqual(['/a'])
})

test('what is nowhere is noted where a document could stand, and at no other address', async () => {
  const {cache, documents, read} = open()

  expect([await read('/none'), await read('/no/such/page')]).toEqual(['404 ', '404 '])

  expect(cache.at('/none')?.status).toBe(404)
  expect(cache.at('/no/such/page')).toBeUndefined()
  documents.set('none', {_id: 'a', title: 'Published'})
  await cache.clear(['slug:none'])
  expect(await read('/none', {renew: true})).toBe('200 Published')
})

test('what is made for one reader is kept by nobody', async () => {
  const {cache, read} = open()

  expect(await read('/search')).toBe('200 Found')

  expect(cache.paths()).toEqual([])
})

test('with the lake away, what is made for one reader shows what the lake said last, and what is kept does not', async () => {
  const {cache, documents, ask, failures, read} = open(async (target, reader) => ({
    ...shown(await question(reader, 'frame')),
    isFleeting: target.startsWith('/search'),
  }))
  documents.set('frame', {_id: 'a', title: 'The firm'})
  expect(await read('/search')).toBe('200 The firm')
  await cache.clear(['slug:frame'])
  ask.mockRejectedValue(new Error('The lake is away.'))

  expect([await read('/search'), await read('/page')]).toEqual(['200 The firm', '500 '])

  expect(failures).toEqual(['/page'])
  expect(cache.at('/page')).toBeUndefined()
  await cache.clear(['slug:frame'], {expired: true})
  expect(await read('/search')).toBe('500 ')
})

test('a page that is made again asks in one question what it asked the last time', async () => {
  const {cache, documents, ask, read} = open(async (_, reader) => {
    const first = await question(reader, 'first')
    const second = await question(reader, first?.title ?? '')
    return text(`${first?.title}: ${second?.title}`)
  })
  ask.mockImplementation(async (query, params) => {
    if (!query.startsWith('{')) return documents.get(String(params['slug'])) ?? null
    const found = Object.entries(params).map(([name, slug]) => [
      name.replace('slug_', 'q'),
      documents.get(String(slug)) ?? null,
    ])
    return Object.fromEntries(found)
  })
  documents.set('first', {_id: 'first', title: 'a'})
  documents.set('a', {_id: 'a', title: 'old'})
  documents.set('b', {_id: 'b', title: 'another'})
  expect(await read('/page')).toBe('200 a: old')
  ask.mockClear()

  documents.set('a', {_id: 'a', title: 'new'})
  await cache.clear(['slug:first', 'slug:a'])
  expect(await read('/page', {renew: true})).toBe('200 a: new')
  expect(ask).toHaveBeenCalledOnce()

  ask.mockClear()
  documents.set('first', {_id: 'first', title: 'b'})
  await cache.clear(['slug:first', 'slug:a'])
  expect(await read('/page', {renew: true})).toBe('200 b: another')
  expect(ask).toHaveBeenCalledTimes(2)
  // What it did not show in the end is no concern of it.
  expect(cache.at('/page')?.tags).toEqual(['slug:first', 'name:first', 'slug:b', 'name:b'])
})

/** A page that has asked two questions before, which a lake answers alone; together, `answer` says what they get. */
async function openTwice(answer: () => Promise<null>, options?: {apartFor: number}) {
  const world = open(async (_, reader) => {
    const [first, second] = await Promise.all([question(reader, 'a'), question(reader, 'b')])
    return text(`${first?.title} ${second?.title}`)
  }, options)
  const together = vi.fn<() => Promise<null>>(answer)
  world.ask.mockImplementation(async (query, {slug}) =>
    query.startsWith('{') ? together() : (world.documents.get(String(slug)) ?? null),
  )
  world.documents.set('a', {_id: 'a', title: 'Tides'})
  world.documents.set('b', {_id: 'b', title: 'old'})
  await world.read('/page')
  world.documents.set('b', {_id: 'b', title: 'new'})
  const renew = async () => {
    await world.cache.clear(['slug:a', 'slug:b'])
    return world.read('/page', {renew: true})
  }
  return {...world, together, renew}
}

test('a page whose questions fail together asks each for itself the next time', async () => {
  const {failures, renew} = await openTwice(async () => {
    throw new DOMException('The lake is slow.', 'TimeoutError')
  })

  const renewed = [await renew(), await renew()]

  expect(renewed).toEqual(['500 ', '200 Tides new'])
  expect(failures).toEqual(['/page'])
})

test.each([
  {
    apartFor: 3_600_000,
    refusals: 1,
    name: 'what the lake refuses as one question is not asked as one again soon',
  },
  {
    apartFor: 0,
    refusals: 3,
    name: 'what the lake refused as one question is asked as one again later',
  },
])('$name', async ({apartFor, refusals}) => {
  const refuse = async () => {
    throw lakeRefused(408, 'Too much.')
  }
  const {together, renew} = await openTwice(refuse, {apartFor})

  const renewed = [await renew(), await renew(), await renew()]

  expect(renewed).toEqual(Array(3).fill('200 Tides new'))
  expect(together).toHaveBeenCalledTimes(refusals)
})

test('pages that are made at the same time share a question', async () => {
  const {documents, ask, read} = open((_, reader) => question(reader, 'shared').then(shown))
  documents.set('shared', {_id: 'a', title: 'Shared'})

  const pages = ['/a', '/b', '/c'].map((path) => read(path))

  expect(await Promise.all(pages)).toEqual(Array(3).fill('200 Shared'))
  expect(ask).toHaveBeenCalledOnce()
})

test('a question that was asked before a clearing serves no page that was begun after it', async () => {
  const {cache, documents, ask, read} = open((_, reader) => question(reader, 'shared').then(shown))
  documents.set('shared', {_id: 'a', title: 'old'})
  const held = Promise.withResolvers<void>()
  ask.mockImplementationOnce(async () => {
    await held.promise
    return {_id: 'a', title: 'old'}
  })
  const early = read('/early')
  await vi.waitFor(() => expect(ask).toHaveBeenCalledOnce(), 30_000)
  documents.set('shared', {_id: 'a', title: 'new'})
  // Of the document, not of the question: that its answer will show it is not known yet.
  await cache.clear(['name:a'])
  const late = read('/late')

  held.resolve()

  expect([await early, await late]).toEqual(['200 old', '200 new'])
  expect(cache.verdict(cache.at('/early')!)).toBe('stale')
  expect(cache.verdict(cache.at('/late')!)).toBe('fresh')
})

test('a page that asks the same twice asks once, also when the answer is not believed and so not kept', async () => {
  const {cache, documents, ask, read} = open(async (_, reader) => {
    await question(reader, 'a')
    return shown(await question(reader, 'a'))
  })
  documents.set('a', {_id: 'a', title: 'Doubtful'})
  cache.judge = {
    ofAnswer: () => 'It is older than what was told.',
    lately: () => [],
    ofLately: () => undefined,
    ofPage: async (_, {answers}) => answers,
  }

  expect(await read('/a')).toBe('200 Doubtful')

  expect(ask).toHaveBeenCalledOnce()
  expect(cache.at('/a')).toBeUndefined()
  expect(cache.doubtOf('/a')).toBe('It is older than what was told.')
})

test('answers that say “nothing” push no real answer out', async () => {
  const {documents, ask, read} = open((target, reader) =>
    question(reader, target.split('/').at(-1) ?? '').then(shown),
  )
  documents.set('real', {_id: 'a', title: 'Real'})
  await read('/1/real')
  for (let from = 0; from < 1_500; from += 500)
    await Promise.all(Array.from({length: 500}, (_, i) => read(`/1/none-${from + i}`)))
  ask.mockClear()

  await read('/2/real')
  await read('/2/none-1499')
  await read('/2/none-0')

  expect(ask.mock.calls.map(([, {slug}]) => slug)).toEqual(['none-0'])
}, 20_000)

const shown = (found: {title: string} | null): Rendered =>
  found ? text(found.title) : {status: 404, headers: {}}

test('that nothing is there is believed for a minute, in case the lake was wrong', async () => {
  const {documents, ask, read} = open()
  vi.spyOn(Date, 'now').mockReturnValue(1_000_000)
  onTestFinished(() => void vi.restoreAllMocks())
  expect([await read('/a'), await read('/a')]).toEqual(['404 ', '404 '])
  expect(ask).toHaveBeenCalledOnce()
  documents.set('a', {_id: 'a', title: 'Tides'})

  vi.mocked(Date.now).mockReturnValue(1_062_000)

  expect(await read('/a', {renew: true})).toBe('200 Tides')
})

test('pages that are made next ask together, but for those whose lists may be long', async () => {
  const {cache, documents, ask, maker, read} = open(async (target, reader) => {
    const found = await question(reader, target.slice(1))
    const many = target.startsWith('/list') ? await reader<number>('count(*)', {}, ['list:a']) : ''
    return text(`${found?.title}${many}`)
  })
  const paths = ['/list', '/a', '/b', '/c', '/d', '/e']
  ask.mockImplementation(async (query, params) => {
    const found = [...query.matchAll(/"(q\d+)": (count)?/g)].map(([, name = '', isCount], i) => {
      return [name, isCount ? 7 : (documents.get(String(params[`slug_${i}`])) ?? null)] as const
    })
    if (found.length > 0) return Object.fromEntries(found) as never
    return query === 'count(*)' ? (7 as never) : (documents.get(String(params['slug'])) ?? null)
  })
  const write = (word: string) => {
    for (const path of paths) documents.set(path.slice(1), {_id: path, title: `${word}${path}`})
  }
  write('old')
  for (const path of paths) await read(path)
  write('new')
  await cache.clear([...paths.map((path) => `slug:${path.slice(1)}`), 'list:a'])
  ask.mockClear()

  maker.askAhead(paths)
  const made = await Promise.all(paths.map((path) => read(path, {renew: true})))

  expect(made).toEqual(['200 new/list7', ...paths.slice(1).map((path) => `200 new${path}`)])
  const sizes = ask.mock.calls.map(([, params]) => Object.keys(params).toSorted().join(' '))
  expect(sizes.toSorted()).toEqual(['slug', 'slug_0', 'slug_0 slug_1 slug_2 slug_3'])
})

test('pages of which the lake refuses to be asked together are asked for one by one, and for an hour', async () => {
  const {cache, documents, ask, failures, maker, read} = open()
  const paths = ['/a', '/b']
  for (const path of paths) documents.set(path.slice(1), {_id: path, title: 'old'})
  for (const path of paths) await read(path)
  const refused = vi.fn<() => never>(() => {
    throw lakeRefused(413, 'Too much.')
  })
  ask.mockImplementation(async (query, {slug}) =>
    query.startsWith('{') ? refused() : (documents.get(String(slug)) ?? null),
  )
  const renew = async (title: string) => {
    for (const path of paths) documents.set(path.slice(1), {_id: path, title})
    await cache.clear(['slug:a', 'slug:b'])
    maker.askAhead(paths)
    return Promise.all(paths.map((path) => read(path, {renew: true})))
  }

  const made = [await renew('new'), await renew('newer')]

  expect(made).toEqual([
    ['200 new', '200 new'],
    ['200 newer', '200 newer'],
  ])
  expect(refused).toHaveBeenCalledOnce()
  expect(failures).toEqual([])
})

test('what pages that are made next ask alike is in their question once', async () => {
  const {cache, documents, ask, maker, read} = open(async (target, reader) => {
    const shared = await question(reader, 'shared')
    const own = target === '/a' ? await question(reader, 'own') : undefined
    return text(`${shared?.title} ${own?.title}`)
  })
  ask.mockImplementation(async (query, params) => {
    const named = (name: string) => documents.get(String(params[name])) ?? null
    return query.startsWith('{')
      ? ({q0: named('slug_0'), q1: named('slug_1')} as never)
      : named('slug')
  })
  const paths = ['/a', '/a/page/2', '/a/feed.xml']
  documents.set('own', {_id: 'own', title: 'own'})
  documents.set('shared', {_id: 'shared', title: 'old'})
  for (const path of paths) await read(path)
  documents.set('shared', {_id: 'shared', title: 'new'})
  await cache.clear(['slug:shared', 'slug:own'])
  ask.mockClear()

  maker.askAhead(paths)
  const made = await Promise.all(paths.map((path) => read(path, {renew: true})))

  expect(made).toEqual(['200 new own', '200 new undefined', '200 new undefined'])
  expect(ask.mock.calls.map(([, params]) => params)).toEqual([{slug_0: 'shared', slug_1: 'own'}])
})

test('a list that the lake refuses to answer together with what it knows is asked for alone the next time', async () => {
  const {cache, ask, read} = open(async (_, reader) =>
    text(String(await reader<number>('count(*)', {}, ['list:a']))),
  )
  cache.judge = {...cache.judge, lately: () => ['article-a']}
  let refusals = 0
  ask.mockImplementation(async (query) => {
    if (!query.startsWith('{')) return 7 as never
    refusals++
    throw lakeRefused(400, 'One question only.')
  })

  await cache.clear(['list:a'])
  const first = await read('/list')
  await cache.clear(['list:a'])
  const second = await read('/list', {renew: true})

  expect([first, second, refusals]).toEqual(['200 7', '200 7', 1])
})
