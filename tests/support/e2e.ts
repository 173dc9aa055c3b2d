/** The fixtures of `tests/e2e/`: all of Masthead, a browser, profiles, and a seat at its Studio. */
import type {Page} from 'playwright-core'
import {test as browserTest, testInShell as shellTest} from './browser.ts'
import {type Masthead, startMasthead} from './masthead.ts'
import {seatAtStudio, type Seat} from './seat.ts'

interface Fixtures {
  masthead: Masthead
  seat: Seat
  /** The page of the first editor, who is signed in, with the desk on it. It is loaded once a file. */
  editor: Page
}

const withMasthead = (inBrowser: typeof browserTest) =>
  inBrowser.extend<Fixtures>({
    masthead: [
      async ({}, use) => {
        const masthead = await startMasthead()
        await use(masthead)
        await masthead.stop()
      },
      {scope: 'file'},
    ],
    seat: [
      async ({browser, masthead}, use) => {
        const seat = seatAtStudio(browser, masthead)
        await use(seat)
        await seat.close()
      },
      {scope: 'file'},
    ],
    editor: async ({seat, task}, use) => {
      await use(await seat.take())
      await seat.leave(task)
    },
  })

/** For tests of the whole: one running Masthead a file, a browser, and profiles to look at it with. */
export const test = withMasthead(browserTest)

/** The same in a headless shell: for editors, who are in Studio. */
export const testInShell = withMasthead(shellTest)
