import {expect, test} from 'vitest'
import type {StoredDocument} from '../../../lake/src/dataset.ts'
import {LakeError} from '../../../lake/src/errors.ts'
import {toLakeError, type Failure} from '../../../lake/src/groq/failure.ts'
import {compileFilter, MAX_LISTEN_SYNTAX} from '../../../lake/src/listen/filter.ts'

const at = '2026-01-01T00:00:00.000Z'
const document: StoredDocument = {
  _id: 'drafts.a',
  _type: 'article',
  _rev: 't1',
  _createdAt: at,
  _updatedAt: at,
  title: 'Tides',
  tags: ['sea'],
}

/** Whether the engine is asked, and what the filter says of the document. */
async function judge(query: string, params = {}) {
  let asked = false
  const ask = async () => {
    asked = true
    return []
  }
  const filter = compileFilter(query, {params, identity: 'anonymous', ask})
  const {after} = await filter({before: null, after: document})
  return asked ? 'engine' : after
}

test.each([
  ['*[_id in path("drafts.**")]', true],
  ['*[_id in path("versions.*.**")]', false],
  ['*[!(_id in path($p)) && title == "Tides"]', false],
  ['*[lower(title) == "tides" && "sea" in tags]', true],
  ['*[references($ids) || title in $ids]', true],
  ['*[_type in ["article"] && title in 1..3]', false],
])('%s is decided at once', async (query, matches) => {
  const params = {p: 'drafts.*', ids: ['Tides', 'x']}

  expect(await judge(query, params)).toBe(matches)
})

test.each([
  ['a pattern', '*[title match "************************z"]'],
  ['a plain word', '*[title match "tides"]'],
  ['many wildcards in a path', `*[_id in path("${'**.'.repeat(24)}zz")]`],
  ['a long path', `*[_id in path("${'a'.repeat(200)}")]`],
  ['a path that a document gives', '*[_id in path(title)]'],
  ['a path of another text', '*[title in path("drafts.**")]'],
  ['many paths', `*[${'_id in path("a.**")||'.repeat(30)}_id in path("b.**")]`],
  ['many looks at all of a document', `*[${'references("x")||'.repeat(9)}references("y")]`],
  ['many looks at a list', `*[${'"x" in tags||'.repeat(9)}"y" in tags]`],
  ['long lists', `*[${'title in $long||'.repeat(9)}false]`],
])('%s is put to the engine, which can be ended', async (_what, query) => {
  const params = {long: Array.from({length: 500}, (_, n) => `n${n}`)}

  expect(await judge(query, params)).toBe('engine')
})

test('what is long to parse, or deep, is refused', async () => {
  await expect(judge(`*[${'a||'.repeat(MAX_LISTEN_SYNTAX / 3)}b]`)).rejects.toThrow('parameters')
  await expect(judge(`*[${'('.repeat(1_900)}a${')'.repeat(1_900)}]`)).rejects.toThrow(/deep/)
  const ids = Array.from({length: 300}, (_, n) => `"${`${n}`.padStart(36, '-')}"`)
  expect(await judge(`*[_id in [${ids.join(', ')}]] // "\n`)).toBe(false)
})

test.each(['"', "'"])('a text that begins with %s and never ends is refused at once', (quote) => {
  const begun = `*[a == ${quote}${`\\${quote}`.repeat(7_900)}`
  const listen = (query: string) =>
    compileFilter(query, {params: {}, identity: 'me', ask: async () => []})
  const before = process.cpuUsage()

  const ends = ['', '\\', '\\\n', '\n', ' // ', quote === '"' ? "'" : '"']
  for (const end of [...ends, ...ends, ...ends])
    expect(() => listen(begun + end)).toThrow(LakeError)

  const {user, system} = process.cpuUsage(before)
  expect((user + system) / 1_000).toBeLessThan(500)
})

const tooLong = {kind: 'time', limit: 1_800} as const
const busy = {kind: 'busy'} as const
const fine = undefined

/** What a listener is told of one change after another, each of which takes the engine so. */
async function hear(...failures: (Failure | undefined)[]) {
  let failure: Failure | undefined
  let asked = 0
  const ask = async () => {
    asked++
    if (failure) throw toLakeError(failure, 'q')
    return []
  }
  const filter = compileFilter('*[title match "a"]', {params: {}, identity: 'p1', ask})
  const heard: string[] = []
  for (failure of failures) {
    const match = Promise.resolve(filter({before: document, after: document}))
    heard.push(await match.then(({after}) => (after ? 'told' : 'no match'), String))
  }
  return {heard, asked}
}

test('a listener is ended by its filter taking too long twice in a row, not by a lake that was busy once', async () => {
  const {heard, asked} = await hear(tooLong, fine, tooLong, busy, tooLong, tooLong)

  expect(heard).toEqual([
    'told',
    'no match',
    'told',
    'told',
    'told',
    expect.stringContaining('listener is closed'),
  ])
  // A change that took too long once is not asked about again.
  expect(asked).toBe(1 + 2 + 1 + 2 + 1 + 1)
})

test('a filter that needs too much memory ends its listener at once, one without room is told', async () => {
  expect((await hear({kind: 'memory'})).heard).toEqual([
    expect.stringContaining('listener is closed'),
  ])
  expect((await hear(busy, busy)).heard).toEqual(['told', 'told'])
})
