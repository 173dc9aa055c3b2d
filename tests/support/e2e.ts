/** The fixtures of `tests/e2e/`: all of Masthead, a browser, profiles. */
import {test as browserTest} from './browser.ts'
import {type Masthead, startMasthead} from './masthead.ts'

/** For tests of the whole: one running Masthead a file, a browser, and profiles to look at it with. */
export const test = browserTest.extend<{masthead: Masthead}>({
  masthead: [
    async ({}, use) => {
      const masthead = await startMasthead()
      await use(masthead)
      await masthead.stop()
    },
    {scope: 'file'},
  ],
})
