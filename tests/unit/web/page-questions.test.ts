/** What the lake is asked for pages: once for all that share a question, in one question for a page that is made again, and for pages made next. */
import {expect, test, vi} from 'vitest'
import {lakeRefused} from '../../../web/src/errors.ts'
import {openMaker, question, shown, text} from '../../support/page-maker.ts'

test('a page that is made again asks in one question what it asked the last time', async () => {
  const {cache, documents, ask, read} = openMaker(async (_, reader) => {
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
async function openTwice(
  answer: () => Promise<null>,
  options?: {apartFor?: number; apartAfterTimeout?: number},
) {
  const world = openMaker(async (_, reader) => {
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
    status: 413,
    options: {apartAfterTimeout: 0},
    refusals: 1,
    name: 'what the lake refuses as one question is not asked as one again soon',
  },
  {
    status: 413,
    options: {apartFor: 0},
    refusals: 3,
    name: 'what the lake refused as one question is asked as one again later',
  },
  {
    status: 408,
    options: {apartFor: 0},
    refusals: 1,
    name: 'what took the lake too long as one question is not asked as one again at once',
  },
  {
    status: 408,
    options: {apartAfterTimeout: 0},
    refusals: 3,
    name: 'what took the lake too long as one question is asked as one again long before what it refused',
  },
])('$name', async ({status, options, refusals}) => {
  const refuse = async () => {
    throw lakeRefused(status, 'Too much.')
  }
  const {together, renew} = await openTwice(refuse, options)

  const renewed = [await renew(), await renew(), await renew()]

  expect(renewed).toEqual(Array(3).fill('200 Tides new'))
  expect(together).toHaveBeenCalledTimes(refusals)
})

test('pages that are made at the same time share a question', async () => {
  const {documents, ask, read} = openMaker((_, reader) => question(reader, 'shared').then(shown))
  documents.set('shared', {_id: 'a', title: 'Shared'})

  const pages = ['/a', '/b', '/c'].map((path) => read(path))

  expect(await Promise.all(pages)).toEqual(Array(3).fill('200 Shared'))
  expect(ask).toHaveBeenCalledOnce()
})

test('a question that was asked before a clearing serves no page that was begun after it', async () => {
  const {cache, documents, ask, read} = openMaker((_, reader) =>
    question(reader, 'shared').then(shown),
  )
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
  const {cache, documents, ask, read} = openMaker(async (_, reader) => {
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
  const {documents, ask, read} = openMaker((target, reader) =>
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

test('pages that are made next ask together, but for those whose lists may be long', async () => {
  const {cache, documents, ask, maker, read} = openMaker(async (target, reader) => {
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

test.each([
  {
    status: 413,
    refusals: 1,
    name: 'pages of which the lake refuses to be asked together are asked for one by one, and for an hour',
  },
  {
    status: 408,
    refusals: 2,
    name: 'a question for several pages that took the lake too long does not end asking ahead for an hour',
  },
])('$name', async ({status, refusals}) => {
  const {cache, documents, ask, failures, maker, read} = openMaker(undefined, {
    apartAfterTimeout: 0,
  })
  const paths = ['/a', '/b']
  for (const path of paths) documents.set(path.slice(1), {_id: path, title: 'old'})
  for (const path of paths) await read(path)
  const refused = vi.fn<() => never>(() => {
    throw lakeRefused(status, 'Too much.')
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
  expect(refused).toHaveBeenCalledTimes(refusals)
  expect(failures).toEqual([])
})

test.each([429, 503])(
  'a lake that answers %i is asked for several pages at once as soon as it answers again',
  async (status) => {
    const {cache, documents, ask, maker, read} = openMaker()
    const paths = ['/a', '/b']
    for (const path of paths) documents.set(path.slice(1), {_id: path, title: 'old'})
    for (const path of paths) await read(path)
    let isBusy = true
    const asOne = vi.fn<() => void>()
    ask.mockImplementation(async (query, {slug}) => {
      if (isBusy) throw lakeRefused(status, 'Later.')
      if (!query.startsWith('{')) return documents.get(String(slug)) ?? null
      asOne()
      return Object.fromEntries(['a', 'b'].map((id, i) => [`q${i}`, documents.get(id)])) as never
    })
    await cache.clear(['slug:a', 'slug:b'])

    maker.askAhead(paths)
    await Promise.all(paths.map((path) => read(path, {renew: true})))
    for (const path of paths) await read(path, {renew: true}) // each for itself while it is busy
    isBusy = false
    for (const path of paths) await read(path, {renew: true})
    await cache.clear(['slug:a', 'slug:b'])
    maker.askAhead(paths)
    await Promise.all(paths.map((path) => read(path, {renew: true})))

    expect(asOne).toHaveBeenCalledOnce()
  },
)

test('what pages that are made next ask alike is in their question once', async () => {
  const {cache, documents, ask, maker, read} = openMaker(async (target, reader) => {
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
  const {cache, ask, read} = openMaker(async (_, reader) =>
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

test('a page that is made again asks in one question, also when lists leave out others than the last time', async () => {
  let behind = ['a']
  const lists = ['first', 'second'].map((name) => `*[_type == "${name}" && !(_id in $behind)]`)
  const {cache, ask, read} = openMaker(
    async (_, reader) => {
      const found = await Promise.all(lists.map((list) => reader<null>(list, {}, ['lists'])))
      return text(String(found.length))
    },
    {behind: () => behind},
  )
  const names = ['q0', 'q1']
  ask.mockImplementation(async (query) =>
    query.startsWith('{') ? (Object.fromEntries(names.map((name) => [name, []])) as never) : null,
  )
  await read('/page')
  ask.mockClear()

  behind = ['b']
  await cache.clear(['lists'])
  await read('/page', {renew: true})

  expect(ask).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^{/), {
    behind_0: ['b'],
    behind_1: ['b'],
  })
})
