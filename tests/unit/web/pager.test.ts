/** The way through a long list. */
import {expect, test} from 'vitest'
import {Pager} from '../../../web/src/components/Pager.tsx'
import {stepsFrom} from '../../../web/src/components/page-steps.ts'
import {languageOf} from '../../../web/src/language/language.ts'
import {bodyOf} from '../../../web/src/rendering/written.ts'

const shown = (page: number, pages: number) =>
  stepsFrom(page, pages)
    .map((one) => one ?? '…')
    .join(' ')

test('a page leads to both ends, to those beside it and half-way, and leaves none out alone', () => {
  expect(shown(1, 2)).toBe('1 2')
  expect(shown(5, 9)).toBe('1 2 3 4 5 6 7 8 9')
  expect(shown(1, 500)).toBe('1 2 … 251 … 500')
  expect(shown(250, 500)).toBe('1 … 126 … 249 250 251 … 375 … 500')
})

test('every page of 500 is within ten steps of the first', () => {
  const steps = new Map([[1, 0]])
  for (const page of steps.keys())
    for (const next of stepsFrom(page, 500))
      if (next && !steps.has(next)) steps.set(next, steps.get(page)! + 1)

  expect(steps.size).toBe(500)
  expect(Math.max(...steps.values())).toBeLessThanOrEqual(10)
})

test('a page is marked as the one that is shown, among links that have its language’s figures', async () => {
  const words = languageOf('fr')!
  const page = Pager({page: 2, pages: 1_200, words, at: (n) => `/fr/articles/page/${n}`})

  const html = String(await bodyOf({status: 200, headers: {}, page}))

  expect(html).toContain(
    '<a href="/fr/articles/page/2" aria-current="page" aria-label="Page\u00a02 sur\u00a01\u00a0200">2</a>',
  )
  expect(html).toContain('<a href="/fr/articles/page/1200">1\u00a0200</a>')
  expect(html.match(/aria-current/g)).toHaveLength(1)
})
