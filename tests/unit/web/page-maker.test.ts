/** Pages are made of answers: what they carry of them, how long they are good, and what becomes of those that fail. */
import {expect, onTestFinished, test, vi} from 'vitest'
import {
  settingsFields,
  telling,
  type SettingsField,
} from '../../../web/src/content/settings-fields.ts'
import {openMaker, question, shown, text} from '../../support/page-maker.ts'

const settings = {
  ...(Object.fromEntries(settingsFields.map((field) => [field, null])) as Record<
    SettingsField,
    null
  >),
  tagline: 'One line',
  timeZone: 'America/Halifax',
}

test('a page is rendered once, and carries the tags of its questions and of what the answers show', async () => {
  const {cache, documents, ask, read} = openMaker()
  documents.set('a', {_id: 'article-a', title: 'Tides'})

  expect([await read('/a'), await read('/a')]).toEqual(['200 Tides', '200 Tides'])

  expect(ask).toHaveBeenCalledOnce()
  expect(cache.at('/a')?.tags).toEqual(['slug:a', 'name:article-a'])
})

test('a page carries what it reads of the settings, also while it is written, in place of the question for them', async () => {
  const {cache, ask, read} = openMaker(async (_target, askLake, {reads} = {}) => {
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
  const {cache, documents, read} = openMaker()
  documents.set('a', {_id: 'a', title: 'old'})
  await read('/a')
  documents.set('a', {_id: 'a', title: 'new'})

  await cache.clear(['slug:a'])

  expect(await read('/a')).toBe('200 old')
  expect(await read('/a', {renew: true})).toBe('200 new')
  expect(await read('/a')).toBe('200 new')
})

test('a page that is known to be old is not read to be made anew', async () => {
  const {cache, documents, read} = openMaker()
  documents.set('a', {_id: 'a', title: 'old'})
  await read('/a')
  documents.set('a', {_id: 'a', title: 'new'})
  await cache.clear(['slug:a'])
  const before = structuredClone(cache.counts.reads)

  expect(await read('/a', {renew: true})).toBe('200 new')

  expect(cache.counts.reads).toEqual(before)
})

test('a page that was begun before a clearing is stale, however late it is done', async () => {
  const {cache, documents, ask, read} = openMaker()
  documents.set('a', {_id: 'a', title: 'late'})
  ask.mockImplementationOnce(async () => {
    await cache.clear(['slug:a'])
    return {_id: 'a', title: 'late'}
  })

  await read('/a')

  expect(cache.verdict(cache.at('/a')!)).toBe('stale')
})

test('a page that cannot be rendered is said to be so, and the old one stays', async () => {
  const {cache, documents, ask, failures, read} = openMaker()
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
  const {documents, ask, read} = openMaker(async (target, asks) =>
    text((await question(asks, target.slice(1)))!.title.toUpperCase()),
  )
  ask.mockResolvedValueOnce({_id: 'a', title: null as never})
  documents.set('a', {_id: 'a', title: 'Tides'})

  expect([await read('/a'), await read('/a')]).toEqual(['500 ', '200 TIDES'])
})

test('pages that fail whatever the lake says ask it anew now and then, not at every request', async () => {
  const {ask, documents, read} = openMaker(async (target, asks) => {
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
  const {ask, failures, read} = openMaker(
    async (_, reader) => {
      for (;;) await question(reader, `next-${ask.mock.calls.length}`)
    },
    {patience: 20},
  )

  expect(await read('/a')).toBe('500 ')

  expect(failures).toEqual(['/a'])
})

test('what is nowhere is noted where a document could stand, and at no other address', async () => {
  const {cache, documents, read} = openMaker()

  expect([await read('/none'), await read('/no/such/page')]).toEqual(['404 ', '404 '])

  expect(cache.at('/none')?.status).toBe(404)
  expect(cache.at('/no/such/page')).toBeUndefined()
  documents.set('none', {_id: 'a', title: 'Published'})
  await cache.clear(['slug:none'])
  expect(await read('/none', {renew: true})).toBe('200 Published')
})

test('what is made for one reader is kept by nobody', async () => {
  const {cache, read} = openMaker()

  expect(await read('/search')).toBe('200 Found')

  expect(cache.paths()).toEqual([])
})

test('with the lake away, what is made for one reader shows what the lake said last, and what is kept does not', async () => {
  const {cache, documents, ask, failures, read} = openMaker(async (target, reader) => ({
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
})

test('that nothing is there is believed for a minute, in case the lake was wrong', async () => {
  const {documents, ask, read} = openMaker()
  vi.spyOn(Date, 'now').mockReturnValue(1_000_000)
  onTestFinished(() => void vi.restoreAllMocks())
  expect([await read('/a'), await read('/a')]).toEqual(['404 ', '404 '])
  expect(ask).toHaveBeenCalledOnce()
  documents.set('a', {_id: 'a', title: 'Tides'})

  vi.mocked(Date.now).mockReturnValue(1_062_000)

  expect(await read('/a', {renew: true})).toBe('200 Tides')
})
