/** Articles rendered before somebody asks: all of them, the newest first, behind everything else. */
import {expect, test, vi} from 'vitest'
import {Warming, type WarmingOptions} from '../../../web/src/renewals/warming.ts'

/** A lake with so many articles, the newest with the highest number, and a site that has some pages already. */
function world(count: number, options: Partial<WarmingOptions> = {}) {
  const newest = Array.from({length: count}, (_, i) => {
    const number = count - i
    const publishedAt = new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString()
    return {_id: `article-${number}`, slug: `a-${number}`, language: 'en', publishedAt}
  })
  const current = new Set<string>()
  const rendered: string[] = []
  const ask = async (_query: string, {before, after}: Record<string, unknown>) =>
    newest
      .filter(
        ({publishedAt, _id}) =>
          publishedAt < String(before) || (publishedAt === before && _id > String(after)),
      )
      .slice(0, 200)
  const log = vi.fn<WarmingOptions['log']>()
  const warming = new Warming({
    ask: ask as WarmingOptions['ask'],
    isCurrent: (path) => current.has(path),
    render: async (path) => {
      current.add(path)
      rendered.push(path)
    },
    waiting: () => 0,
    requests: () => 0,
    log,
    ...options,
  })
  return {current, rendered, log, warming}
}

test('every article is rendered once, the newest first', async () => {
  const {rendered, warming} = world(450)

  await warming.run()

  expect(rendered).toHaveLength(450)
  expect(rendered.slice(0, 2)).toEqual(['/articles/a-450', '/articles/a-449'])
  expect(rendered.at(-1)).toBe('/articles/a-1')
})

test('a warming that was cut short goes on where it stopped', async () => {
  const {current, rendered, warming} = world(30)
  for (let number = 30; number > 20; number--) current.add(`/articles/a-${number}`)

  await warming.run()

  expect(rendered).toHaveLength(20)
  expect(rendered[0]).toBe('/articles/a-20')
})

test('it renders no more than it may', async () => {
  const {rendered, warming} = world(30, {most: 5})

  await warming.run()

  expect(rendered).toHaveLength(5)
})

test('while a page waits that somebody asked for, nothing is warmed', async () => {
  let waiting = 1
  const {rendered, warming} = world(3, {waiting: () => waiting})

  const running = warming.run()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(rendered).toEqual([])
  waiting = 0
  await running

  expect(rendered).toHaveLength(3)
})

test('a page that somebody was quicker to ask for is not made twice', async () => {
  const {current, rendered, warming} = world(3, {
    waiting: () => {
      current.add('/articles/a-3')
      return 0
    },
  })

  await warming.run()

  expect(rendered).toEqual(['/articles/a-2', '/articles/a-1'])
})

test('a lake that is away ends it after a few pages, and it never fails', async () => {
  const render = vi.fn<WarmingOptions['render']>(() => Promise.reject(new Error('away')))

  await world(30, {render}).warming.run()
  await world(30, {ask: () => Promise.reject(new Error('away'))}).warming.run()

  expect(render.mock.calls.length).toBeGreaterThanOrEqual(5)
  expect(render.mock.calls.length).toBeLessThan(10) // those that were under way when it ended
})

/** How many pages are under way at most, by who asks meanwhile. */
async function mostTogether(requests: () => number): Promise<number> {
  let underWay = 0
  let most = 0
  const render = async () => {
    most = Math.max(most, ++underWay)
    await new Promise(setImmediate)
    underWay--
  }
  await world(20, {render, requests}).warming.run()
  return most
}

test('a few pages are under way together while nobody reads, and one while readers are about', async () => {
  let requests = 0

  expect(await mostTogether(() => 0)).toBeGreaterThan(1)
  expect(await mostTogether(() => ++requests)).toBe(1)
})

test('closing ends it', async () => {
  const {rendered, warming} = world(30, {waiting: () => 1})

  const running = warming.run()
  warming.close()
  await running

  expect(rendered).toEqual([])
})
