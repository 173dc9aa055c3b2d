/** What an answer of the lake about redirects is held against, and what came too late for that. */
import {expect, onTestFinished, test, vi} from 'vitest'
import {readChange, type Change} from '../../../web/src/invalidation/change.ts'
import {Awaited} from '../../../web/src/redirects/awaited.ts'

const article = (_rev: string, before: string | null, after: string | null): Change =>
  readChange({
    _id: 'a',
    _type: 'article',
    _rev,
    before: before && {slug: before},
    after: after && {slug: after},
  }) as Change

function world() {
  const superseded = new Set<string>()
  const awaited = new Awaited({isSuperseded: (_id, rev) => superseded.has(rev)})
  /** Does a lake contradict it that has the article at this slug, and was asked about every address? */
  const isContradictedBy = (slug: string, isAsked = (_address: string) => true) =>
    awaited.isContradictedBy({
      redirects: new Map(),
      isAsked,
      isLive: (address) => address === `/articles/${slug}`,
      isThere: (address) => address === `/articles/${slug}`,
    })
  return {awaited, superseded, isContradictedBy}
}

test('a move that was told late is waited for no more, as soon as the lake is known to be further', () => {
  const {awaited, superseded, isContradictedBy} = world()
  awaited.told(article('r2', 'one', 'two'))
  const [before, taken] = [isContradictedBy('three'), awaited.isAnothers('/articles/two', 'b')]

  superseded.add('r2')

  expect({before, taken}).toEqual({before: true, taken: true})
  expect(isContradictedBy('three')).toBe(false)
  expect(isContradictedBy('one'), 'it came back').toBe(false)
  expect(awaited.isAnothers('/articles/two', 'b')).toBe(false)
})

test('what was left stays so when the next revision is told of', () => {
  const {awaited, superseded, isContradictedBy} = world()
  awaited.told(article('r2', 'one', 'two'))

  superseded.add('r2')
  awaited.told(article('r3', 'two', 'three'))

  const asksOfThis = (slug: string) => (address: string) => address === `/articles/${slug}`
  for (const slug of ['one', 'two']) expect(isContradictedBy(slug, asksOfThis(slug))).toBe(true)
  expect(isContradictedBy('three')).toBe(false)
})

test('what was told is not forgotten when the clock of the machine is set', () => {
  const clock = vi.spyOn(Date, 'now')
  onTestFinished(() => void clock.mockRestore())
  const {awaited, isContradictedBy} = world()
  awaited.told(article('r2', 'one', 'two'))

  clock.mockReturnValue(Date.now() + 3_600_000)

  expect(isContradictedBy('one')).toBe(true)
})
