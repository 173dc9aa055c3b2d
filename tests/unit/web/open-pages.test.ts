import {expect, onTestFinished, test, vi} from 'vitest'
import {SiteWatch} from '../../../web/src/admin/site-watch.ts'
import {readConfig} from '../../../web/src/config.ts'
import {openPages} from '../../../web/src/server/open-pages.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

test('what somebody searched for is not in the log when it cannot be answered', async () => {
  const directory = temporaryDirectory('open-pages')
  onTestFinished(() => removeDirectory(directory))
  const {cache, maker, renewals} = await openPages({
    config: readConfig({
      SANITY_API_HOST: 'http://lake.test',
      SANITY_PROJECT_ID: 'tides',
      SANITY_DATASET: 'production',
      SITE_URL: 'http://site.test',
    }),
    directory,
    policy: {},
    watch: new SiteWatch(),
    ask: () => Promise.reject(new Error('The lake is away.')),
    behind: () => [],
    opened: () => Promise.reject(new Error('Nothing renders.')),
    turn: Promise.resolve(),
  })
  onTestFinished(() => renewals.close())
  onTestFinished(() => cache.settled())
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  onTestFinished(() => write.mockRestore())

  const {status} = await maker.ask('/search?q=my%20illness')

  expect(status).toBe(500)
  expect(write.mock.calls.join()).toContain('"address":"/search"')
  expect(write.mock.calls.join()).not.toContain('illness')
})
