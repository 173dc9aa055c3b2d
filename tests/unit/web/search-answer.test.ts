/** What is not found out for a reader is found in the log. */
import {expect, test} from 'vitest'
import {ErrorPages} from '../../../web/src/server/error-pages.ts'
import {SearchAnswers} from '../../../web/src/server/search-answer.ts'

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
