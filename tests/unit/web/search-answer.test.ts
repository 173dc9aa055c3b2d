/** What is not found out for a reader is found in the log. */
import {expect, test, vi} from 'vitest'
import {ErrorPages} from '../../../web/src/server/error-pages.ts'
import {SearchAnswers} from '../../../web/src/server/search-answer.ts'
import type {SheetInside} from '../../../web/src/server/sheet-inside.ts'

test('what is asked for next is not told what was searched for', async () => {
  const put = vi.fn<SheetInside['put']>(async (html, headers) => ({html, headers}))
  const search = new SearchAnswers({
    maker: {ask: async () => ({status: 200, headers: {}, body: Buffer.from('Found')})},
    headers: {'referrer-policy': 'strict-origin-when-cross-origin'},
    errors: new ErrorPages({}),
    sheet: {put},
    report: () => undefined,
  })

  await search.get('/search', '/search?q=salary')

  expect(put.mock.calls[0]?.[1]).toMatchObject({'referrer-policy': 'strict-origin'})
})

test('a search that fails is an apology to the reader, and reported without the question', async () => {
  const fault = new Error('No rules.')
  const failures: unknown[] = []
  const search = new SearchAnswers({
    maker: {ask: async () => ({status: 200, headers: {}, body: Buffer.from('Found')})},
    headers: {},
    errors: new ErrorPages({}),
    sheet: {put: () => Promise.reject(fault)},
    report: (path, error) => failures.push([path, error]),
  })

  expect((await search.get('/search', '/search?q=salary')).status).toBe(503)
  expect(failures).toEqual([['/search', fault]])
})
